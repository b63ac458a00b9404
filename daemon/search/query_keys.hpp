// The keys of the query language: one table that the parser, the printer, error texts and the documentation share.
// Thread: any (constant).
#pragma once

#include "model/query_tree.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tocd {

enum class ValueKind : uint8_t { text, id, size, time, age, count, flag };  // id: a name, or digits for a number

struct KeyRow {
    QueryKey key;
    std::string_view name;
    std::string_view aliases;  // separated by blanks
    ValueKind kind;
    TextMatch match;       // of a plain value after ':', where it is text
    std::string_view doc;  // what it asks, in Markdown
};

[[nodiscard]] std::span<const KeyRow> key_rows() noexcept;  // without QueryKey::text, which nobody writes
[[nodiscard]] const KeyRow& key_row(QueryKey key);          // Error(internal) for QueryKey::text

// By name or alias, in any case (A-Z). Null when there is none.
[[nodiscard]] const KeyRow* find_key(std::string_view name);
// "did you mean": the name that begins so, or the name, or the alias, that is nearest.
[[nodiscard]] std::optional<std::string> nearest_key(std::string_view name);

struct FlagRow {
    FileFlag flag;
    std::string_view name;
    std::string_view doc;
};
[[nodiscard]] std::span<const FlagRow> flag_rows() noexcept;

// The tables of both as packaging/docs/query.md holds them.
[[nodiscard]] std::string keys_markdown();
[[nodiscard]] std::string flags_markdown();

}  // namespace tocd
