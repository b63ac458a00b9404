#include "search/query_syntax.hpp"

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "search/query_lexer.hpp"
#include "search/query_text.hpp"
#include "search/query_values.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace tocd {
namespace {

using Kind = QueryToken::Kind;

// Recursive descent; what calls itself is a group within a group, which kMaxQueryDepth bounds.
class Parser {
public:
    Parser(std::string_view text, UnixNs now_ns) : text_(text), now_ns_(now_ns), lexer_(text) { advance(); }

    std::optional<QueryTree> query() {
        if (token_.kind == Kind::end) return QueryTree();
        auto tree = any(0);
        if (tree && token_.kind == Kind::close)
            return fail(token_, "a parenthesis is closed that none opened",
                        "leave it out, or quote the word that it belongs to");
        return tree;
    }

    // Why query() gave nothing.
    QueryProblem problem() { return problem_ ? *std::move(problem_) : lexer_.problem(); }

private:
    void advance() { token_ = lexer_.next(); }

    // The lexer's own words come first: what it could not read is the cause.
    std::nullopt_t fail(const QueryToken& token, std::string reason, std::string remedy) {
        if (token.kind != Kind::failed && !problem_)
            problem_ = problem_at(text_, token.at, token.end - token.at, std::move(reason), std::move(remedy));
        return std::nullopt;
    }

    std::optional<QueryTree> any(size_t depth) {
        std::vector<QueryTree> children;
        while (true) {
            auto child = all(depth);
            if (!child) return std::nullopt;
            children.push_back(*std::move(child));
            if (token_.kind != Kind::op_or)
                return token_.kind == Kind::failed ? std::nullopt : std::optional(query_any(std::move(children)));
            last_ = token_;
            advance();
        }
    }

    std::optional<QueryTree> all(size_t depth) {
        std::vector<QueryTree> children;
        while (true) {
            auto child = negated(depth);
            if (!child) return std::nullopt;
            children.push_back(*std::move(child));
            const bool is_said = token_.kind == Kind::op_and;
            if (is_said) {
                last_ = token_;
                advance();
            }
            if (!is_said && (token_.kind == Kind::op_or || token_.kind == Kind::close || token_.kind == Kind::end ||
                             token_.kind == Kind::failed))
                return query_all(std::move(children));
        }
    }

    std::optional<QueryTree> negated(size_t depth) {
        bool is_negated = false;
        for (; token_.kind == Kind::op_not; advance()) {
            is_negated = !is_negated;
            last_ = token_;
        }
        auto tree = primary(depth);
        if (!tree) return std::nullopt;
        if (is_negated) return query_none(*std::move(tree));
        return tree;
    }

    std::optional<QueryTree> primary(size_t depth) {
        if (token_.kind == Kind::open) return group(depth);
        if (token_.kind == Kind::term) return term();
        // What needed something here: the operator or parenthesis before, or the operator that begins.
        const QueryToken& blamed =
            token_.kind == Kind::op_and || token_.kind == Kind::op_or || !last_ ? token_ : *last_;
        if (token_.kind == Kind::failed) return std::nullopt;
        if (blamed.kind == Kind::open)
            return fail(blamed, "there is nothing between the parentheses", "leave them out, or quote them");
        if (blamed.kind == Kind::close)
            return fail(blamed, "a parenthesis is closed that none opened",
                        "leave it out, or quote the word that it belongs to");
        const std::string word(text_.substr(blamed.at, blamed.end - blamed.at));
        return fail(blamed, word + " has nothing to work on", "to look for the word, quote it: \"" + word + "\"");
    }

    std::optional<QueryTree> group(size_t depth) {
        const QueryToken open = token_;
        if (depth == kMaxQueryDepth)
            return fail(open, "more than " + std::to_string(kMaxQueryDepth) + " parentheses within each other",
                        "write it flatter");
        last_ = open;
        advance();
        auto tree = any(depth + 1);
        if (!tree) return std::nullopt;
        if (token_.kind != Kind::close)
            return fail(open, "the parenthesis is not closed", "add a ), or quote the word that it belongs to");
        advance();
        return tree;
    }

    std::optional<QueryTree> term() {
        const QueryToken term = token_;
        std::vector<QueryValue> values;
        for (const QueryWord& word : term.words) {
            auto read = read_value(term.key, term.exact, word, now_ns_);
            if (auto* wrong = std::get_if<ValueProblem>(&read)) {
                problem_ =
                    problem_at(text_, wrong->at, wrong->length, std::move(wrong->reason), std::move(wrong->remedy));
                return std::nullopt;
            }
            values.push_back(std::get<QueryValue>(std::move(read)));
            if (++values_ > kMaxQueryValues)
                return fail(term, "more than " + std::to_string(kMaxQueryValues) + " words and values",
                            "ask in several queries");
            if (word.form == QueryWord::Form::regex && ++regexes_ > kMaxQueryRegexes)
                return fail(term, "more than " + std::to_string(kMaxQueryRegexes) + " regular expressions",
                            "join them with |");
        }
        advance();
        return query_term(term.key == nullptr ? QueryKey::text : term.key->key, std::move(values));
    }

    std::string_view text_;
    UnixNs now_ns_;
    QueryLexer lexer_;
    QueryToken token_;
    std::optional<QueryToken> last_;  // the last operator, or parenthesis that was opened
    std::optional<QueryProblem> problem_;
    size_t values_ = 0;
    size_t regexes_ = 0;
};

QueryProblem too_long(std::string_view text, size_t bytes, std::string_view where) {
    return problem_at(text, kMaxQueryBytes, text.size(),
                      "the query has " + std::to_string(bytes) + " bytes" + std::string(where),
                      "at most " + std::to_string(kMaxQueryBytes) + " are taken; ask in several queries");
}

std::optional<QueryProblem> stray_byte(std::string_view text) {
    for (size_t at = 0; at < text.size();) {
        const CodePoint point = first_code_point(text.substr(at));
        if (point.value < 0) {
            return problem_at(text, at, 1, "a byte is not UTF-8",
                              "names that are not are found as they are shown: " + display_text(text.substr(at, 1)));
        }
        if (point.value == 0) return problem_at(text, at, 1, "a NUL byte, which no name holds", "leave it out");
        at += point.size_bytes;
    }
    return std::nullopt;
}

}  // namespace

std::variant<Query, QueryProblem> parse_query(std::string_view text, UnixNs now_ns) {
    if (text.size() > kMaxQueryBytes) return too_long(text, text.size(), "");
    if (auto stray = stray_byte(text)) return *std::move(stray);
    Parser parser(text, now_ns);
    auto tree = parser.query();
    if (!tree) return parser.problem();
    std::string normal = query_text(*tree);
    if (normal.size() > kMaxQueryBytes) return too_long(text, normal.size(), " in its one form");
    return Query{*std::move(tree), std::move(normal)};
}

}  // namespace tocd
