#include "search/quantities.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>

namespace tocd {
namespace {

using std::chrono::sys_days;

constexpr int64_t kDaySeconds = kNsPerDay / kNsPerSecond;
constexpr int64_t kLast = std::numeric_limits<int64_t>::max() - 1;

// A point of the calendar, and how finely it was said.
struct Date {
    enum class Precision : uint8_t { year, month, day, hour, minute, second, fraction } precision = Precision::year;
    int year = 0;
    unsigned month = 1, day = 1;
    int hour = 0, minute = 0, second = 0;
    std::string fraction;  // digits, nine at most
    int offset_seconds = 0;
};
using Precision = Date::Precision;

// Two digits, or four of a year, from `low` to `high`.
std::optional<int> take_within(std::string_view& text, size_t digits, int low, int high) {
    const auto value = take_digits(text, digits);
    return value && low <= *value && *value <= high ? value : std::nullopt;
}

// ":30", ":15", ".123" and the zone, as far as they are there. False when what is there is malformed.
bool take_time(std::string_view& text, Date& date) {
    const auto hour = take_within(text, 2, 0, 23);
    if (!hour) return false;
    date.precision = Precision::hour;
    date.hour = *hour;
    if (!take_char(text, ':')) return true;
    const auto minute = take_within(text, 2, 0, 59);
    if (!minute) return false;
    date.precision = Precision::minute;
    date.minute = *minute;
    if (take_char(text, ':')) {
        const auto second = take_within(text, 2, 0, 59);
        if (!second) return false;
        date.precision = Precision::second;
        date.second = *second;
        if (take_char(text, '.')) {
            const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
            if (digits == 0 || digits > 9) return false;
            date.precision = Precision::fraction;
            date.fraction = text.substr(0, digits);
            text.remove_prefix(digits);
        }
    }
    if (text.empty()) return true;
    const auto offset = take_utc_offset(text);
    if (!offset) return false;
    date.offset_seconds = *offset;
    return true;
}

std::optional<Date> read_calendar(std::string_view text) {
    Date date;
    const auto year = take_within(text, 4, 1, 9999);
    if (!year) return std::nullopt;
    date.year = *year;
    if (take_char(text, '-')) {
        const auto month = take_within(text, 2, 1, 12);
        if (!month) return std::nullopt;
        date.month = static_cast<unsigned>(*month);
        date.precision = Precision::month;
        if (take_char(text, '-')) {
            const auto day = take_within(text, 2, 1, 31);
            if (!day) return std::nullopt;
            date.day = static_cast<unsigned>(*day);
            date.precision = Precision::day;
            if (!std::chrono::year_month_day(std::chrono::year(date.year), std::chrono::month(date.month),
                                             std::chrono::day(date.day))
                     .ok())
                return std::nullopt;
            if ((take_char(text, 'T') || take_char(text, 't') || take_char(text, ' ')) && !take_time(text, date)) return std::nullopt;
        }
    }
    return text.empty() ? std::optional(date) : std::nullopt;
}

int64_t seconds_of(int year, unsigned month, unsigned day) {
    return sys_days(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day))
               .time_since_epoch()
               .count() *
           kDaySeconds;
}

int64_t begin_seconds(const Date& date) {
    return seconds_of(date.year, date.month, date.day) + date.hour * 3600 + date.minute * 60 + date.second -
           date.offset_seconds;
}

// Seconds and nanoseconds within what UnixNs holds.
int64_t held_ns(int64_t seconds, int64_t ns) {
    constexpr int64_t kMost = kLast / kNsPerSecond - 1;
    if (seconds > kMost) return kLast;
    if (seconds < -kMost) return kFirstTime;
    return seconds * kNsPerSecond + ns;
}

int64_t unit_ns(size_t fraction_digits) {
    int64_t ns = kNsPerSecond;
    for (size_t i = 0; i < fraction_digits; ++i) ns /= 10;
    return ns;
}

// The last nanosecond of what was said.
int64_t last_ns(const Date& date, int64_t seconds, int64_t ns) {
    switch (date.precision) {
        case Precision::year: return held_ns(seconds_of(date.year + 1, 1, 1), -1);
        case Precision::month:
            return held_ns(
                date.month == 12 ? seconds_of(date.year + 1, 1, 1) : seconds_of(date.year, date.month + 1, 1), -1);
        case Precision::day: return held_ns(seconds + kDaySeconds, -1);
        case Precision::hour: return held_ns(seconds + 3600, -1);
        case Precision::minute: return held_ns(seconds + 60, -1);
        default: return held_ns(seconds, ns + unit_ns(date.fraction.size()) - 1);
    }
}

// In UTC, as finely as it was said.
std::string said(const Date& date, int64_t seconds) {
    const std::chrono::sys_seconds moment{std::chrono::seconds(seconds)};
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day calendar(day);
    const int64_t of_day = (moment - day).count();
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(calendar.year()),
                  static_cast<unsigned>(calendar.month()), static_cast<unsigned>(calendar.day()),
                  static_cast<int>(of_day / 3600), static_cast<int>(of_day / 60 % 60), static_cast<int>(of_day % 60));
    constexpr size_t kLengths[] = {4, 7, 10, 13, 16, 19, 19};
    std::string out = std::string(text).substr(0, kLengths[static_cast<size_t>(date.precision)]);
    if (date.precision == Precision::fraction) out.append(".").append(date.fraction);
    return out;
}

}  // namespace

std::optional<Quantity> read_date(std::string_view text, UnixNs now_ns) {
    if (text == "today" || text == "yesterday") {
        const int64_t today = now_ns / kNsPerDay - (now_ns % kNsPerDay < 0 ? 1 : 0);
        const int64_t day = text == "today" ? today : today - 1;
        return Quantity{held_ns(day * kDaySeconds, 0), held_ns((day + 1) * kDaySeconds, -1), std::string(text), true};
    }
    const auto date = read_calendar(text);
    if (!date) return std::nullopt;
    const int64_t seconds = begin_seconds(*date);
    int64_t ns = 0;
    for (size_t i = 0; i < 9; ++i) ns = ns * 10 + (i < date->fraction.size() ? date->fraction[i] - '0' : 0);
    // An offset can lead out of the years that four digits say.
    if (seconds < seconds_of(1, 1, 1) || seconds >= seconds_of(10'000, 1, 1)) return std::nullopt;
    return Quantity{held_ns(seconds, ns), last_ns(*date, seconds, ns), said(*date, seconds)};
}

}  // namespace tocd
