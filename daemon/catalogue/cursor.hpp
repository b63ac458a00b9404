// Where a page of files ended, as the opaque text that asks for the next one (keyset paging: no row twice or left
// out, however many rows come and go in between).
// Thread: any (pure).
#pragma once

#include "model/facets.hpp"
#include "model/query.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tocd {

[[nodiscard]] std::string encode_cursor(const FileQuery& query, const SortPosition& last_of_page);

// Throws Error(invalid_argument) when `query.after` was cut, altered, or made for a query with other filters or
// another order. The limit may differ, and the limits of time too: "30d ago" moves from page to page.
[[nodiscard]] SortPosition decode_cursor(const FileQuery& query);

// The same for a page of datasets of these files.
[[nodiscard]] std::string encode_cursor(const FileQuery& query, const DatasetQuery& datasets, const SortPosition& last_of_page);
[[nodiscard]] SortPosition decode_cursor(const FileQuery& query, const DatasetQuery& datasets);

}  // namespace tocd
