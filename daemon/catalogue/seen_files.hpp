// The files that a viewer sees of a share of which something is hidden from him: counted one by one, since the sums that are kept
// hold the hidden ones too.
// Thread: that of its ReadCall.
#pragma once

#include "catalogue/read_call.hpp"
#include "catalogue/totals.hpp"

#include <cstdint>
#include <map>

namespace tocd {

struct PinnedIndex;

struct SeenFiles {
    Sum total;  // of present files
    std::map<int64_t, Sum> by_extension, by_owner;  // the same by extension.id, and by owner.id
    int64_t gone = 0;
};

// From the index, when there is one: a pass over its files, once for each epoch. Else a pass over the share's rows; throws Error(limit) when the
// deadline passes, in both.
[[nodiscard]] SeenFiles count_seen_files(ReadCall& call, const ShareRow& share, const PinnedIndex* index);

}  // namespace tocd
