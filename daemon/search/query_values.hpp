// What the words of a term mean for its key.
// Thread: any (pure).
#pragma once

#include "search/query_lexer.hpp"

#include <string>
#include <variant>

namespace tocd {

struct ValueProblem {
    std::string reason;
    std::string remedy;
    size_t at = 0;  // bytes of the query
    size_t length = 0;
};

// `key` null: a word without one. `exact`: '=' stood before it.
[[nodiscard]] std::variant<QueryValue, ValueProblem> read_value(const KeyRow* key, bool exact, const QueryWord& word,
                                                                UnixNs now_ns);

}  // namespace tocd
