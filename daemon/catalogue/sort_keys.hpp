// What files are sorted by, as SQL over file f and its directory d.
// Thread: that of its ReadCall.
#pragma once

#include "catalogue/directory_paths.hpp"
#include "catalogue/sql_text.hpp"
#include "model/query.hpp"

#include <string_view>

namespace tocd {

// Whether `text` of a SortPosition tells where a file stands, not `number`. Not of relevance, where both do.
[[nodiscard]] bool sorts_by_text(FileSort sort) noexcept;

// Adds an expression that is never NULL; files with the same go by id. Of relevance: what it is without a search.
void add_sort_key(SqlText& sql, FileSort sort, DirectoryPaths& paths);

// The same of the orders that has_sort_key() says the index does not know: over file f alone.
[[nodiscard]] std::string_view row_sort_key(FileSort sort);

}  // namespace tocd
