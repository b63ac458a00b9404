// Names on a terminal: bytes from anywhere as text that can neither move the cursor nor pretend to be another name.
// Thread: any (pure).
#pragma once

#include "base/utf8.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tocd {

// True for what a terminal obeys or does not show: controls (C0, DEL, C1), line and paragraph separators, marks that
// turn the direction of text, zero-width and other invisible characters, tags, noncharacters, private use.
[[nodiscard]] bool is_unsafe(int32_t code_point) noexcept;

// `name` as it is when nothing in it is unsafe or no UTF-8; else the whole of it as bash and zsh read it back:
// $'a\nb', $'\xff', $'\u202e'. A name that begins with $' is written so too, so that the two cannot be mistaken.
[[nodiscard]] std::string shown_name(std::string_view name);

// `text` with the same escapes (\n, \xff, \u202e) in place, without quotes: for messages, which nobody reads back.
[[nodiscard]] std::string safe_message(std::string_view text);

// JSON text with unsafe characters written as \uXXXX: the same JSON, safe on a terminal. Line ends stay.
[[nodiscard]] std::string safe_json(std::string_view json);

// Columns of a terminal that `text` takes: wcwidth(3) in UTF-8, 1 for what that does not know.
[[nodiscard]] size_t display_width(std::string_view text);

// The longest beginning of `text` that takes at most `columns`.
[[nodiscard]] std::string_view cut_to_width(std::string_view text, size_t columns);

}  // namespace tocd
