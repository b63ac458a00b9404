// A YAML or JSON text as a small tree with the position of everything, before it means anything.
// Source: YAML 1.2 core schema (https://yaml.org/spec/1.2.2/#103-core-schema), of which JSON is a part: so `0755` is a
// number, `yes` and `off` are text. Thread: any (pure).
#pragma once

#include "config/problem.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocd {

struct Node {
    enum class Kind { none, boolean, number, text, list, map };
    struct Key {
        std::string text;
        Position at;
    };

    Kind kind = Kind::none;
    std::string text;         // of a scalar, as written; without quotes and escapes
    std::vector<Node> items;  // of a list, or the values of a map
    std::vector<Key> keys;    // of a map: one per item, duplicates kept
    Position at;
};

inline constexpr size_t kMaxConfigBytes = 1 << 20;  // of a file; four times that after aliases are expanded
inline constexpr size_t kMaxConfigNodes = 100'000;  // after aliases are expanded
inline constexpr size_t kMaxConfigDepth = 16;       // lists and maps inside each other

// The one document of `text`; kind none when it is empty. Aliases are expanded, tags and merge keys are not understood.
// Bytes that are not UTF-8 are kept (a path may have them), control bytes are refused.
// Throws Error(invalid_argument) "file:line:column: reason" for whatever is not one well-formed document within the
// limits.
[[nodiscard]] Node read_document(std::string_view text, const std::string& file_name);

}  // namespace tocd
