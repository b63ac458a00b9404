#include "client/human.hpp"

#include <array>
#include <cstdio>
#include <ctime>

namespace tocd {

std::string human_size(int64_t size_bytes) {
    static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    auto value = static_cast<double>(size_bytes);
    size_t unit = 0;
    // 1023.95 would be written as 1024.0 of the smaller unit.
    for (; value >= (unit == 0 ? 1024 : 1023.95) && unit + 1 < std::size(kUnits); ++unit) value /= 1024;
    char text[32];
    std::snprintf(text, sizeof text, unit == 0 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
    return text;
}

std::string human_count(int64_t count) {
    std::string digits = std::to_string(count);
    for (auto i = static_cast<int>(digits.size()) - 3; i > (count < 0 ? 1 : 0); i -= 3)
        digits.insert(static_cast<size_t>(i), ",");
    return digits;
}

std::string human_time(UnixNs time) {
    const auto seconds =
        static_cast<time_t>(time >= 0 ? time / kNsPerSecond : (time - kNsPerSecond + 1) / kNsPerSecond);
    tm local{};
    localtime_r(&seconds, &local);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &local)};
}

std::string human_age(UnixNs time, UnixNs now_ns) {
    struct Unit {
        int64_t seconds;
        const char* one;
        const char* many;
    };
    static constexpr auto kUnits = std::to_array<Unit>(
        {{365 * 86'400, "year", "years"}, {86'400, "day", "days"}, {3600, "h", "h"}, {60, "min", "min"}});
    const bool future = time > now_ns;
    const int64_t seconds =
        (future ? time / kNsPerSecond - now_ns / kNsPerSecond : now_ns / kNsPerSecond - time / kNsPerSecond);
    for (const Unit& unit : kUnits) {
        const int64_t count = seconds / unit.seconds;
        if (count == 0 || (count == 1 && unit.seconds == 86'400)) continue;  // "30 h ago" says more than "1 day ago"
        const std::string text = std::to_string(count) + " " + (count == 1 ? unit.one : unit.many);
        return future ? "in " + text : text + " ago";
    }
    return future ? "in a moment" : "just now";
}

std::string counted(int64_t count, std::string_view noun) {
    if (count != 1 && noun.ends_with('y'))
        return human_count(count) + " " + std::string(noun.substr(0, noun.size() - 1)) + "ies";
    return human_count(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string counted_part(int64_t done, int64_t waiting, std::string_view noun) {
    return (waiting > 0 ? human_count(done) + " of " : "") + counted(done + waiting, noun);
}

}  // namespace tocd
