// UTF-8 code point by code point.
// Thread: any (pure).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tocd {

// The code point at the start of `bytes` and how many bytes it has; size_bytes 1 and value < 0 for a stray byte.
// `bytes` is not empty.
struct CodePoint {
    int32_t value = -1;
    size_t size_bytes = 1;
};
[[nodiscard]] CodePoint first_code_point(std::string_view bytes) noexcept;

// `c` is a Unicode scalar value.
void append_utf8(std::string& out, char32_t c);

// Stray bytes count as one each.
[[nodiscard]] size_t count_code_points(std::string_view text) noexcept;

}  // namespace tocd
