// How one text answers to what a query asks of it.
// Thread: any (pure).
#pragma once

#include <string_view>

namespace tocd {

// Whether `pattern` is the whole of `text`: '*' stands for any code points, '/' among them, '?' for one; all else for
// itself. Costs at most the product of the lengths.
[[nodiscard]] bool glob_is(std::string_view pattern, std::string_view text) noexcept;

// Of folded text: letters, digits and all that is not ASCII.
[[nodiscard]] inline bool is_word_byte(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

// Parts of an absolute path. The directory of "/a" is "/".
[[nodiscard]] std::string_view name_of(std::string_view path) noexcept;
[[nodiscard]] std::string_view directory_of(std::string_view path) noexcept;

}  // namespace tocd
