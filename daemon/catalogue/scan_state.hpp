// What the writer remembers of a scan that runs: the directories that jobs speak of, and the counts so far.
// Thread: the writer's.
#pragma once

#include "catalogue/id_set.hpp"
#include "catalogue/own_totals.hpp"
#include "catalogue/large_directory.hpp"
#include "catalogue/scan_plan.hpp"
#include "catalogue/totals.hpp"
#include "model/ports.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace tocd {

// A directory that a listing showed and that has no row in `directory` yet.
struct PendingDirectory {
    int64_t parent_id = 0;  // 0: the root of the share
    std::string name;       // exact bytes
    uint64_t inode = 0;
    UnixNs first_seen_ns = 0;
    bool stored = false;    // has a row in pending_directory
    bool handed_out = false;  // a job will list it: from now on only its own frame, or its parent's, says more
    int64_t moved_from_id = 0;  // the row that it may be, by its inode: directory.id
    int64_t replaces_id = 0;    // the row that had its name, of another inode: directory.id
    bool waited = false;        // for that row to turn up elsewhere
    bool whole = false;         // its entries are asked for: what was known of it elsewhere is not what is known now
};

// One node of a job: see model/listing.hpp.
struct Node {
    int64_t key = 0;   // as DirectoryToList::key; 0: the node does not exist (yet)
    std::string path;  // relative to the share
    std::optional<PlannedDirectory> planned;
};

struct RunningJob {
    std::vector<Node> nodes;
    std::unordered_map<uint32_t, std::unique_ptr<LargeListing>> parts;  // of directories that are not complete yet
};

// File rows that a listing of this scan added, one after the other.
struct AddedFiles {
    int64_t first_id;
    int64_t count;
};

// A directory as it was first listed, or failed.
struct FreshDirectory {
    int64_t id;
    int64_t parent_id;  // 0: the root
    OwnTotals own;
    bool failed;
};

struct ScanState {
    int64_t scan_id = 0;
    int64_t share_id = 0;
    std::string share_path;  // absolute, bytes
    ScanRecord record;       // counts so far; of size_bytes see listed_bytes
    ScanRules rules;
    WideBytes listed_bytes = 0;  // record.size_bytes before it is saturated: what is found gone is taken off again
    int64_t gone_files = 0;  // of the share
    ShareSums sums;
    std::unordered_map<int64_t, PendingDirectory> pending;  // by key (< 0)
    std::unordered_map<uint64_t, RunningJob> jobs;
    ScanPlan plan;
    bool carries_hold = false;  // record.held is what was missed before the catalogue was built anew
    bool accept_root = false;  // also file systems below it that were exchanged or unmounted
    bool totals_changed = false;  // recursive totals no longer agree with the rows
    bool totals_marked = false;   // share.settled is 0 in the open transaction, or was stored so

    // All directories of the share, while this scan has found each of them and changed none since; else nothing.
    std::optional<std::vector<FreshDirectory>> fresh;

    int64_t clock_ahead_ns = 0;  // of the monotonic clock when it began: within a scan time goes on as that one does
    bool clock_believed = true;  // when it ended: see ClockWatch

    bool scanned = false;        // the share was scanned to the end before: what is new now may have been elsewhere
    bool keeps_stamps = true;
    bool kept_stamps = true;     // keeps_stamps when the scan began
    bool trusts_inodes = true;   // directories and files are told by inode and birth time
    bool inodes_change = false;  // by themselves, as was found: another inode alone is no change
    int64_t inodes_same = 0;     // of known names: the inode was the known one
    int64_t inodes_other = 0;

    std::vector<int64_t> unchanged;              // directories that wait for their stamp in the table
    IdSet in_flight;                             // keys that were handed out and not answered yet; of pending ones when `scanned`
    std::unordered_set<int64_t> staged_now;      // directories that this scan staged gone
    std::unordered_set<int64_t> moved_now;       // directories that this scan found elsewhere
    std::unordered_map<int64_t, int> vanished;   // keys that could not be opened where they should be, with the errno
    std::unordered_set<int64_t> revived;         // seen again under their name, whatever their inode is
    std::vector<AddedFiles> added;               // when `scanned`
    std::unordered_map<std::string, int64_t> change_paths;  // rows of change_path

    [[nodiscard]] std::string absolute(const std::string& path) const {
        if (path.empty()) return share_path;
        return share_path + (share_path.ends_with('/') ? "" : "/") + path;
    }
};

}  // namespace tocd
