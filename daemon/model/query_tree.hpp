// What a search asks, as data: the tree that search/query_syntax reads and that an evaluation walks.
// `search/file_match` says by itself, slowly and plainly, what it means; every other evaluation must agree with it.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <variant>
#include <vector>

namespace tocd {

enum class QueryKey : uint8_t {
    text,  // a word without a key: the whole path
    name,
    path,
    dir,
    ext,
    size,
    modified,
    accessed,
    changed,
    seen,
    first,
    age,  // a range of modification times, as `modified`; another key only because people said it so
    owner,
    group,
    share,
    project,
    depth,
    links,
    is,
};

// All but `exact` ignore case, and do so by Unicode's simple case folding. All look at names as they are shown
// (base/text display_text), so at valid UTF-8.
enum class TextMatch : uint8_t {
    part,   // contains it
    whole,  // is it
    exact,  // is it, with case
    glob,   // is it, where '*' stands for any code points, '?' for one; of `text`: a whole name, or from '/' on a whole
            // path
    below,  // path: is it, or lies below it; absolute, without '/' at the end unless it is the root
    regex,  // RE2 finds it somewhere
};

struct TextValue {
    TextMatch match = TextMatch::part;
    std::string text;
    bool operator==(const TextValue&) const = default;
};

// Of owner and group too: the number.
struct RangeValue {
    int64_t min = std::numeric_limits<int64_t>::min();  // inclusive, both; bytes, UnixNs, or a count
    int64_t max = std::numeric_limits<int64_t>::max();
    std::string said;  // the shortest that reads as this: "1G..", "<30d", "2017-05"
    bool relative = false;  // read at another time it is another one: "<30d", "today"
    bool operator==(const RangeValue&) const = default;
};

enum class FileFlag : uint8_t { gone, fresh, empty, hidden };

using QueryValue = std::variant<TextValue, RangeValue, FileFlag>;

// Trees are made by query_tree's functions, in one form: `all` and `any` hold at least two children, none of their own
// kind; `none` holds one that is not `none`. The one exception: `all` without children is the query that asks nothing.
struct QueryTree {
    enum class Kind : uint8_t { all, any, none, term };
    Kind kind = Kind::all;
    std::vector<QueryTree> children;
    QueryKey key = QueryKey::text;   // of a term
    std::vector<QueryValue> values;  // of a term: any of them; at least one
    bool operator==(const QueryTree&) const = default;
};

struct Query {
    QueryTree tree;
    std::string text;  // the same in the one form that search/query_text gives; relative times stay relative
    bool operator==(const Query&) const = default;
};

[[nodiscard]] QueryTree query_term(QueryKey key, std::vector<QueryValue> values);
[[nodiscard]] QueryTree query_all(std::vector<QueryTree> children);  // one child: itself
[[nodiscard]] QueryTree query_any(std::vector<QueryTree> children);  // at least one
[[nodiscard]] QueryTree query_none(QueryTree child);

// Whether is:gone stands anywhere in it. Where it does not, what is gone is not looked for at all.
[[nodiscard]] bool asks_for_gone(const QueryTree& tree) noexcept;

// Whether its text, read at another time, may be another tree.
[[nodiscard]] bool is_relative(const QueryTree& tree) noexcept;

}  // namespace tocd
