// The seams between layers: abstract classes that app/ connects and tests replace.
#pragma once

#include "base/bell.hpp"
#include "model/listing.hpp"
#include "model/records.hpp"
#include "model/share_rules.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tocd {

// A directory that a scan still has to list.
struct DirectoryToList {
    int64_t key = 0;   // the catalogue's: > 0 a directory that was listed or failed before, < 0 one still pending
    std::string path;  // bytes, relative to the share, "" for its root
    bool descend = false;  // new: the scanner may go down into its child directories by itself
    bool trust_stamp = false;  // `known` proves the names: a directory that still has its stamp need not be listed
    ListingHash known_hash;       // of the last listing; unknown when there is none
    DirectoryAttributes known;    // of the last listing, for the stamp comparison; inode 0 when there is none
    int64_t known_files = 0;      // directly inside
    // What the store wants to have again when the directory turns out to be as it was.
    bool was_listed = false;      // `known` and `known_hash` are a listing's, and nothing has failed since
    int64_t known_owner = 0;      // the store's number of uid and gid
    int64_t known_bytes = 0;      // of the files directly inside, saturated
    // New here, with the inode of a directory that was known at this path (bytes, relative to the share): `known` and
    // `known_hash` are that one's, and the answer says by Listing::moved whether it is the same.
    std::string moved_from;
};

// What a scan learned about the root before it begins.
struct RootIdentity {
    uint64_t inode = 0;
    UnixNs btime_ns = kNoTime;  // of the root directory: the roots of two disks often have the same inode
    std::string file_system;  // type as /proc/self/mountinfo names it: "ext4", "nfs4"
    std::string mount_source; // mountinfo's source field, bytes: "server:/export"
    bool empty = false;       // the root holds no entry at all
    uint64_t mount_id = 0;    // of this moment: another one when it was mounted anew; 0: not known. Not kept
};

// When a scan may believe a directory's stamp instead of listing it, and what it may conclude.
struct ScanRules {
    // A stamp proves nothing unless it is this much older than the moment at which it was read. 0: by the file system.
    int64_t racy_margin_ns = 2 * kNsPerSecond;
    // Fast scans list a directory when its last full listing is older than this, spread over the second half of it.
    int64_t full_every_ns = 24 * 3600 * kNsPerSecond;
    int64_t scan_every_ns = 0;  // so long until the next chance
    // The breaker: more removals than both at once are held.
    int64_t hold_files = 1000;
    int64_t hold_permille = 100;  // of the share's files
    int64_t hold_agree_ns = 24 * 3600 * kNsPerSecond;  // two complete scans so far apart agree: the removals are right
    // What is gone is forgotten when it has been gone for so long, and since before so many scans of the whole share.
    int64_t keep_gone_ns = 0;  // 0: for ever
    int64_t keep_gone_scans = 0;
};

struct ScanPart {
    std::string path;   // relative to the share, bytes. When the catalogue does not know it, the nearest above it is meant, and what is new in that
    bool below = true;  // with all below it; false: it alone, and the directory that holds it
    friend bool operator==(const ScanPart&, const ScanPart&) = default;
};

struct ScanStart {
    std::string share;          // a configured share's name
    std::string share_path;     // absolute path, bytes
    ScanMode mode = ScanMode::full;
    RootIdentity root;
    bool accept_root = false;   // an admin said that an emptied or exchanged root is right
    UnixNs started_ns = 0;
    // Mode part: what is looked at. Mode fast: what is listed whatever its stamp says. Else all is.
    std::vector<ScanPart> parts;
    uint64_t rules_hash = 0;    // of what decides which names are kept: when it changes, stamps prove nothing
    ScanRules rules;
};

struct ScanBegun {
    int64_t scan_id = 0;
    // For ListingHash, the share's own. The lowest bit of the second word is 1 on a share whose inodes change by themselves:
    // then they are left out. Another key makes every known hash another one, which is right here.
    uint64_t hash_key[2] = {0, 0};
    std::vector<DirectoryToList> directories;  // a root that was never listed; all others come by plan()
    int64_t known_directories = 0;  // that will come; 0: cannot be told
};

// Directories of a job that still have the stamps that they are known by.
struct Unchanged {
    uint64_t job_id = 0;
    UnixNs checked_at_ns = 0;      // scanner's wall clock before the first of them was looked at
    std::vector<uint32_t> nodes;   // ascending
};

enum class ScanEnding : uint8_t {
    clean,        // every directory that was asked for was answered
    interrupted,  // stopped, or the engine was lost: staged removals stay staged
};

// Where listings go: the catalogue. One scan per share at a time.
// Thread: calls of one scan come from one thread, in order; calls may block (back-pressure).
class ListingStore {
public:
    virtual ~ListingStore() = default;

    // Opens a scan. Throws Error(conflict) when the root is not the one that the catalogue knows, or is empty
    // while the catalogue holds files below it (unless accept_root): nothing was changed; call refuse() then.
    virtual ScanBegun begin(const ScanStart& start) = 0;

    // Job `job_id` was sent with these items: node i is items[i]. Before the job's first listing.
    virtual void expect(int64_t scan_id, uint64_t job_id, std::vector<DirectoryToList> items) = 0;

    // The next at most `count` directories that the catalogue knows and this scan has to look at, in `next`, which is
    // called exactly once, on any thread; none: that was all, if nothing else was under way.
    using Next = std::function<void(std::vector<DirectoryToList>)>;
    virtual void plan(int64_t scan_id, size_t count, Next next) = 0;

    // Stores listings, in order. `next` is called exactly once, on any thread, with the child directories to list
    // that are new (none when the scanner descends by itself), after the listings were stored in the open transaction.
    virtual void take(int64_t scan_id, std::vector<Listing> listings, Next next) = 0;

    virtual void take_unchanged(int64_t scan_id, Unchanged unchanged) = 0;

    // The job is over; `left_over` are nodes announced by listings and not gone into: they come back by `next`.
    virtual void job_done(int64_t scan_id, uint64_t job_id, std::vector<uint32_t> left_over, Next next) = 0;

    // The root could not be opened or listed: records a refused scan; every row of the share stays as it is.
    virtual ScanRecord refuse(const ScanStart& start, const std::string& failure) = 0;

    // Closes the scan: applies staged removals (clean), brings totals up to date, checkpoints the WAL.
    // `failure` is the reason of an interrupted scan, for people; empty when somebody stopped it.
    virtual ScanRecord finish(int64_t scan_id, ScanEnding ending, const std::string& failure) = 0;

    // Somebody says that the removals which an ended scan held are right. See ScanControl::confirm_scan.
    virtual ScanRecord confirm(int64_t scan_id) = 0;

    // The process has to end now: a finish() that runs, or comes, may throw Error(unavailable) and undo what it did
    // since the last commit. Thread: any.
    virtual void give_up() noexcept {}
};

// What the scans of one share have done since the daemon started; every number only grows.
struct ScanCounts {
    std::string share;
    std::array<uint64_t, 5> ended{};  // by ScanOutcome; `running` stays 0
    uint64_t directories = 0;         // done with
    uint64_t entries = 0;             // names seen
    uint64_t failed = 0;              // directories and entries that could not be read
};

// What HTTP may ask of the scan service. Thread: any.
class ScanControl {
public:
    virtual ~ScanControl() = default;

    struct Request {
        std::string share;
        ScanMode mode = ScanMode::full;
        bool accept_root = false;
        std::vector<std::string> paths;  // mode part: absolute or relative to the share, bytes; the nearest directories that are known
        bool below = true;               // with all below them; false: these, and the directories that hold them
    };
    struct Answer {
        bool already_running = false;  // the request joined a scan that runs or waits
        bool queued = false;           // waits for a free place (max_scans), or for the end of a scan that sees less
    };
    // Throws Error(not_found) for an unknown share, Error(invalid_argument) for a path outside it, Error(conflict) for one that is paused, and Error(unavailable) while
    // the daemon stops, or while the share's last scanner hangs and cannot be ended.
    virtual Answer request_scan(const Request& request) = 0;

    // Applies the removals that a scan held. Throws Error(not_found), and Error(conflict) when there are none to confirm.
    // Waits for the catalogue.
    virtual ScanRecord confirm_scan(int64_t scan_id) = 0;

    // Stops the share's running or waiting scan. False when there was none.
    virtual bool stop_scan(const std::string& share) = 0;

    // Holds the share's scan, if one runs, and keeps others from starting, until it is told to go on or the daemon
    // ends. False when it was so already. Throws Error(not_found) for an unknown share.
    virtual bool pause(const std::string& share, bool paused) = 0;

    // One per configured share, in config order.
    [[nodiscard]] virtual std::vector<ScanProgress> progress() const = 0;
    [[nodiscard]] virtual std::vector<ShareRules> rules() const = 0;

    // One per share that is or was configured while this daemon ran, by name; running scans are in them.
    [[nodiscard]] virtual std::vector<ScanCounts> counts() const = 0;

    struct Ended {
        uint64_t number = 0;  // counts up, from 1 when the daemon starts
        ScanRecord scan;
    };
    // Scans that ended, with numbers above `after`, oldest first; the last 100 are kept. Their progress is over.
    [[nodiscard]] virtual std::vector<Ended> ended(uint64_t after) const = 0;

    // Rings when a scan is asked for, starts or ends, and when there are other shares.
    Bell news;
};

// What became of one entry of `publish:` since the daemon started.
struct PublicationState {
    std::string name;
    std::string path;          // of the file, bytes
    bool running = false;
    uint64_t written = 0;
    uint64_t failed = 0;
    UnixNs last_ns = 0;        // when the file that stands there was begun; of an earlier daemon's: its time; 0: there is none
    UnixNs next_ns = 0;
    int64_t size_bytes = 0;    // of the last that this daemon wrote
    std::string failure;       // of the last try, with path and reason; empty: it went well
    UnixNs failed_ns = 0;      // when it ended
};

}  // namespace tocd
