// Counts and bytes of a query's files by what they are: one pass for all groupings that are asked for.
// Thread: any.
#pragma once

#include "index/chunk_filter.hpp"
#include "index/index_workers.hpp"
#include "model/facets.hpp"

#include <functional>
#include <vector>

namespace tocd {

struct FacetQuestion {
    QueryTree tree;
    SearchScope scope;
    std::vector<FacetKey> by;
    size_t limit = 20;  // values of each that is not ordered by itself
    UnixNs now_ns = 0;  // for age
    bool by_size = false;  // as in FacetQuery
};

// `directory`: the children of scope.below, or of the shares' roots. Throws as search_index().
[[nodiscard]] FacetPage find_facets(const IndexEpoch& epoch, const FacetQuestion& question, IndexWorkers& workers,
                                    const std::function<bool()>& is_over);

}  // namespace tocd
