#include "catalogue/crash_image.hpp"

#include <algorithm>
#include <vector>

namespace tocd {
namespace {

using Event = TestDisk::Event;
using Kind = Event::Kind;

constexpr size_t kSectorBytes = 512;

void write(std::string& file, size_t offset, std::string_view bytes) {
    if (file.size() < offset + bytes.size()) file.resize(offset + bytes.size());
    std::copy(bytes.begin(), bytes.end(), file.begin() + static_cast<ptrdiff_t>(offset));
}

void apply(std::string& file, const Event& event) {
    if (event.kind == Kind::write) write(file, static_cast<size_t>(event.offset_bytes), event.bytes);
    if (event.kind == Kind::truncate) file.resize(static_cast<size_t>(event.offset_bytes));
}

// What of it reached the disk.
void apply_torn(std::string& file, const Event& event, simulation::Random& random) {
    const uint64_t how = random.below(3);
    if (how == 0) return;
    if (how == 1 || event.kind != Kind::write) return apply(file, event);
    const auto offset = static_cast<size_t>(event.offset_bytes);
    for (size_t at = 0; at < event.bytes.size();) {
        const size_t end = std::min(event.bytes.size(), (offset + at) / kSectorBytes * kSectorBytes + kSectorBytes - offset);
        if (random.below(2) == 0) write(file, offset + at, std::string_view(event.bytes).substr(at, end - at));
        at = end;
    }
}

struct File {
    std::string synced;
    bool is_there = false;  // its name is on the disk for sure
    std::vector<const Event*> since;
    bool removed = false;
};

}  // namespace

void apply(DiskImage& image, const Event& event) {
    if (event.kind == Kind::remove) image.erase(event.path);
    else apply(image[event.path], event);
}

DiskImage crash_image(std::span<const Event> events, simulation::Random& random) {
    std::map<std::string, File> files;
    for (const Event& event : events) {
        File& file = files[event.path];
        if (event.kind == Kind::remove) {
            if (event.is_synced) file = {};
            else file.removed = true;
            continue;
        }
        if (file.removed) file = {};  // another file of that name
        if (event.kind != Kind::sync) {
            file.since.push_back(&event);
            continue;
        }
        for (const Event* const before : file.since) apply(file.synced, *before);
        file.since.clear();
        file.is_there = true;
    }
    DiskImage out;
    const bool nothing_lost = random.below(8) == 0;
    for (auto& [path, file] : files) {
        if (file.removed && (nothing_lost || random.below(2) == 0)) continue;
        if (!file.is_there && (file.since.empty() || (!nothing_lost && random.below(3) == 0))) continue;
        std::string& bytes = out[path] = file.synced;
        for (const Event* const event : file.since) {
            if (nothing_lost) apply(bytes, *event);
            else apply_torn(bytes, *event, random);
        }
    }
    return out;
}

}  // namespace tocd
