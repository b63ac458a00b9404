// Times of the week in which a share is left alone: "08:00-18:00", "mon-fri 08:00-18:00", "sat,sun 22:00-06:00".
// Thread: any (pure, but local_minute, which asks the C library for the time zone).
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

// From `begin` to before `end`, in minutes of local time. An end that is not after the beginning is on the next day;
// `days` are those of the beginning.
struct QuietWindow {
    uint8_t days = 0x7f;  // bit 0: Monday
    int begin = 0;
    int end = 0;
};

// Nothing on anything else.
[[nodiscard]] std::optional<QuietWindow> parse_quiet_window(std::string_view text);

// Minutes since Monday 00:00 of local time, 0 … 10079.
[[nodiscard]] int local_minute(UnixNs now_ns);

// True when the minute of the week lies in one of the windows; those that do not parse count for nothing.
[[nodiscard]] bool is_quiet(const std::vector<std::string>& windows, int minute_of_week);

}  // namespace tocd
