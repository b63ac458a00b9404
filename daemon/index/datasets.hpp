// Directories by the files of a query that lie directly in them.
// Thread: any.
#pragma once

#include "index/chunk_filter.hpp"
#include "index/index_workers.hpp"
#include "model/facets.hpp"

#include <functional>

namespace tocd {

struct DatasetQuestion {
    QueryTree tree;
    SearchScope scope;
    DatasetSort sort = DatasetSort::files;
    bool descending = true;
    size_t limit = 20;
    size_t offset = 0;  // so many are left out before the first
};

// Throws as search_index().
[[nodiscard]] DatasetPage find_datasets(const IndexEpoch& epoch, const DatasetQuestion& question, IndexWorkers& workers,
                                        const std::function<bool()>& is_over);

}  // namespace tocd
