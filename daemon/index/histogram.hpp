// The files of a query by classes of size or age, or by year; as a whole, and for each value of another property.
// Thread: any.
#pragma once

#include "index/chunk_filter.hpp"
#include "index/index_workers.hpp"
#include "model/facets.hpp"

#include <functional>
#include <optional>

namespace tocd {

struct HistogramQuestion {
    QueryTree tree;
    SearchScope scope;
    FacetKey of = FacetKey::size;  // size, age or year
    std::optional<FacetKey> by;
    size_t limit = 20;  // rows
    UnixNs now_ns = 0;  // for age
};

// Throws as search_index().
[[nodiscard]] HistogramPage find_histogram(const IndexEpoch& epoch, const HistogramQuestion& question, IndexWorkers& workers,
                                           const std::function<bool()>& is_over);

}  // namespace tocd
