// What is known of whole shares, added up from what the writer keeps.
// Thread: that of its ReadCall.
#pragma once

#include "catalogue/read_call.hpp"
#include "model/records.hpp"

#include <cstdint>

namespace tocd {

struct PinnedIndex;

// Files of a share: present ones from the sums per extension, which each commit of the writer brings up to date. Where something is
// hidden from the viewer as count_seen_files() has them.
struct FileCounts {
    Totals present;
    int64_t gone = 0;
};
[[nodiscard]] FileCounts count_share_files(ReadCall& call, const ShareRow& share, const PinnedIndex* index);

// Directories that the viewer sees below the root and it, and how many of them could not be listed; as of the end of the last scan.
struct DirectoryCounts {
    int64_t directories = 0;
    int64_t failed = 0;
};
[[nodiscard]] DirectoryCounts count_directories(ReadCall& call, const ShareRow& share);

}  // namespace tocd
