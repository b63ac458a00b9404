// Sizes, counts, durations and dates as people write them in a query.
// Thread: any (pure).
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace tocd {

// The lowest time that a query asks for: never kNoTime, the lowest value, nor a neighbour of it.
inline constexpr UnixNs kFirstTime = std::numeric_limits<UnixNs>::min() + 2;

// What was said, and what it stands for: from `first` to `last`, inclusive, so a whole year for "2017".
struct Quantity {
    int64_t first = 0;
    int64_t last = 0;
    std::string said;  // in one form: "1536M" for "1.5GiB", "2017-05-03T08:00" for "2017-05-03T10:00+02:00"
    bool moves = false;  // with the time at which it is said
};

// Bytes: a number with or without decimals, then K M G T P (powers of 1024, in either case) with or without "B" or
// "iB", or nothing, or "B". Rounded to whole bytes; nothing from 2^62 on.
[[nodiscard]] std::optional<Quantity> read_size(std::string_view text);

// A whole number from 0 to 2^62 - 1.
[[nodiscard]] std::optional<Quantity> read_count(std::string_view text);

// Nanoseconds: a number with or without decimals and s, m, h, d, w, mo (30 days) or y (365 days); at most 1000 years.
[[nodiscard]] std::optional<Quantity> read_duration(std::string_view text);

// Any beginning of "2017-05-03T10:30:15.123456789" from the year on, a blank in place of T; from the minutes on with
// "Z" or "+hh:mm" behind it, else in UTC. Or "today" and "yesterday", days of UTC. What UnixNs cannot hold is moved to
// its borders, less one, so that one more or less can always be said.
[[nodiscard]] std::optional<Quantity> read_date(std::string_view text, UnixNs now_ns);

}  // namespace tocd
