// What the writer remembers of a scan that runs: the directories that jobs speak of, and the counts so far.
// Thread: the writer's.
#pragma once

#include "catalogue/totals.hpp"
#include "model/ports.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace tocd {

// A directory that a listing showed and that has no row in `directory` yet.
struct PendingDirectory {
    int64_t parent_id = 0;  // 0: the root of the share
    std::string name;       // exact bytes
    uint64_t inode = 0;
    UnixNs first_seen_ns = 0;
    bool stored = false;    // has a row in pending_directory
};

// One node of a job: see model/listing.hpp.
struct Node {
    int64_t key = 0;   // as DirectoryToList::key; 0: the node does not exist (yet)
    std::string path;  // relative to the share
};

struct RunningJob {
    std::vector<Node> nodes;
    std::unordered_map<uint32_t, std::vector<Listing>> parts;  // of directories that are not complete yet
};

struct ScanState {
    int64_t scan_id = 0;
    int64_t share_id = 0;
    std::string share_path;  // absolute, bytes
    ScanRecord record;       // counts so far; of size_bytes see listed_bytes
    WideBytes listed_bytes = 0;  // record.size_bytes before it is saturated: what is found gone is taken off again
    int64_t gone_files = 0;  // of the share
    ShareSums sums;
    std::unordered_map<int64_t, PendingDirectory> pending;  // by key (< 0)
    std::unordered_map<uint64_t, RunningJob> jobs;
    bool accept_root = false;  // also file systems below it that were exchanged or unmounted
    bool totals_changed = false;  // recursive totals no longer agree with the rows

    [[nodiscard]] std::string absolute(const std::string& path) const {
        if (path.empty()) return share_path;
        return share_path + (share_path.ends_with('/') ? "" : "/") + path;
    }
};

}  // namespace tocd
