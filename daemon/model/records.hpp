// Answers of the catalogue: what people see of files, directories, shares and scans.
#pragma once

#include "model/entry.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tocd {

// Ids are opaque to clients: "f" or "d" and the row id in hexadecimal.
[[nodiscard]] std::string file_id_text(int64_t id);
[[nodiscard]] std::string directory_id_text(int64_t id);
[[nodiscard]] std::optional<int64_t> parse_file_id(std::string_view text);
[[nodiscard]] std::optional<int64_t> parse_directory_id(std::string_view text);

struct FileRecord {
    int64_t id = 0;            // directory id << 24 | ordinal
    std::string name;          // exact bytes
    std::string directory;     // absolute path of the directory, exact bytes
    std::string share;
    std::string project;       // as it is shown; empty: none
    std::string extension;     // lowercase, without dot; empty: none
    int64_t size_bytes = 0;
    int64_t allocated_bytes = 0;
    UnixNs mtime_ns = 0;
    UnixNs ctime_ns = 0;
    std::optional<UnixNs> atime_ns;
    std::optional<UnixNs> btime_ns;
    uint32_t uid = 0;
    uint32_t gid = 0;
    std::string owner;         // user name, or the uid in decimal
    std::string group;
    uint64_t inode = 0;
    uint32_t link_count = 1;
    UnixNs first_seen_ns = 0;
    UnixNs last_seen_ns = 0;
    bool gone = false;
};

// Exact unless `complete` is false.
struct Totals {
    int64_t files = 0;
    int64_t size_bytes = 0;  // saturated at 2^63-1
};

struct FilePage {
    std::vector<FileRecord> files;
    std::string next;                // cursor of the next page; empty: this was the last
    std::optional<Totals> total;     // when asked for
    bool complete = true;            // false: the deadline cut the count, or the search of the index
    bool by_index = false;           // else by SQL: the index is not loaded yet
    UnixNs as_of_ns = 0;             // the oldest "last complete scan" among the shares asked; 0: none yet
};

enum class DirectoryState : uint8_t { pending = 0, listed = 1, failed = 2, staged_gone = 3, gone = 4 };
[[nodiscard]] std::string_view state_name(DirectoryState state) noexcept;

struct DirectoryRecord {
    int64_t id = 0;           // < 0: pending, never listed
    std::string name;         // exact bytes; of a share's root the last part of its path
    std::string path;         // absolute, exact bytes
    std::string share;
    std::string project;      // as it is shown; empty: none
    DirectoryState state = DirectoryState::listed;
    int error_number = 0;     // failed: errno of the last try
    UnixNs failed_since_ns = 0;  // failed: start of the first listing since it worked last; 0: another file system
    UnixNs mtime_ns = 0;
    std::string owner;
    std::string group;
    uint32_t mode = 0;
    UnixNs first_seen_ns = 0;
    UnixNs last_seen_ns = 0;  // start of the last listing; 0: never
    uint64_t entry_count = 0; // of the last listing
    uint32_t listing_us = 0;
    int64_t files = 0, size_bytes = 0;  // directly inside
    int64_t total_files = 0, total_directories = 0, total_size_bytes = 0, total_allocated_bytes = 0;  // recursive
    UnixNs newest_mtime_ns = kNoTime;   // of any file below
    int64_t failed_directories = 0;     // below and itself: totals are at least what is shown
};

struct DirectoryPage {
    bool only_roots = false;  // of all shares, or of those below the path: there is no such directory
    DirectoryRecord directory;
    std::vector<DirectoryRecord> ancestors;  // from the share's root down, without the directory itself
    std::vector<DirectoryRecord> directories;
    std::vector<FileRecord> files;
    bool more_directories = false;  // the limit cut
    bool more_files = false;
    UnixNs as_of_ns = 0;
};

// What is known of a share as far as somebody sees it.
struct ShareCoverage {
    std::string name;
    std::string path;               // absolute, exact bytes
    bool configured = true;
    UnixNs last_complete_ns = 0;    // start of the last scan that ended; 0: none
    bool listed = true;             // all directories could be
};

enum class ScanMode : uint8_t {
    full = 0,  // lists every directory
    fast = 1,  // believes stamps of directories that were listed lately
    part = 2,  // some directories, as somebody asked
};
enum class ScanOutcome : uint8_t {
    running = 0,
    complete = 1,     // every directory was listed cleanly
    incomplete = 2,   // ended, but some directories could not be read
    interrupted = 3,  // stopped, or engine lost; the next scan goes on
    refused = 4,      // root missing, unreadable, exchanged or emptied: nothing was concluded
};
[[nodiscard]] std::string_view outcome_name(ScanOutcome outcome) noexcept;
[[nodiscard]] std::string_view mode_name(ScanMode mode) noexcept;

// Directories whose own names a search finds.
struct CalledPage {
    int64_t total = 0;
    std::vector<DirectoryRecord> first;  // those that fit best
    bool complete = true;                // false: the deadline cut it
};

struct ScanError {
    std::string path;   // exact bytes, absolute
    int error_number = 0;
    std::string message;  // "cannot list directory: Permission denied"
    std::string owner;    // of the directory, or of the nearest one above it that is known; only where one scan is asked for
};

struct ScanRecord {
    int64_t id = 0;
    std::string share;
    ScanMode mode = ScanMode::full;
    ScanOutcome outcome = ScanOutcome::running;
    UnixNs started_ns = 0;
    UnixNs finished_ns = 0;     // 0: running
    int64_t directories = 0;    // listed cleanly, or found the same
    int64_t files = 0;          // present in these
    int64_t size_bytes = 0;
    int64_t others = 0;         // links, sockets, devices
    int64_t excluded = 0;
    int64_t added = 0, changed = 0, gone = 0;  // file rows
    int64_t failed = 0;         // directories and entries that could not be read
    int64_t skipped_mounts = 0;
    int64_t unchanged = 0;      // of directories: proven by their stamp, not listed
    int64_t moved = 0;          // directories, and files; these are neither added nor gone
    int64_t held = 0;           // files that are missed and whose removal waits: too many at once
    std::optional<UnixNs> confirmed_ns;  // somebody confirmed them
    int64_t purged = 0;         // files that were gone for long enough, forgotten after it
    std::string scope;          // part scans: the directories, relative to the share, one a line
    std::string failure;        // why it was refused or interrupted
    std::vector<ScanError> errors;  // the first 1000; only where one scan is asked for
};

// Files that are missed, and stay present until a later scan agrees or somebody confirms; those that were missed when the catalogue was lost have no
// row any more, and wait for somebody's word or for as many files as there were.
struct HeldRemovals {
    int64_t files = 0;
    UnixNs since_ns = 0;   // start of the first complete scan of those that agree so far; of the last one when none was complete
    int64_t scan_id = 0;   // the last scan: the one to confirm
};

struct ShareRecord {
    std::string name;
    std::string path;             // exact bytes
    bool configured = true;       // false: no longer in the config, rows kept
    bool whole = true;            // false: something of it is hidden from the viewer, who so sees none of its scans
    Totals total;                 // present files
    int64_t unique_bytes = 0;     // hard links counted once
    int64_t directories = 0;
    int64_t gone_files = 0;
    int64_t failed_directories = 0;
    UnixNs last_complete_ns = 0;  // start of the last scan that ended (complete or incomplete); 0: none
    bool keeps_stamps = true;     // false: other names were found under equal times, so every scan is a full one
    std::optional<bool> stable_inodes;  // moves are told by inode; none: not known yet
    std::optional<HeldRemovals> held;
    std::optional<ScanRecord> last_scan;
};

// One level of the tree: directories listed there, the files in them, and directories known to the scan and not yet listed.
struct LevelProgress {
    int64_t directories = 0;
    int64_t files = 0;
    int64_t waiting = 0;
    bool operator==(const LevelProgress&) const = default;
};
inline constexpr size_t kMaxLevels = 64;  // the last one stands for everything deeper, too

struct ScanProgress {
    std::string share;
    // stuck: the share did not answer and its scan was given up. paused: somebody, or quiet hours, hold the scan.
    enum class State : uint8_t { idle, waiting, running, settling, stuck, paused } state = State::idle;
    int64_t scan_id = 0;
    UnixNs started_ns = 0;
    UnixNs next_ns = 0;           // idle: when the next scheduled scan starts; 0: only on demand
    int64_t directories_done = 0;
    int64_t directories_waiting = 0;
    int64_t directories_known = 0;  // in the catalogue when it began; 0: this is the first scan, or one of a part
    UnixNs ends_ns = 0;             // when all that is known will be done, at the pace so far; 0: cannot be told
    int64_t unchanged = 0;        // of those done: by their stamp, not listed
    int64_t entries = 0;          // names seen
    int64_t files = 0;
    int64_t failed = 0;
    double entries_per_second = 0;  // over the last seconds
    uint32_t threads = 0;           // that list now; 0: not known yet
    uint32_t latency_us = 0;        // of one call of the file system lately, median; 0: not known yet
    uint32_t usual_latency_us = 0;
    bool paused = false;            // by somebody; also where no scan runs
    std::string reason;             // why it is stuck, paused, or not started, or the last one left no row; for people
    std::string current;          // a directory being worked on lately, relative, bytes
    std::vector<LevelProgress> levels;  // of `directories_done` and `files`; [0] is the root
};

// How the directories of a share were listed.
inline constexpr std::array<uint32_t, 19> kListingBoundsUs = {100,        200,        500,       1'000,     2'000,
                                                              5'000,      10'000,     20'000,    50'000,    100'000,
                                                              200'000,    500'000,    1'000'000, 2'000'000, 5'000'000,
                                                              10'000'000, 20'000'000, 50'000'000, 100'000'000};
struct ListingFigures {
    std::string share;
    UnixNs as_of_ns = 0;     // start of the last scan that ended; 0: none
    int64_t covered = 0;     // directories listed, or proven unchanged, since as_of
    int64_t older = 0;       // listed, but not since then
    int64_t failed = 0;      // the last try failed
    int64_t never = 0;       // known from their parents only
    std::array<int64_t, kListingBoundsUs.size() + 1> by_duration{};  // last listings by their upper bound; the last: longer
    int64_t listing_us = 0;  // sum of these
    int64_t slowest_us = 0, most_entries = 0;
    std::vector<int64_t> slowest, largest;  // ids of at most kMostListed directories, by listing_us and entry_count
    [[nodiscard]] int64_t known() const noexcept { return covered + older + failed + never; }
};
inline constexpr size_t kMostListed = 1000;

// The same of one scan: directories whose last listing was that scan's.
struct ScanListings {
    int64_t listed = 0;
    std::array<int64_t, kListingBoundsUs.size() + 1> by_duration{};
    int64_t listing_us = 0;
    std::vector<int64_t> slowest, largest;  // ids, as above
};

// What a scan found out that had changed. Numbers match schema/0003_incremental.sql.
enum class ChangeKind : uint8_t { added = 1, changed = 2, moved = 3, gone = 4 };
[[nodiscard]] std::string_view change_name(ChangeKind kind) noexcept;

struct ChangeRecord {
    int64_t number = 0;     // of its clock
    UnixNs at_ns = 0;       // when the scan found it
    ChangeKind kind = ChangeKind::added;
    bool directory = false;
    std::string path;       // absolute, exact bytes
    std::string old_path;   // moved: where it was
    std::string share;
    int64_t id = 0;         // of the file or directory
    int64_t old_id = 0;     // moved file: the id that it had; 0 else
};

struct ChangePage {
    std::vector<ChangeRecord> changes;  // in the order in which they were found
    std::string clock;                  // opaque: `since` of the next question
    std::string clock_prefix;           // clock of a change: this and its number
    bool fresh_instance = false;        // history does not reach back to `since`: read everything anew, then go on from here
    bool more = false;                  // the limit cut: ask again at once
    UnixNs as_of_ns = 0;
};

// What became of one file or directory.
struct RowHistory {
    std::string share;                  // its name
    std::vector<ChangeRecord> changes;  // newest first; also of directories above that moved or went with it
    std::string clock_prefix;           // as in ChangePage
    UnixNs kept_since_ns = 0;           // what scans found since then is all here; 0: no scan of the share has ended yet
    bool more = false;                  // the limit cut
};

// How far each share's changes go.
struct ChangeClocks {
    std::string clock_prefix;  // as in ChangePage
    int64_t newest = 0;        // the highest number of any share
    struct Share {
        std::string share;
        int64_t number = 0;    // of its newest change
    };
    std::vector<Share> moved;  // those with changes behind the number that was asked for
};

struct TopRow {
    std::string key;   // extension, owner or directory path, exact bytes
    int64_t files = 0;
    int64_t size_bytes = 0;
};

struct StatsRecord {
    Totals total;
    int64_t unique_bytes = 0;
    int64_t directories = 0;
    int64_t gone_files = 0;
    std::vector<TopRow> extensions_by_files, extensions_by_size;
    std::vector<TopRow> owners_by_files, owners_by_size;
    std::vector<TopRow> directories_by_files, directories_by_size;  // directly inside, not recursive
    UnixNs as_of_ns = 0;
};

}  // namespace tocd
