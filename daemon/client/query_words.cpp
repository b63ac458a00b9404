#include "client/query_words.hpp"

#include "base/time.hpp"
#include "base/utf8.hpp"
#include "client/shown_text.hpp"
#include "search/query_keys.hpp"
#include "search/query_lexer.hpp"
#include "search/query_syntax.hpp"

#include <algorithm>

namespace tocd {
namespace {

constexpr size_t kIndent = 4;

bool has_blank(std::string_view text) { return std::any_of(text.begin(), text.end(), is_blank); }

// Of "-name:a b" the "-name:".
size_t value_begin(std::string_view word) {
    const size_t begin = word.starts_with('-') || word.starts_with('!') ? 1 : 0;
    const size_t end = word.find_first_of(":=");
    if (end == word.npos || end + 1 == word.size()) return begin;
    const std::string_view key = word.substr(begin, end - begin);
    return key == "re" || key == "regex" || find_key(key) != nullptr ? end + 1 : begin;
}

bool seeks_words(const QueryTree& tree) {
    if (tree.kind == QueryTree::Kind::none) return false;
    if (tree.kind == QueryTree::Kind::term) return tree.key == QueryKey::text || tree.key == QueryKey::name;
    return std::any_of(tree.children.begin(), tree.children.end(), [](const QueryTree& child) { return seeks_words(child); });
}

}  // namespace

std::string query_word(std::string_view word) {
    const size_t begin = value_begin(word);
    const std::string_view value = word.substr(begin);
    if (!has_blank(word) || value.find('"') != value.npos || value.starts_with('(')) return std::string(word);
    return std::string(word.substr(0, begin)) + quoted_word(value);
}

std::string joined_query(const std::vector<std::string>& words, const std::string& query) {
    std::string out;
    for (const std::string& word : words)
        if (!word.empty()) out += (out.empty() ? "" : " ") + query_word(word);
    if (out.empty()) return query;
    if (std::all_of(query.begin(), query.end(), is_blank)) return out;
    // By itself: "a) OR (b" must not become one with the parentheses around it.
    const auto read = parse_query(query, system_clock().now_ns());
    if (const auto* problem = std::get_if<QueryProblem>(&read))
        throw QueryError(problem->text(), query, problem->at_points, problem->length_points);
    return out + " (" + query + ")";
}

bool seeks_words(const std::string& query) {
    const auto read = parse_query(query, system_clock().now_ns());
    return std::holds_alternative<Query>(read) && seeks_words(std::get<Query>(read).tree);
}

std::string QueryError::pointer(size_t columns) const {
    const size_t room = std::max<size_t>(columns, 40) - kIndent - 1;
    struct Shown {
        std::string text;
        size_t width;
    };
    std::vector<Shown> points;
    for (std::string_view rest = query_; !rest.empty();) {
        const size_t size = first_code_point(rest).size_bytes;
        std::string text = safe_message(rest.substr(0, size));
        const size_t width = display_width(text);
        points.push_back({std::move(text), width});
        rest.remove_prefix(size);
    }
    const size_t at = std::min(position_, points.size());
    const size_t marked_end = std::min(points.size(), at + length_);
    size_t begin = at, before = 0;
    while (begin > 0 && before + points[begin - 1].width <= room / 2) before += points[--begin].width;
    std::string line = begin > 0 ? "…" : "";
    std::string mark(begin > 0 ? 1 : 0, ' ');
    size_t used = mark.size();
    size_t i = begin;
    for (; i < points.size() && used + points[i].width < room; used += points[i++].width) {
        line += points[i].text;
        if (i < at) mark.append(points[i].width, ' ');
        if (i >= at && i < marked_end) mark.append(points[i].width, i == at ? '^' : '~');
    }
    if (i < points.size()) line += "…";
    if (at == marked_end) mark += '^';
    const std::string indent(kIndent, ' ');
    return indent + line + "\n" + indent + mark + "\n";
}

}  // namespace tocd
