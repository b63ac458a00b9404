// What a query means: the evaluation of one file that is slow and plain, and that every other one must agree with.
// Thread: any; one object may be used by several at once.
#pragma once

#include "model/file_facts.hpp"
#include "model/query_tree.hpp"
#include "search/regex.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

// What is not known, such as the time of the last access where it is not kept, answers no comparison: that is unknown,
// and so is its opposite. `all` takes the least of its children, `any` the greatest.
enum class Truth : uint8_t { no, unknown, yes };

class FileMatch {
public:
    // Throws Error(invalid_argument) for a tree with a malformed regular expression, which parse_query gives none of.
    explicit FileMatch(const QueryTree& tree);

    // The tree alone.
    [[nodiscard]] Truth judge(const FileFacts& file) const;

    // The query: what is gone matches only where the tree asks for that.
    [[nodiscard]] bool matches(const FileFacts& file) const;

    // How well a file that matches fits by its name, more is better. The words (without
    // a key, or of name:) that stand in the file's own name count first, how many; then how: the whole name or all but
    // its extension 4, its beginning 3, the beginning of a word in it 2, anywhere 1. What a minus stands before does
    // not count.
    [[nodiscard]] uint32_t relevance(std::string_view name) const;

private:
    struct Value {
        QueryValue value;
        std::string folded;  // of a text, for all that ignores case
        std::optional<Regex> regex;
    };
    struct Node {
        QueryTree::Kind kind = QueryTree::Kind::all;
        QueryKey key = QueryKey::text;
        std::vector<Node> children;
        std::vector<Value> values;
    };

    static Node prepare(const QueryTree& tree);
    static Truth judge(const Node& node, const FileFacts& file);
    static Truth judge(QueryKey key, const Value& value, const FileFacts& file);
    static bool text_matches(const Value& value, std::string_view text);
    static void add_words(const Node& node, std::string_view folded_name, std::string_view name, uint32_t& words,
                          uint32_t& quality);

    Node root_;
    bool asks_for_gone_ = false;
};

}  // namespace tocd
