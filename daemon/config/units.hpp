// Durations and byte sizes as people write them: "24h", "1h30m", "500ms"; "16k", "1M".
// Thread: any (pure).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocd {

// Numbers with ms, s, m, h, d or w in any order, added up ("1h30m"), or a plain number of seconds with up to three
// decimals ("90", "0.5"). Nothing on anything else, and on more than kMaxDuration.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

inline constexpr std::chrono::milliseconds kMaxDuration = std::chrono::hours(24 * 366 * 100);

// The shortest that parse_duration reads back, in one unit: "1d", "90s", "1500ms", "0s". Not for negative durations.
[[nodiscard]] std::string format_duration(std::chrono::milliseconds duration);

// A whole number of bytes, or of 1024 (k, K), 1024² (M), 1024³ (G), 1024⁴ (T), 1024⁵ (P), in either case,
// with or without "B" or "iB" behind the letter.
// Nothing on anything else, and on more than 2^63 - 1.
[[nodiscard]] std::optional<int64_t> parse_size(std::string_view text);

// The shortest that parse_size reads back: "16k", "1M", "1000".
[[nodiscard]] std::string format_size(int64_t size_bytes);

// What the parsers take as text, as regular expressions of JSON Schema (ECMA-262).
inline constexpr std::string_view kDurationPattern = "^([0-9]+(ms|s|m|h|d|w))+$";
inline constexpr std::string_view kSizePattern = "^[0-9]+([kKmMgGtTpP]([iI]?[bB])?)?$";

}  // namespace tocd
