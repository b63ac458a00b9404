// A FileQuery, answered by the index in memory instead of SQL.
// Thread: that of its ReadCall.
#pragma once

#include "catalogue/file_terms.hpp"
#include "index/datasets.hpp"
#include "index/facets.hpp"
#include "index/histogram.hpp"
#include "index/index_search.hpp"

#include <memory>

namespace tocd {

// What a call asks of the index: an epoch that is not newer than the call's read transaction.
struct PinnedIndex {
    std::shared_ptr<const IndexEpoch> epoch;
    IndexWorkers& workers;
    Deadline deadline;  // then the answer is cut
    const std::atomic<bool>& given_up;
    [[nodiscard]] bool is_over() const { return given_up || deadline.is_over(); }
};

// What the viewer of the call sees in this epoch. Never null.
[[nodiscard]] std::shared_ptr<const SeenDirectories> seen_in_index(ReadCall& call, const PinnedIndex& index);

// Throws Error(invalid_argument) for a bad cursor.
[[nodiscard]] IndexAnswer find_in_index(ReadCall& call, const PinnedIndex& index, const FileQuery& query, const FileScope& scope);

// The files of `query`, whatever its sort and limit, in groups.
[[nodiscard]] FacetPage find_facets(ReadCall& call, const PinnedIndex& index, const FileQuery& query, const FacetQuery& facets);
[[nodiscard]] HistogramPage find_histogram(ReadCall& call, const PinnedIndex& index, const FileQuery& query, const HistogramQuery& histogram);
// Throws Error(invalid_argument) for a bad cursor.
[[nodiscard]] DatasetPage find_datasets(ReadCall& call, const PinnedIndex& index, const FileQuery& query, const DatasetQuery& datasets);

// Directories that are called what `query` looks for, the `limit` that fit best.
[[nodiscard]] CalledPage find_called(ReadCall& call, const PinnedIndex& index, const FileQuery& query, uint32_t limit);

}  // namespace tocd
