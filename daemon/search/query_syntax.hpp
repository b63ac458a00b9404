// The query language: text to tree. Its grammar stands in packaging/docs/query.md.
// Thread: any (pure).
#pragma once

#include "model/query_tree.hpp"
#include "search/query_problem.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace tocd {

// What a query may be at most. The bytes count in the form that it is echoed in too, so that this can always be read.
inline constexpr size_t kMaxQueryBytes = 4096;
inline constexpr size_t kMaxQueryDepth = 32;  // parentheses within parentheses
inline constexpr size_t kMaxQueryValues = 256;
inline constexpr size_t kMaxQueryRegexes = 4;

// Durations and words such as "today" count from `now_ns`; times are UTC unless they say otherwise. A text of blanks
// asks for everything. Takes any bytes.
[[nodiscard]] std::variant<Query, QueryProblem> parse_query(std::string_view text, UnixNs now_ns);

}  // namespace tocd
