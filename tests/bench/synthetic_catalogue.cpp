// usage: bench_synthetic_catalogue CATALOGUE [SCALE] [SEED]: writes a new catalogue of one share, /talk, that holds what a first scan of
// bench_make_tree's tree finds, without a file system: the same paths, sizes, owners and times for the same SCALE and SEED (SCALE 1:
// 16,063,861 files). The rows go through the real writer; of what a file system adds, inodes, blocks, ctime and birth time are made up.
#include "base/error.hpp"
#include "catalogue/queued_store.hpp"
#include "talk_shape.hpp"

#include <sys/stat.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace tocd;

constexpr uint64_t kPart = 50'000;       // as the scanner's
constexpr size_t kEntriesAtOnce = 2'000;  // handed to the writer

UnixNs ns_of(const timespec& time) { return static_cast<UnixNs>(time.tv_sec) * kNsPerSecond + time.tv_nsec; }

// A directory of the tree whose parent has been listed.
struct Unlisted {
    uint64_t level, index;
    uint32_t node;
};

class Tree {
public:
    Tree(double scale, uint64_t seed, ListingStore& store, int64_t scan_id) : seed_(seed), store_(store), scan_id_(scan_id) {
        size_t parents = 1;
        for (uint64_t level = 0; level < std::size(talk::kLevels); ++level) {
            levels_.push_back(talk::count_level(level, parents, scale, seed));
            std::vector<uint64_t>& first = first_child_.emplace_back();
            uint64_t sum = 0;
            for (const int64_t count : levels_.back().directories) {
                first.push_back(sum);
                sum += static_cast<uint64_t>(count);
            }
            parents = sum;
        }
    }

    // Depth first: what lies together on the share gets rows that lie together, as the scanner's jobs give them.
    void list_all() {
        std::vector<Unlisted> waiting = {{0, 0, 0}};
        while (!waiting.empty()) {
            const Unlisted directory = waiting.back();
            waiting.pop_back();
            list(directory, waiting);
        }
        send();
    }

private:
    void list(const Unlisted& at, std::vector<Unlisted>& waiting) {
        // Below the last level of the table there is nothing.
        const bool below = at.level < levels_.size();
        const int64_t directories = below ? levels_[at.level].directories[at.index] : 0;
        const int64_t files = below ? levels_[at.level].files[at.index] : 0;
        begin_piece(at);
        entry_count_ = other_count_ = 0;
        const uint32_t first_child = next_node_;
        for (int64_t i = directories; i > 0; --i)
            waiting.push_back({at.level + 1, first_child_[at.level][at.index] + static_cast<uint64_t>(i - 1), first_child + static_cast<uint32_t>(i - 1)});
        next_node_ += static_cast<uint32_t>(directories);
        uint64_t child = first_child;
        const auto on_directory = [&](const std::string& name) {
            Entry& entry = add(name);
            entry.type = EntryType::directory;
            entry.inode = directory_inode(child++);
        };
        const auto on_file = [&](const talk::ShapedFile& file) {
            if (piece_.entries.size() >= kPart) {
                piece_.kind = ListingKind::part;
                piece_.first_child_node = directories > 0 ? first_child : 0;
                end_piece();
                begin_piece(at);
            }
            if (!file.hard_link) ++inode_;
            fill(add(file.name), file);
            if (file.hard_link) count_link();
            other_count_ += file.symlink_beside ? 1 : 0;
        };
        const talk::ShapedDirectory shape = talk::shape_directory(seed_, at.level, at.index, directories, files, on_directory, on_file);
        piece_.kind = ListingKind::listing;
        piece_.first_child_node = directories > 0 ? first_child : 0;
        piece_.entry_count = entry_count_ + other_count_;
        piece_.other_count = other_count_;
        piece_.hash = {seed_ + at.node + 1, at.level + 1};
        piece_.attributes.inode = directory_inode(at.node);
        piece_.attributes.mtime_ns = piece_.attributes.ctime_ns = ns_of(shape.mtime);
        piece_.attributes.btime_ns = piece_.attributes.mtime_ns - kNsPerDay;
        piece_.attributes.uid = shape.owner;
        piece_.attributes.gid = talk::group_of(shape.owner);
        piece_.attributes.mode = 0755;
        end_piece();
    }

    // Above all that the files get.
    static uint64_t directory_inode(uint64_t node) { return (uint64_t{1} << 40) + node; }

    void begin_piece(const Unlisted& at) {
        piece_ = {};
        piece_.job_id = 1;
        piece_.node = at.node;
        piece_.listed_at_ns = system_clock().now_ns();
        names_.clear();
    }

    Entry& add(const std::string& name) {
        names_ += name;
        Entry& entry = piece_.entries.emplace_back();
        lengths_.push_back(name.size());
        ++entry_count_;
        return entry;
    }

    void fill(Entry& entry, const talk::ShapedFile& file) const {
        entry.inode = inode_;
        entry.size_bytes = static_cast<uint64_t>(file.size_bytes);
        entry.allocated_bytes = (entry.size_bytes + 4095) / 4096 * 4096;
        entry.mtime_ns = ns_of(file.mtime);
        entry.ctime_ns = entry.mtime_ns + kNsPerSecond;
        entry.btime_ns = entry.mtime_ns - kNsPerSecond;
        entry.atime_ns = (entry.mtime_ns + kNsPerDay) / kNsPerDay * kNsPerDay;
        entry.uid = file.owner;
        entry.gid = talk::group_of(file.owner);
    }

    // The last entry is one more name of the file before it: all its names say how many there are. Those in an earlier
    // part of a huge directory are sent already, and say fewer.
    void count_link() {
        std::vector<Entry>& entries = piece_.entries;
        size_t first = entries.size() - 1;
        while (first > 0 && entries[first - 1].type == EntryType::file && entries[first - 1].inode == entries.back().inode) --first;
        for (size_t i = first; i < entries.size(); ++i) entries[i].link_count = static_cast<uint32_t>(entries.size() - first);
    }

    void end_piece() {
        auto bytes = std::make_shared<const std::string>(names_);
        size_t at = 0;
        for (size_t i = 0; i < piece_.entries.size(); at += lengths_[i++]) piece_.entries[i].name = {bytes->data() + at, lengths_[i]};
        lengths_.clear();
        waiting_entries_ += piece_.entries.size();
        piece_.bytes = std::move(bytes);
        frames_.push_back(std::move(piece_));
        if (waiting_entries_ >= kEntriesAtOnce) send();
    }

    void send() {
        if (!frames_.empty()) store_.take(scan_id_, std::move(frames_), [](std::vector<DirectoryToList>) {});
        frames_ = {};
        waiting_entries_ = 0;
    }

    const uint64_t seed_;
    ListingStore& store_;
    const int64_t scan_id_;
    std::vector<talk::LevelCounts> levels_;
    std::vector<std::vector<uint64_t>> first_child_;  // by level and index: of all child directories of the level
    uint32_t next_node_ = 1;
    uint64_t inode_ = 1000;
    Listing piece_;
    std::string names_;
    std::vector<size_t> lengths_;
    uint64_t entry_count_ = 0, other_count_ = 0;  // of the directory that is listed
    std::vector<Listing> frames_;
    size_t waiting_entries_ = 0;
};

int write_catalogue(const std::string& path, double scale, uint64_t seed) {
    const auto began = std::chrono::steady_clock::now();
    QueuedStore store([&] { return std::make_unique<ScanWriter>(path, AccountNames{}, system_clock()); });
    store.configure_shares({{"talk", "/talk"}});
    ScanStart start;
    start.share = "talk";
    start.share_path = "/talk";
    start.root.inode = uint64_t{1} << 40;
    start.root.file_system = "ext4";  // which is believed to keep its inodes
    start.started_ns = system_clock().now_ns();
    const ScanBegun begun = store.begin(start);
    store.expect(begun.scan_id, 1, begun.directories);
    Tree(scale, seed, store, begun.scan_id).list_all();
    store.job_done(begun.scan_id, 1, {}, [](std::vector<DirectoryToList>) {});
    const ScanRecord record = store.finish(begun.scan_id, ScanEnding::clean, "");
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    std::printf("directories=%ld files=%ld size_bytes=%ld seconds=%.1f %s\n", static_cast<long>(record.directories), static_cast<long>(record.files),
                static_cast<long>(record.size_bytes), seconds, record.outcome == ScanOutcome::complete ? "complete" : record.failure.c_str());
    return record.outcome == ScanOutcome::complete ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    const double scale = argc > 2 ? std::atof(argv[2]) : 1;
    if (argc < 2 || argc > 4 || !(scale > 0 && scale <= 4)) {
        std::fprintf(stderr, "usage: %s CATALOGUE [SCALE] [SEED]   (SCALE 1: 510,677 directories, 16,063,861 files; above 0, at most 4)\n", argv[0]);
        return 2;
    }
    struct stat status {};
    if (stat(argv[1], &status) == 0) {
        std::fprintf(stderr, "%s: %s is there already\n", argv[0], argv[1]);
        return 2;
    }
    try {
        return write_catalogue(argv[1], scale, argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
        return 1;
    }
}
