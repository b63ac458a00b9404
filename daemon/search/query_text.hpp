// A query's tree as text, in one form: what an answer echoes to people. parse_query reads the same tree from it.
// Thread: any (pure).
#pragma once

#include "model/query_tree.hpp"

#include <string>

namespace tocd {

// For trees that parse_query gives; "" for the one that asks for everything.
[[nodiscard]] std::string query_text(const QueryTree& tree);

}  // namespace tocd
