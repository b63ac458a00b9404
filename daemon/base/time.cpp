#include "base/time.hpp"

#include <array>
#include <chrono>
#include <ctime>
#include <string_view>
#include <limits>

namespace tocd {
namespace {

class SystemClock final : public Clock {
public:
    UnixNs now_ns() const override { return read(CLOCK_REALTIME); }
    int64_t monotonic_ns() const override { return read(CLOCK_BOOTTIME); }

private:
    static int64_t read(clockid_t id) {
        timespec t{};
        clock_gettime(id, &t);
        return t.tv_sec * kNsPerSecond + t.tv_nsec;
    }
};

int days_in_month(int year, int month) {
    static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : kDays[month - 1];
}

// Nanoseconds of ".123…" (up to nine digits, more are cut); nothing without a digit.
std::optional<uint32_t> take_fraction(std::string_view& text) {
    uint32_t ns = 0;
    size_t digits = 0;
    for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits)
        if (digits < 9) ns = ns * 10 + static_cast<uint32_t>(text[digits] - '0');
    if (digits == 0) return std::nullopt;
    for (size_t i = digits; i < 9; ++i) ns *= 10;
    text.remove_prefix(digits);
    return ns;
}

std::optional<UnixNs> from_seconds(int64_t seconds, uint32_t ns) {
    if (seconds > kMaxSeconds - 1 || seconds < -kMaxSeconds) return std::nullopt;
    return to_unix_ns(seconds, ns);
}

std::optional<UnixNs> parse_seconds(std::string_view text) {
    const bool negative = take_char(text, '-');
    if (text.size() < 5 || text.size() > 11) return std::nullopt;
    int64_t seconds = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        seconds = seconds * 10 + (c - '0');
    }
    return from_seconds(negative ? -seconds : seconds, 0);
}

}  // namespace

bool take_char(std::string_view& text, char c) {
    if (text.empty() || text[0] != c) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<int> take_digits(std::string_view& text, size_t digits) {
    if (text.size() < digits) return std::nullopt;
    int value = 0;
    for (size_t i = 0; i < digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(digits);
    return value;
}

std::optional<int> take_utc_offset(std::string_view& text) {
    if (take_char(text, 'Z') || take_char(text, 'z')) return 0;
    const bool east = take_char(text, '+');
    if (!east && !take_char(text, '-')) return std::nullopt;
    const auto hours = take_digits(text, 2);
    if (!hours || !take_char(text, ':')) return std::nullopt;
    const auto minutes = take_digits(text, 2);
    if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    return (east ? 1 : -1) * (*hours * 3600 + *minutes * 60);
}

const Clock& system_clock() {
    static const SystemClock clock;
    return clock;
}

// By hand, since an export writes five times a row: gmtime_r() and snprintf() were a sixth of its processor time.
std::string format_iso(UnixNs t) {
    using namespace std::chrono;
    const auto whole = floor<seconds>(nanoseconds(t));  // the first day of UnixNs begins before its first nanosecond
    const auto day = floor<days>(whole);
    const year_month_day date{sys_days(day)};
    const int64_t of_day = (whole - day).count();
    std::array<char, 32> text;
    char* end = text.data();
    const auto put = [&end](int64_t value, int digits) {
        for (int i = digits - 1; i >= 0; --i, value /= 10) end[i] = static_cast<char>('0' + value % 10);
        end += digits;
    };
    put(int{date.year()}, 4);  // UnixNs holds no other
    *end++ = '-';
    put(unsigned{date.month()}, 2);
    *end++ = '-';
    put(unsigned{date.day()}, 2);
    *end++ = 'T';
    put(of_day / 3600, 2);
    *end++ = ':';
    put(of_day / 60 % 60, 2);
    *end++ = ':';
    put(of_day % 60, 2);
    if (const int64_t ns = (t % kNsPerSecond + kNsPerSecond) % kNsPerSecond; ns != 0) {
        *end++ = '.';
        put(ns, 9);
        while (std::string_view(end - 3, 3) == "000") end -= 3;
    }
    *end++ = 'Z';
    return {text.data(), end};
}

std::optional<UnixNs> parse_iso(std::string_view text) {
    if (text.find_first_of("-T", 1) == std::string_view::npos && text.size() != 4) return parse_seconds(text);
    const auto year = take_digits(text, 4);
    if (!year) return std::nullopt;
    int month = 1;
    int day = 1;
    int64_t of_day = 0;
    uint32_t ns = 0;
    if (take_char(text, '-')) {
        const auto m = take_digits(text, 2);
        if (!m || *m < 1 || *m > 12) return std::nullopt;
        month = *m;
        if (take_char(text, '-')) {
            const auto d = take_digits(text, 2);
            if (!d || *d < 1 || *d > days_in_month(*year, month)) return std::nullopt;
            day = *d;
            if (take_char(text, 'T') || take_char(text, 't') || take_char(text, ' ')) {
                const auto hours = take_digits(text, 2);
                if (!hours || !take_char(text, ':')) return std::nullopt;
                const auto minutes = take_digits(text, 2);
                if (!minutes || !take_char(text, ':')) return std::nullopt;
                const auto seconds = take_digits(text, 2);
                if (!seconds || *hours > 23 || *minutes > 59 || *seconds > 60) return std::nullopt;
                if (take_char(text, '.')) {
                    const auto fraction = take_fraction(text);
                    if (!fraction) return std::nullopt;
                    ns = *fraction;
                }
                const auto offset = take_utc_offset(text);
                if (!offset) return std::nullopt;
                of_day = *hours * 3600 + *minutes * 60 + *seconds - *offset;
            }
        }
    }
    if (!text.empty()) return std::nullopt;
    tm parts{};
    parts.tm_year = *year - 1900;
    parts.tm_mon = month - 1;
    parts.tm_mday = day;
    return from_seconds(timegm(&parts) + of_day, ns);
}

}  // namespace tocd
