// Answers a query from one epoch of the index: the first rows in a sort order, how many files there are, how many bytes.
// Thread: any.
#pragma once

#include "index/chunk_filter.hpp"
#include "index/index_workers.hpp"
#include "model/records.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace tocd {

// Whether the index holds what files are sorted by.
[[nodiscard]] constexpr bool has_sort_key(FileSort sort) noexcept { return sort != FileSort::inode && sort != FileSort::born && sort != FileSort::allocated; }

struct IndexQuestion {
    QueryTree tree;
    SearchScope scope;
    FileSort sort = FileSort::name;  // of which has_sort_key() is true
    bool descending = false;
    size_t limit = 100;
    std::optional<SortPosition> after;
    bool totals = true;  // are wanted; without them an order by id looks no further than its rows reach
};

struct IndexAnswer {
    std::vector<SortPosition> rows;  // the first `limit` in order
    bool more = false;               // rows behind these
    Totals totals;                   // of all that match, also before `after`; if they were wanted
    bool complete = true;            // false: it was cut; all that is told is of the part that was looked at
};

// `is_over` is asked now and then, by several threads; once it says true the answer is cut. Throws
// Error(invalid_argument) for a malformed regular expression.
[[nodiscard]] IndexAnswer search_index(const IndexEpoch& epoch, const IndexQuestion& question, IndexWorkers& workers,
                                       const std::function<bool()>& is_over);

}  // namespace tocd
