// Lists one directory: what the scanner's threads, a cluster worker and the simulation all run.
#pragma once

#include "base/ignore_patterns.hpp"
#include "config/config.hpp"
#include "scan/file_system.hpp"
#include "scan/governor.hpp"
#include "scan/listing_hash.hpp"
#include "scan/name_set.hpp"

#include <atomic>
#include <functional>
#include <string>

namespace tocd {

inline constexpr size_t kMaxPartEntries = 50'000;       // of one part or listing
inline constexpr size_t kMaxPartNameBytes = 4u << 20;   // of its names together
inline constexpr size_t kSmallPartEntries = 2048;       // the same of a listing that may not be large
inline constexpr size_t kSmallPartNameBytes = 256u << 10;
inline constexpr size_t kMaxPathBytes = 1u << 20;       // deeper directories fail with ENAMETOOLONG
inline constexpr size_t kPaceEntries = 16;        // between two words to Pace
inline constexpr size_t kQuickPaceEntries = 128;  // while calls take less than kQuickCallNs: the words would cost more than most calls
inline constexpr int64_t kQuickCallNs = 20'000;
inline constexpr int kListingTries = 3;                 // of a directory that moves while it is listed

// How many listings may be large at once, so that as many threads as there are stay within some 60 MB on directories of
// millions: others go out in small parts. Thread: any.
class LargeListings {
public:
    explicit LargeListings(int most) : free_(most) {}
    [[nodiscard]] bool take() {
        if (free_.fetch_sub(1) > 0) return true;
        free_.fetch_add(1);
        return false;
    }
    void give_back() { free_.fetch_add(1); }

private:
    std::atomic<int> free_;
};

// How a share is listed.
struct ListingRules {
    const IgnorePatterns& exclude;
    AtimeResolution atime_resolution = AtimeResolution::day;
    bool one_file_system = true;
    size_t max_part_entries = kMaxPartEntries;
    LargeListings* large = nullptr;  // null: every listing may be
    Pace* pace = nullptr;  // hears of the work every kPaceEntries names or so; null: nobody does
};

// Which directory, and what is known of it.
struct ListingTask {
    uint64_t job_id = 0;
    uint32_t node = 0;
    std::string path;            // relative to the share, "" for its root
    DirectoryPtr parent;         // open: the last part of `path` is opened below it. Null: `path` below the root
    ListingHash known_hash;      // equal: `same`
    DirectoryAttributes known;
    std::string moved_from;      // not empty: see Listing::moved
    bool descend = false;        // JobWalk's: it may go into the children
};

// Buffers that one thread uses for all its listings.
struct ListingScratch {
    NameBuffer buffer;
    Listing listing;
    std::string path;
    std::shared_ptr<std::string> names;
    NameSet seen;
    bool quick = false;  // the share answers from memory, and nobody holds the scan back

    // Gives back the room that a large listing took.
    void forget() {
        listing = {};
        names.reset();
        seen = {};
    }
};

// Takes a frame; may move from it. Parts come first, exactly one frame of another kind comes last.
// `opened` is the directory itself (null when failed): keep it to open its children relative to it.
using ListingSink = std::function<void(Listing& frame, const DirectoryPtr& opened)>;

// Opens and lists `task.path` and gives one or more frames to `sink`.
//
// A listing is clean when the directory's stamp (mtime, ctime) was the same before and after, every name was
// examined, and none vanished between being read and being examined. Otherwise the directory is listed again, up to
// kListingTries times in all, and after that given as it is with clean = false: what was seen is true, nothing
// follows from what was not seen. A name that vanished is no entry; when the stamp says that nothing moved, the file
// system contradicts itself, and the name counts as unreadable with ENOENT (SMB servers show names that they
// cannot look up; an absence concluded from that would be wrong for ever).
// A name that is shown twice counts once; it is treated like one that vanished, and as EUCLEAN when nothing moved.
// A directory that needs more than one part is listed once: its parts have left. Neither can it be `same`.
// Thread: any, with a scratch of its own.
void list_directory(FileSystem& file_system, const DirectoryPtr& root, const ListingTask& task,
                    const ListingRules& rules, const ListingKey& key, const Clock& clock, ListingScratch& scratch,
                    const ListingSink& sink);

// Who the root is, and whether it holds any entry.
[[nodiscard]] Outcome<RootIdentity> look_at_root(FileSystem& file_system, const DirectoryPtr& root);

// 0 when `marker`, a path relative to the root, names anything; else the errno.
[[nodiscard]] int find_marker(FileSystem& file_system, const DirectoryPtr& root, const std::string& marker);

}  // namespace tocd
