// The first rows of a query in the order of their ids, which is that of the chunks: nothing is looked at before the place
// where the last page ended and behind the last row wanted, so that all pieces of an export together are one pass.
// Thread: any.
#pragma once

#include "index/index_search.hpp"

namespace tocd {

// Totals are not told. `filter` is of the question's tree and scope.
[[nodiscard]] IndexAnswer rows_by_id(const IndexEpoch& epoch, const IndexQuestion& question, const ChunkFilter& filter,
                                     const std::function<bool()>& is_over);

}  // namespace tocd
