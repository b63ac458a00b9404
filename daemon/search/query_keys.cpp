#include "search/query_keys.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace tocd {
namespace {

using Key = QueryKey;
using Kind = ValueKind;

constexpr std::array kKeys = {
    KeyRow{Key::name, "name", "filename file", Kind::text, TextMatch::part, "the file's own name"},
    KeyRow{Key::path, "path", "under below", Kind::text, TextMatch::part,
           "the whole path; a value that begins with `/` is a directory: all files below it"},
    KeyRow{Key::dir, "dir", "directory folder parent", Kind::text, TextMatch::part,
           "the path of the directory that holds the file; a value that begins with `/` is that directory alone"},
    KeyRow{Key::ext, "ext", "extension filetype type", Kind::text, TextMatch::whole,
           "the extension, whole and without its dot; `ext:\"\"` files without one"},
    KeyRow{Key::size, "size", "bytes", Kind::size, TextMatch::part, "bytes, or with K M G T P: powers of 1024"},
    KeyRow{Key::modified, "modified", "mtime dm", Kind::time, TextMatch::part, "when the content was last written"},
    KeyRow{Key::accessed, "accessed", "atime da", Kind::time, TextMatch::part,
           "when it was last read, as far as the file system and the share's settings keep that"},
    KeyRow{Key::changed, "changed", "ctime", Kind::time, TextMatch::part,
           "when content, owner, mode or name last changed; not when it was created"},
    KeyRow{Key::seen, "seen", "last_seen lastseen", Kind::time, TextMatch::part, "when a scan last saw it"},
    KeyRow{Key::first, "first", "first_seen firstseen", Kind::time, TextMatch::part, "when a scan first saw it"},
    KeyRow{Key::age, "age", "", Kind::age, TextMatch::part, "time since it was modified, as a duration"},
    KeyRow{Key::owner, "owner", "user uid", Kind::id, TextMatch::part, "user name; digits alone are a uid"},
    KeyRow{Key::group, "group", "gid", Kind::id, TextMatch::part, "group name; digits alone are a gid"},
    KeyRow{Key::share, "share", "root", Kind::text, TextMatch::part, "the share's name in the configuration"},
    KeyRow{Key::project, "project", "", Kind::text, TextMatch::part, "the project that a rule of the configuration gives the directory; `project=\"\"` files of none"},
    KeyRow{Key::depth, "depth", "level", Kind::count, TextMatch::part,
           "directories between the share's root and the file; 0: directly in the root"},
    KeyRow{Key::links, "links", "nlink", Kind::count, TextMatch::part, "hard links"},
    KeyRow{Key::is, "is", "", Kind::flag, TextMatch::part, "one of the words below"},
};

constexpr std::array kFlags = {
    FlagRow{FileFlag::gone, "gone", "not there any more; without this word in a query only what is there is found"},
    FlagRow{FileFlag::fresh, "new", "first seen by the last scan of its share that ended, or since"},
    FlagRow{FileFlag::empty, "empty", "of 0 bytes"},
    FlagRow{FileFlag::hidden, "hidden", "its name begins with a dot"},
};

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const size_t blank = std::min(text.find(' '), text.size());
        words.emplace_back(text.substr(0, blank));
        text.remove_prefix(std::min(blank + 1, text.size()));
    }
    return words;
}

std::string_view takes(const KeyRow& row) {
    if (row.key == Key::path || row.key == Key::dir) return "directory, text, glob";
    switch (row.kind) {
        case Kind::text: return row.match == TextMatch::whole ? "whole text, glob, regex" : "text, glob, regex";
        case Kind::id: return "text, glob, regex, number";
        case Kind::size: return "size, range";
        case Kind::time: return "time, duration, range";
        case Kind::age: return "duration, range";
        case Kind::count: return "number, range";
        case Kind::flag: return "word";
    }
    return "";
}

}  // namespace

std::span<const KeyRow> key_rows() noexcept { return kKeys; }
std::span<const FlagRow> flag_rows() noexcept { return kFlags; }

const KeyRow& key_row(QueryKey key) {
    const auto row = std::find_if(kKeys.begin(), kKeys.end(), [key](const KeyRow& k) { return k.key == key; });
    if (row == kKeys.end()) throw Error(ErrorKind::internal, "a word without a key has no row");
    return *row;
}

const KeyRow* find_key(std::string_view name) {
    const std::string lower = ascii_lower(name);
    for (const KeyRow& row : kKeys) {
        if (row.name == lower) return &row;
        for (const std::string& alias : words_of(row.aliases))
            if (alias == lower) return &row;
    }
    return nullptr;
}

std::optional<std::string> nearest_key(std::string_view name) {
    std::vector<std::string> names;
    for (const KeyRow& row : kKeys) names.emplace_back(row.name);
    const std::string lower = ascii_lower(name);
    if (lower.size() >= 3)
        for (const std::string& whole : names)
            if (whole.starts_with(lower)) return whole;  // "mod" is three letters from the nearest
    if (auto found = nearest(lower, names)) return found;
    names.clear();
    for (const KeyRow& row : kKeys)
        for (std::string& alias : words_of(row.aliases)) names.push_back(std::move(alias));
    return nearest(lower, names);
}

std::string keys_markdown() {
    std::string out = "| key | also | takes | asks |\n|---|---|---|---|\n";
    for (const KeyRow& row : kKeys) {
        std::string aliases;
        for (const std::string& alias : words_of(row.aliases)) aliases += (aliases.empty() ? "`" : " `") + alias + "`";
        out.append("| `").append(row.name).append("` | ").append(aliases).append(" | ").append(takes(row));
        out.append(" | ").append(row.doc).append(" |\n");
    }
    return out;
}

std::string flags_markdown() {
    std::string out = "| word | the file is |\n|---|---|\n";
    for (const FlagRow& row : kFlags)
        out.append("| `is:").append(row.name).append("` | ").append(row.doc).append(" |\n");
    return out;
}

}  // namespace tocd
