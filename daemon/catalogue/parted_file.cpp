#include "catalogue/parted_file.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace tocd {
namespace {

constexpr size_t kMostWaiting = 2u << 20;

[[noreturn]] void fail(std::string_view doing, const std::string& folder) {
    throw error_from_errno(ErrorKind::unavailable, doing, folder, errno);
}

int open_nameless(const std::string& folder) {
    const int file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0) return file;
    std::string name = folder + "/.tocd-listing-XXXXXX";  // a file system without O_TMPFILE
    const int named = ::mkostemp(name.data(), O_CLOEXEC);
    if (named < 0) fail("cannot make room for a large directory in", folder);
    ::unlink(name.c_str());
    return named;
}

[[noreturn]] void refuse() { throw Error(ErrorKind::corrupt, "what was put aside of a large directory has changed on disk"); }

}  // namespace

PartedFile::~PartedFile() {
    if (file_ >= 0) ::close(file_);
}

void PartedFile::add(size_t part, std::string_view record) {
    waiting_ += record;
    records_.push_back({static_cast<uint32_t>(record.size()), static_cast<uint8_t>(part)});
    if (waiting_.size() >= kMostWaiting) write_out();
}

void PartedFile::write_out() {
    if (file_ < 0) file_ = open_nameless(folder_);
    std::array<size_t, kParts + 1> ends{};
    for (const Waiting& record : records_) ends[record.part + 1u] += record.bytes;
    Offsets& offsets = written_.emplace_back();
    for (size_t part = 0; part < kParts; ++part) {
        ends[part + 1] += ends[part];
        offsets[part] = size_bytes_ + ends[part];
    }
    std::string all(waiting_.size(), '\0');
    const char* from = waiting_.data();
    for (const Waiting& record : records_) {
        std::copy_n(from, record.bytes, all.data() + ends[record.part]);
        ends[record.part] += record.bytes;
        from += record.bytes;
    }
    waiting_.clear();
    records_.clear();
    for (size_t done = 0; done < all.size();) {
        const ssize_t count = ::pwrite(file_, all.data() + done, all.size() - done, static_cast<off_t>(size_bytes_ + done));
        if (count < 0 && errno != EINTR) fail("cannot put a large directory aside in", folder_);
        done += static_cast<size_t>(std::max<ssize_t>(count, 0));
    }
    size_bytes_ += all.size();
    offsets[kParts] = size_bytes_;
}

std::string PartedFile::read(size_t part) const {
    size_t bytes = waiting_.size() / kParts;
    for (const Offsets& offsets : written_) bytes += offsets[part + 1] - offsets[part];
    std::string out;
    out.reserve(bytes);
    for (const Offsets& offsets : written_) {
        const size_t begin = out.size();
        out.resize(begin + offsets[part + 1] - offsets[part]);
        for (size_t done = begin; done < out.size();) {
            const ssize_t count = ::pread(file_, out.data() + done, out.size() - done, static_cast<off_t>(offsets[part] + (done - begin)));
            if (count == 0) refuse();
            if (count < 0 && errno != EINTR) fail("cannot read what was put aside of a large directory in", folder_);
            done += static_cast<size_t>(std::max<ssize_t>(count, 0));
        }
    }
    const char* from = waiting_.data();
    for (const Waiting& record : records_) {
        if (record.part == part) out.append(from, record.bytes);
        from += record.bytes;
    }
    return out;
}

void put_number(std::string& record, int64_t value) {
    auto left = static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63);  // small ones of either sign are short
    for (; left >= 0x80; left >>= 7) record.push_back(static_cast<char>(left | 0x80));
    record.push_back(static_cast<char>(left));
}

void put_text(std::string& record, std::string_view text) {
    put_number(record, static_cast<int64_t>(text.size()));
    record += text;
}

int64_t take_number(std::string_view& records) {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (records.empty()) refuse();
        const auto byte = static_cast<unsigned char>(records.front());
        records.remove_prefix(1);
        value |= uint64_t{byte & 0x7fu} << shift;
        if (byte < 0x80) return static_cast<int64_t>(value >> 1 ^ (0 - (value & 1)));
    }
    refuse();
}

std::string_view take_text(std::string_view& records) {
    const int64_t size = take_number(records);
    if (size < 0 || static_cast<uint64_t>(size) > records.size()) refuse();
    const std::string_view text = records.substr(0, static_cast<size_t>(size));
    records.remove_prefix(text.size());
    return text;
}

}  // namespace tocd
