// The seams between layers: abstract classes that app/ connects and tests replace.
#pragma once

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
    ListingHash known_hash;       // of the last listing; unknown when there is none
    DirectoryAttributes known;    // of the last listing, for the stamp comparison; inode 0 when there is none
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

struct ScanStart {
    std::string share;          // a configured share's name
    std::string share_path;     // absolute path, bytes
    ScanMode mode = ScanMode::full;
    RootIdentity root;
    bool accept_root = false;   // an admin said that an emptied or exchanged root is right
    UnixNs started_ns = 0;
};

struct ScanBegun {
    int64_t scan_id = 0;
    uint64_t hash_key[2] = {0, 0};           // for ListingHash, the share's own
    std::vector<DirectoryToList> directories;  // the root; what is pending below comes with the listings above it
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

    // Stores one listing. `next` is called exactly once, on any thread, with the child directories to list
    // (none when the scanner descends by itself), after the listing was stored in the open transaction.
    using Next = std::function<void(std::vector<DirectoryToList>)>;
    virtual void take(int64_t scan_id, Listing listing, Next next) = 0;

    // The job is over; `left_over` are nodes announced by listings and not gone into: they come back by `next`.
    virtual void job_done(int64_t scan_id, uint64_t job_id, std::vector<uint32_t> left_over, Next next) = 0;

    // The root could not be opened or listed: records a refused scan; every row of the share stays as it is.
    virtual ScanRecord refuse(const ScanStart& start, const std::string& failure) = 0;

    // Closes the scan: applies staged removals (clean), brings totals up to date, checkpoints the WAL.
    // `failure` is the reason of an interrupted scan, for people; empty when somebody stopped it.
    virtual ScanRecord finish(int64_t scan_id, ScanEnding ending, const std::string& failure) = 0;

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
    };
    struct Answer {
        bool already_running = false;  // the request joined a scan that runs or waits
        bool queued = false;           // waits for a free place (max_scans)
    };
    // Throws Error(not_found) for an unknown share, Error(conflict) for one that is paused, and Error(unavailable) while
    // the daemon stops, or while the share's last scanner hangs and cannot be ended.
    virtual Answer request_scan(const Request& request) = 0;

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
};

}  // namespace tocd
