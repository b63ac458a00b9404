// Directories by the files of a query that lie directly in them, and by their own names.
// Thread: any.
#pragma once

#include "index/chunk_filter.hpp"
#include "index/index_workers.hpp"
#include "model/facets.hpp"

#include <functional>
#include <optional>

namespace tocd {

struct DatasetQuestion {
    QueryTree tree;
    SearchScope scope;
    DatasetSort sort = DatasetSort::relevance;
    bool descending = false;
    bool by_name = true;  // as in DatasetQuery
    size_t limit = 20;
    size_t offset = 0;
    std::optional<SortPosition> after;
};

struct DatasetAnswer {
    DatasetPage page;                   // without cursor and as_of; paths as they are shown
    std::optional<SortPosition> last;   // of the page, when more follow
};

// Throws as search_index().
[[nodiscard]] DatasetAnswer find_datasets(const IndexEpoch& epoch, const DatasetQuestion& question, IndexWorkers& workers,
                                          const std::function<bool()>& is_over);

}  // namespace tocd
