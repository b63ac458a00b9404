#include "search/query_text.hpp"

#include "search/query_keys.hpp"
#include "search/query_lexer.hpp"

#include <algorithm>
#include <cctype>

namespace tocd {
namespace {

using Kind = QueryTree::Kind;

// Whether a word without quotes reads as this text and nothing else, wherever it stands.
bool reads_plain(std::string_view text, QueryKey key) {
    if (text.empty() || text == "AND" || text == "OR" || text == "NOT" || text[0] == '-' || text[0] == '!')
        return false;
    if (key == QueryKey::ext && text[0] == '.') return false;
    const bool is_id = key == QueryKey::owner || key == QueryKey::group;
    if (is_id && text.find_first_not_of("0123456789") == std::string_view::npos) return false;
    if (key == QueryKey::text ? regex_end(text, false).has_value()
                              : text[0] == '/' && key != QueryKey::path && key != QueryKey::dir)
        return false;
    return std::none_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte <= ' ' || byte == 0x7F || std::string_view("\"()*?,:=<>").find(c) != std::string_view::npos;
    });
}

// Between slashes, or quoted where a blank would end it. A parsed pattern holds no escaped slash.
std::string regex_text(std::string_view pattern, QueryKey key) {
    std::string out = "/";
    for (size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '/') out += '\\';
        out += pattern[i];
        if (pattern[i] == '\\' && i + 1 < pattern.size()) out += pattern[++i];
    }
    out += '/';
    if (regex_end(out, true) == out.size()) return out;
    return key == QueryKey::text ? "re:" + quoted_word(pattern) : out;
}

std::string value_text(const QueryValue& value, QueryKey key) {
    if (const auto* range = std::get_if<RangeValue>(&value)) return range->said;
    if (const auto* flag = std::get_if<FileFlag>(&value)) {
        for (const FlagRow& row : flag_rows())
            if (row.flag == *flag) return std::string(row.name);
    }
    const auto& text = std::get<TextValue>(value);
    if (text.match == TextMatch::regex) return regex_text(text.text, key);
    if (text.match == TextMatch::glob) {
        // The dot that ext: takes away may have stood before what begins no value.
        const auto first = static_cast<unsigned char>(text.text[0]);
        const bool needs_dot = key == QueryKey::ext && first < 0x80 && std::isalnum(first) == 0 && first != '*' && first != '?';
        return (needs_dot ? "." : "") + text.text;
    }
    if (reads_plain(text.text, key)) return text.text;
    return quoted_word(text.text);
}

bool is_exact(const QueryValue& value) {
    const auto* text = std::get_if<TextValue>(&value);
    return text != nullptr && text->match == TextMatch::exact;
}

std::string term_text(const QueryTree& term) {
    std::string out;
    if (term.key != QueryKey::text) {
        out = key_row(term.key).name;
        out += std::any_of(term.values.begin(), term.values.end(), is_exact) ? '=' : ':';
    }
    for (size_t i = 0; i < term.values.size(); ++i) {
        if (i > 0) out += ',';
        out += value_text(term.values[i], term.key);
    }
    return out;
}

// AND binds closer than OR, and both less than a minus: only an OR within an AND, and what a minus stands before, need
// parentheses. So the text nests no deeper than the one that it was read from.
std::string tree_text(const QueryTree& tree) {
    std::string out;
    for (const QueryTree& child : tree.children) {
        if (!out.empty()) out += tree.kind == Kind::any ? " OR " : " ";
        if (tree.kind == Kind::none) out = '-';
        const bool enclose = (child.kind == Kind::any && tree.kind == Kind::all) ||
                             (tree.kind == Kind::none && (child.kind == Kind::any || child.kind == Kind::all));
        out += enclose ? "(" + query_text(child) + ")" : query_text(child);
    }
    return out;
}

}  // namespace

std::string query_text(const QueryTree& tree) { return tree.kind == Kind::term ? term_text(tree) : tree_text(tree); }

}  // namespace tocd
