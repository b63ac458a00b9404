// The text of a query, cut into operators, parentheses and terms.
// Thread: one at a time.
#pragma once

#include "search/query_keys.hpp"
#include "search/query_problem.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

// One value: a word as it stands, what stood between quotation marks, or a pattern that stood between slashes.
struct QueryWord {
    enum class Form : uint8_t { plain, quoted, regex } form = Form::plain;
    std::string text;
    size_t at = 0, end = 0;  // bytes of the query, marks included
};

struct QueryToken {
    enum class Kind : uint8_t { open, close, op_and, op_or, op_not, term, end, failed } kind = Kind::end;
    size_t at = 0, end = 0;
    const KeyRow* key = nullptr;   // of a term; null: a word without a key
    bool exact = false;            // '=' stood behind the key
    std::vector<QueryWord> words;  // at least one of a term, one where there is no key
};

class QueryLexer {
public:
    // `text` is UTF-8 without NUL, and outlives the lexer.
    explicit QueryLexer(std::string_view text) : text_(text) {}

    // The next token; `failed` when the text goes on with what is none, and from then on.
    [[nodiscard]] QueryToken next();
    [[nodiscard]] const QueryProblem& problem() const { return *problem_; }  // after `failed`

private:
    QueryToken term(size_t at);
    QueryToken keyed_term(size_t at, size_t key_end);
    bool take_words(QueryToken& token);
    bool take_word(QueryWord& word, bool in_list, bool may_be_regex);
    bool take_quoted(QueryWord& word, bool in_list);
    bool take_plain(QueryWord& word, bool in_list);
    bool fail(size_t at, size_t length, std::string reason, std::string remedy);
    [[nodiscard]] bool ends_at(size_t at) const;  // a term may not go on there
    QueryToken token(QueryToken::Kind kind, size_t at, size_t end);
    QueryToken failed() const { return {QueryToken::Kind::failed, at_, at_, nullptr, false, {}}; }

    std::string_view text_;
    size_t at_ = 0;
    std::optional<QueryProblem> problem_;
};

// Where the pattern "/…/" that `text` begins with ends, behind its second slash; nothing when it begins with none. A
// slash within is said as "\/"; blanks are not in it.
[[nodiscard]] std::optional<size_t> regex_end(std::string_view text, bool in_list);

// `text` between quotation marks, as a word that is just that text.
[[nodiscard]] std::string quoted_word(std::string_view text);

// True for the blanks that part terms.
[[nodiscard]] constexpr bool is_blank(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace tocd
