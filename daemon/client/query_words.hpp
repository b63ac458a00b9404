// The words after `toc find` as one text of the query language, and where such a text is wrong. Thread: any (pure).
#pragma once

#include "base/error.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

// A query that cannot be read. what() begins with "query at 6: ", counted in characters from 1.
class QueryError : public Error {
public:
    QueryError(const std::string& message, std::string query, size_t position, size_t length)
        : Error(ErrorKind::invalid_argument, "query " + message), query_(std::move(query)), position_(position), length_(length) {}
    // The query and below it a line that points at the place, each with its line end; safe on a terminal, and cut to
    // `columns` around the place.
    [[nodiscard]] std::string pointer(size_t columns) const;

private:
    std::string query_;
    size_t position_, length_;  // in code points
};

// One word of the command line in the query language: as it stands, unless it holds a blank. Then it is quoted, behind
// its key where it begins with one and ':' or '=', behind a '-' or '!' too; but not when it begins with a parenthesis
// or holds a quotation mark, by which somebody speaks the language already.
[[nodiscard]] std::string query_word(std::string_view word);

// All words, and what `query` asks on top of them; either may be empty. Throws QueryError for a `query` that cannot
// stand beside words, since it cannot be read by itself.
[[nodiscard]] std::string joined_query(const std::vector<std::string>& words, const std::string& query);

// Whether it looks for a word, without a key or in the name, so that some files fit it better than others. False for
// what cannot be read.
[[nodiscard]] bool seeks_words(const std::string& query);

}  // namespace tocd
