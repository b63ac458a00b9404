// UTF-8 code point by code point.
// Thread: any (pure).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tocd {

struct CodePoint {
    char32_t value = 0;
    size_t bytes = 0;   // that it takes; 1 for a stray byte
    bool valid = true;  // false: a stray byte, whose value this is
};

// `text` must not be empty.
[[nodiscard]] CodePoint first_code_point(std::string_view text) noexcept;

// `c` must be a Unicode scalar value.
void append_utf8(std::string& out, char32_t c);

// Stray bytes count as one each.
[[nodiscard]] size_t count_code_points(std::string_view text) noexcept;

}  // namespace tocd
