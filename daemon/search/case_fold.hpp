// Text without case, as Unicode's simple case folding has it: "GRÖSSE" and "größe" become "grösse" and "größe", K
// (Kelvin) "k". One code point becomes one, so a '?' and a position mean the same before and after. Thread: any (pure).
#pragma once

#include <string>
#include <string_view>

namespace tocd {

[[nodiscard]] char32_t fold_case(char32_t c) noexcept;

// Bytes that are not UTF-8 stay as they are. Folding what is folded changes nothing.
[[nodiscard]] std::string fold_case(std::string_view text);
// The same in place of what `out` held: its memory is used again.
void fold_case(std::string_view text, std::string& out);

}  // namespace tocd
