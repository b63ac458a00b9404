#include "search/file_match.hpp"

#include "base/error.hpp"
#include "base/lexical_path.hpp"
#include "base/text.hpp"
#include "search/case_fold.hpp"
#include "search/text_match.hpp"

#include <algorithm>

namespace tocd {
namespace {

using Kind = QueryTree::Kind;

Truth truth(bool is) { return is ? Truth::yes : Truth::no; }

Truth opposite(Truth t) { return t == Truth::unknown ? t : truth(t == Truth::no); }

std::string_view text_of(QueryKey key, const FileFacts& file) {
    switch (key) {
        case QueryKey::text:
        case QueryKey::path: return file.path;
        case QueryKey::name: return name_of(file.path);
        case QueryKey::dir: return directory_of(file.path);
        case QueryKey::ext: return file.extension;
        case QueryKey::owner: return file.owner;
        case QueryKey::group: return file.group;
        case QueryKey::share: return file.share;
        case QueryKey::project: return file.project;
        default: throw Error(ErrorKind::internal, "a key without text has a text value");
    }
}

std::optional<int64_t> number_of(QueryKey key, const FileFacts& file) {
    switch (key) {
        case QueryKey::size: return file.size_bytes;
        case QueryKey::modified:
        case QueryKey::age: return file.mtime_ns;
        case QueryKey::accessed: return file.atime_ns;
        case QueryKey::changed: return file.ctime_ns;
        case QueryKey::seen: return file.last_seen_ns;
        case QueryKey::first: return file.first_seen_ns;
        case QueryKey::owner: return file.uid;
        case QueryKey::group: return file.gid;
        case QueryKey::depth: return file.depth;
        case QueryKey::links: return file.link_count;
        default: throw Error(ErrorKind::internal, "a key without number has a range");
    }
}

bool has_flag(FileFlag flag, const FileFacts& file) {
    switch (flag) {
        case FileFlag::gone: return file.gone;
        case FileFlag::fresh: return file.fresh;
        case FileFlag::empty: return file.size_bytes == 0;
        case FileFlag::hidden: return name_of(file.path).starts_with('.');
    }
    return false;
}

uint32_t part_quality(std::string_view word, std::string_view name) {
    if (name == word || name.substr(0, extension_dot(name)) == word) return 4;
    if (name.starts_with(word)) return 3;
    for (size_t at = name.find(word); at != std::string_view::npos; at = name.find(word, at + 1))
        if (!is_word_byte(name[at - 1])) return 2;
    return name.find(word) != std::string_view::npos ? 1 : 0;
}

}  // namespace

FileMatch::FileMatch(const QueryTree& tree) : root_(prepare(tree)), asks_for_gone_(asks_for_gone(tree)) {}

FileMatch::Node FileMatch::prepare(const QueryTree& tree) {
    Node node;
    node.kind = tree.kind;
    node.key = tree.key;
    for (const QueryTree& child : tree.children) node.children.push_back(prepare(child));
    for (const QueryValue& value : tree.values) {
        Value prepared{value, {}, {}};
        if (const auto* text = std::get_if<TextValue>(&value)) {
            if (text->match == TextMatch::regex)
                prepared.regex.emplace(text->text);
            else
                prepared.folded = fold_case(text->text);
        }
        node.values.push_back(std::move(prepared));
    }
    return node;
}

Truth FileMatch::judge(const FileFacts& file) const { return judge(root_, file); }

bool FileMatch::matches(const FileFacts& file) const {
    return (asks_for_gone_ || !file.gone) && judge(file) == Truth::yes;
}

Truth FileMatch::judge(const Node& node, const FileFacts& file) {
    Truth result = Truth::no;
    switch (node.kind) {
        case Kind::all:
            result = Truth::yes;
            for (const Node& child : node.children) result = std::min(result, judge(child, file));
            return result;
        case Kind::any:
            for (const Node& child : node.children) result = std::max(result, judge(child, file));
            return result;
        case Kind::none: return opposite(judge(node.children.front(), file));
        case Kind::term:
            for (const Value& value : node.values) result = std::max(result, judge(node.key, value, file));
            return result;
    }
    return result;
}

Truth FileMatch::judge(QueryKey key, const Value& value, const FileFacts& file) {
    if (const auto* flag = std::get_if<FileFlag>(&value.value)) return truth(has_flag(*flag, file));
    if (const auto* range = std::get_if<RangeValue>(&value.value)) {
        const auto number = number_of(key, file);
        if (!number) return Truth::unknown;
        return truth(range->min <= *number && *number <= range->max);
    }
    const auto& text = std::get<TextValue>(value.value);
    // A pattern without a '/' is one of names.
    const bool of_name =
        key == QueryKey::text && text.match == TextMatch::glob && text.text.find('/') == std::string::npos;
    return truth(text_matches(value, text_of(of_name ? QueryKey::name : key, file)));
}

bool FileMatch::text_matches(const Value& value, std::string_view text) {
    const auto& sought = std::get<TextValue>(value.value);
    switch (sought.match) {
        case TextMatch::part: return fold_case(text).find(value.folded) != std::string::npos;
        case TextMatch::whole: return fold_case(text) == value.folded;
        case TextMatch::exact: return text == sought.text;
        case TextMatch::glob: return glob_is(value.folded, fold_case(text));
        case TextMatch::below: return is_at_or_below(fold_case(text), value.folded);
        case TextMatch::regex: return value.regex->finds(text);
    }
    return false;
}

uint32_t FileMatch::relevance(std::string_view name) const {
    uint32_t words = 0;
    uint32_t quality = 0;
    add_words(root_, fold_case(name), name, words, quality);
    return words << 16 | quality;
}

void FileMatch::add_words(const Node& node, std::string_view folded_name, std::string_view name, uint32_t& words,
                          uint32_t& quality) {
    if (node.kind == Kind::none) return;
    for (const Node& child : node.children) add_words(child, folded_name, name, words, quality);
    if (node.kind != Kind::term || (node.key != QueryKey::text && node.key != QueryKey::name)) return;
    uint32_t best = 0;
    for (const Value& value : node.values) {
        const auto& text = std::get<TextValue>(value.value);
        if (text.match == TextMatch::part)
            best = std::max(best, part_quality(value.folded, folded_name));
        else if (text_matches(value, name))
            best = std::max(best, text.match == TextMatch::exact ? 4U : 1U);
    }
    words += best > 0 ? 1 : 0;
    quality += best;
}

}  // namespace tocd
