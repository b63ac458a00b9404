// Random trees of the query language, such as parse_query can give.
#pragma once

#include "base/text.hpp"
#include "search/query_keys.hpp"
#include "search/query_samples.hpp"
#include "search/ranges.hpp"

#include <random>
#include <string>
#include <vector>

namespace tocd {

class Trees {
public:
    explicit Trees(uint64_t seed) : random_(seed) {}

    size_t below(size_t n) { return static_cast<size_t>(random_() % n); }

    template <typename T>
    const T& one_of(const std::vector<T>& all) {
        return all[below(all.size())];
    }

    // Pieces that mean something to the language among those that do not.
    std::string text(bool slashes) {
        static const std::vector<std::string> kPieces = {
            "a", "B", "run", "7",  " ", "\"",  "(",  ")",   "*", "?",    ",",  ":",    "=", "<",      ">", "-",
            "!", ".", "..",  "\\", "|", "AND", "OR", "NOT", "é", "日本", "\t", "\x01", "'", "size:1", "/"};
        std::string out;
        for (size_t n = 1 + below(4); n > 0; --n) {
            const std::string& piece = one_of(kPieces);
            if (slashes || piece != "/") out += piece;
        }
        return out.empty() ? "x" : out;
    }

    std::string pattern() {
        std::string out = one_of<std::string>({"run", "*", "a?", "é*é", "é"});
        for (size_t n = below(3); n > 0; --n) out += one_of<std::string>({"x*b", "?", ".h5", "-x", "(1)", "OR", "\\"});
        return out.find_first_of("*?") == std::string::npos ? out + "?" : out;
    }

    QueryValue range(QueryKey key) {
        std::vector<std::string> bounds = {"7", "1000"};
        if (key_row(key).kind == ValueKind::size) bounds = {"0", "1.5G", "4097", "2P"};
        if (key_row(key).kind == ValueKind::time)
            bounds = {"2017", "2017-05", "2016-02-29", "2017-05-03T10:30+02:00", "today", "0001", "9999"};
        if (key_row(key).kind == ValueKind::age || (key_row(key).kind == ValueKind::time && below(3) == 0))
            bounds = {"30d", "1.5y", "1mo", "999y"};
        const std::string& bound = one_of(bounds);
        std::vector<std::string> forms = {bound + "..", ".." + bound, "<" + bound,         ">" + bound,
                                          "<=" + bound, ">=" + bound, bound + ".." + bound};
        if (bounds.front() != "30d") forms.push_back(bound);
        return std::get<RangeValue>(read_range(key_row(key), one_of(forms), kNow));
    }

    QueryValue text_value(QueryKey key, bool exact) {
        const bool is_path = key == QueryKey::path || key == QueryKey::dir;
        std::string out = text(key != QueryKey::name && key != QueryKey::ext);
        if (exact && key == QueryKey::ext) return TextValue{TextMatch::whole, out};
        if (exact) {
            while (out.size() > 1 && out[0] == '/' && out.ends_with('/')) out.pop_back();
            return TextValue{is_path || key != QueryKey::ext ? TextMatch::exact : TextMatch::whole,
                             below(8) == 0 && !is_path ? "" : out};
        }
        if (below(5) == 0) return TextValue{TextMatch::glob, (is_path ? "*/" : "") + pattern()};
        if (!is_path && below(6) == 0)
            return TextValue{TextMatch::regex,
                             one_of<std::string>({"^a", "a/b", "(x|y){1,2}", "\\d\\\\", "[\"]", "a,b"})};
        if (is_path && below(2) == 0)
            return TextValue{key == QueryKey::path ? TextMatch::below : TextMatch::whole,
                             "/srv" + ascii_lower(text(false))};
        while (is_path && out.starts_with('/')) out.erase(0, 1);
        if (out.empty()) out = "x";
        return TextValue{key == QueryKey::ext ? TextMatch::whole : TextMatch::part, out};
    }

    QueryTree term() {
        if (below(3) == 0) return query_term(QueryKey::text, {text_value(QueryKey::text, false)});
        const KeyRow& row = key_rows()[below(key_rows().size())];
        const bool exact = below(3) == 0;
        std::vector<QueryValue> values;
        for (size_t n = 1 + below(3); n > 0; --n) {
            if (row.kind == ValueKind::flag)
                values.emplace_back(flag_rows()[below(flag_rows().size())].flag);
            else if (row.kind == ValueKind::id && below(4) == 0)
                values.emplace_back(RangeValue{1000, 1000, "1000"});
            else if (row.kind == ValueKind::text || row.kind == ValueKind::id)
                values.push_back(text_value(row.key, exact));
            else
                values.push_back(range(row.key));
        }
        return query_term(row.key, std::move(values));
    }

    QueryTree tree(size_t depth) {
        if (depth == 0 || below(3) == 0) return term();
        std::vector<QueryTree> children;
        for (size_t n = 1 + below(3); n > 0; --n) children.push_back(tree(depth - 1));
        switch (below(3)) {
            case 0: return query_all(std::move(children));
            case 1: return query_any(std::move(children));
            default: return query_none(std::move(children.front()));
        }
    }

private:
    std::mt19937_64 random_;
};

}  // namespace tocd
