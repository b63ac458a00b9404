// Orders by what only the rows of files tell: the index finds the files, as long as they are not too many, and their rows are
// read for the rest.
// Thread: that of its ReadCall.
#pragma once

#include "catalogue/find_in_index.hpp"

namespace tocd {

// Each page reads the rows of all files that match: a fraction of a second for so many.
inline constexpr size_t kMostSortedByRows = 100'000;

// As find_in_index(), of an order that has_sort_key() says no of. Throws Error(invalid_argument) where more files match than
// kMostSortedByRows, Error(limit) where time is over.
[[nodiscard]] IndexAnswer sort_by_rows(ReadCall& call, const PinnedIndex& index, const FileQuery& query, const FileScope& scope);

}  // namespace tocd
