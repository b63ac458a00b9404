// Names are bytes; people and JSON need text. The two conversions and their checks.
// Thread: any (pure).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

// True when `bytes` is well-formed UTF-8 (no surrogates, no overlong forms, at most U+10FFFF; RFC 3629).
[[nodiscard]] bool is_utf8(std::string_view bytes) noexcept;

// `bytes` when they are UTF-8, else the same with every stray byte written as \xHH. Always valid UTF-8.
// Not reversible by itself (a file may really be called "\xff"): the exact bytes travel beside it.
[[nodiscard]] std::string display_text(std::string_view bytes);

// RFC 4648 base64 with padding; decode gives nothing on any malformed input.
[[nodiscard]] std::string base64_encode(std::string_view bytes);
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);
// The URL-safe alphabet, without padding (RFC 4648 section 5): cursors and ids.
[[nodiscard]] std::string base64url_encode(std::string_view bytes);
[[nodiscard]] std::optional<std::string> base64url_decode(std::string_view text);

// The extension as Python's os.path.splitext gives it, without the dot, ASCII-lowercased; empty when there is
// none, when it is longer than 16 bytes, or when it is not UTF-8. Leading dots of a name are not a separator.
[[nodiscard]] std::string extension_of(std::string_view name);
[[nodiscard]] std::string_view written_extension_of(std::string_view name) noexcept;  // as it stands in the name
[[nodiscard]] size_t extension_dot(std::string_view name) noexcept;  // where the dot is that begins one of any kind; npos: nowhere

[[nodiscard]] bool is_ascii(std::string_view bytes) noexcept;

// `text` with A-Z folded to a-z; other bytes unchanged.
[[nodiscard]] std::string ascii_lower(std::string_view text);

// Without the spaces and tabs at both ends.
[[nodiscard]] std::string_view trim_blanks(std::string_view text) noexcept;

// The candidate with the smallest edit distance to `word`, if that distance is at most a third of the word
// (and at least 1 is allowed): "did you mean". Nothing when none is near.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace tocd
