#include "config/quiet_hours.hpp"

#include <algorithm>
#include <array>
#include <ctime>

namespace tocd {
namespace {

constexpr int kDayMinutes = 24 * 60;
constexpr int kWeekMinutes = 7 * kDayMinutes;
constexpr std::array<std::string_view, 7> kDays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

std::optional<size_t> parse_day(std::string_view text) {
    const auto found = std::find(kDays.begin(), kDays.end(), text);
    if (found == kDays.end()) return std::nullopt;
    return static_cast<size_t>(found - kDays.begin());
}

// "mon", "mon-fri", "fri-mon", "sat,sun".
std::optional<uint8_t> parse_days(std::string_view text) {
    unsigned days = 0;
    for (bool more = true; more;) {
        const size_t comma = text.find(',');
        more = comma != text.npos;
        const std::string_view part = text.substr(0, comma);
        if (more) text.remove_prefix(comma + 1);
        const size_t dash = part.find('-');
        const auto first = parse_day(part.substr(0, dash));
        const auto last = dash == part.npos ? first : parse_day(part.substr(dash + 1));
        if (!first || !last) return std::nullopt;
        for (size_t day = *first;; day = (day + 1) % kDays.size()) {
            days |= 1u << day;
            if (day == *last) break;
        }
    }
    return static_cast<uint8_t>(days);
}

// "08:00" … "24:00".
std::optional<int> parse_time(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    int digits[4];
    for (size_t i = 0; i < 4; ++i) {
        const char c = text[i < 2 ? i : i + 1];
        if (c < '0' || c > '9') return std::nullopt;
        digits[i] = c - '0';
    }
    const int hour = digits[0] * 10 + digits[1];
    const int minute = digits[2] * 10 + digits[3];
    if (minute > 59 || hour * 60 + minute > kDayMinutes) return std::nullopt;
    return hour * 60 + minute;
}

}  // namespace

std::optional<QuietWindow> parse_quiet_window(std::string_view text) {
    QuietWindow window;
    if (const size_t blank = text.find(' '); blank != text.npos) {
        const auto days = parse_days(text.substr(0, blank));
        if (!days) return std::nullopt;
        window.days = *days;
        text.remove_prefix(blank + 1);
    }
    const size_t dash = text.find('-');
    if (dash == text.npos) return std::nullopt;
    const auto begin = parse_time(text.substr(0, dash));
    const auto end = parse_time(text.substr(dash + 1));
    if (!begin || !end || *begin == kDayMinutes) return std::nullopt;
    window.begin = *begin;
    window.end = *end;
    return window;
}

int local_minute(UnixNs now_ns) {
    const time_t seconds = static_cast<time_t>(now_ns / kNsPerSecond);
    tm local{};
    localtime_r(&seconds, &local);
    return ((local.tm_wday + 6) % 7) * kDayMinutes + local.tm_hour * 60 + local.tm_min;
}

bool is_quiet(const std::vector<std::string>& windows, int minute_of_week) {
    for (const std::string& text : windows) {
        const auto window = parse_quiet_window(text);
        if (!window) continue;
        const int length = window->end > window->begin ? window->end - window->begin : window->end + kDayMinutes - window->begin;
        for (int day = 0; day < 7; ++day) {
            if ((window->days >> day & 1) == 0) continue;
            const int begin = day * kDayMinutes + window->begin;
            if ((minute_of_week - begin + kWeekMinutes) % kWeekMinutes < length) return true;
        }
    }
    return false;
}

}  // namespace tocd
