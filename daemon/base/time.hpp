// Time as tocd keeps it: Unix nanoseconds, and the clock that tests replace.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace tocd {

using UnixNs = int64_t;  // nanoseconds since 1970-01-01T00:00:00Z, negative before; 1677-09-21 … 2262-04-11

inline constexpr int64_t kNsPerSecond = 1'000'000'000;
inline constexpr int64_t kNsPerDay = 86'400 * kNsPerSecond;
inline constexpr int64_t kMaxSeconds = std::numeric_limits<int64_t>::max() / kNsPerSecond;  // whole ones that UnixNs holds

// The seam for time. Thread: any.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual UnixNs now_ns() const = 0;         // wall clock, may jump
    [[nodiscard]] virtual int64_t monotonic_ns() const = 0;  // CLOCK_BOOTTIME: for intervals
};

// The machine's clock.
[[nodiscard]] const Clock& system_clock();

// Seconds and nanoseconds as statx(2) gives them, saturated to what UnixNs can hold.
// Here, since a scan calls it four times a file.
[[nodiscard]] inline UnixNs to_unix_ns(int64_t seconds, uint32_t nanoseconds) noexcept {
    if (seconds >= kMaxSeconds) return std::numeric_limits<int64_t>::max();
    if (seconds <= -kMaxSeconds) return -std::numeric_limits<int64_t>::max();  // min() means "no time"
    return seconds * kNsPerSecond + nanoseconds;
}

// For readers of times: what stands at the front of `text`, taken off it; nothing, or false, when it does not.
bool take_char(std::string_view& text, char c);
[[nodiscard]] std::optional<int> take_digits(std::string_view& text, size_t digits);  // exactly so many
[[nodiscard]] std::optional<int> take_utc_offset(std::string_view& text);                 // seconds east of UTC of "Z" or "+hh:mm"

// "2026-11-22T20:17:05.123456789Z"; trailing zeros of the fraction are dropped in groups of three.
[[nodiscard]] std::string format_iso(UnixNs t);

// RFC 3339 ("2026-11-22T20:17:05[.fraction]Z" or with +hh:mm), a date ("2026-11-22", midnight UTC), a month
// ("2026-11"), a year ("2026"), or a bare integer of Unix seconds with at least 5 digits. Nothing on anything else
// and on what UnixNs cannot hold.
[[nodiscard]] std::optional<UnixNs> parse_iso(std::string_view text);

}  // namespace tocd
