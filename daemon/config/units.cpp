#include "config/units.hpp"

#include "base/text.hpp"

#include <charconv>
#include <limits>

namespace tocd {
namespace {

struct Unit {
    std::string_view name;
    int64_t factor;
};

// Largest first; "ms" stands before "m" and "s" so that it is tried before them.
constexpr Unit kDurations[] = {{"w", 604'800'000}, {"d", 86'400'000}, {"h", 3'600'000},
                               {"ms", 1},          {"m", 60'000},     {"s", 1000}};
constexpr Unit kSizes[] = {
    {"P", int64_t{1} << 50}, {"T", int64_t{1} << 40}, {"G", int64_t{1} << 30}, {"M", int64_t{1} << 20}, {"k", 1024}};

// Takes an unsigned decimal number off the front.
std::optional<int64_t> take_number(std::string_view& text) {
    if (text.empty() || text[0] < '0' || text[0] > '9') return std::nullopt;
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    return value;
}

std::optional<int64_t> multiply(int64_t number, int64_t factor, int64_t max) {
    if (number > max / factor) return std::nullopt;
    return number * factor;
}

// ".5" as 500; the text is used up when it was well-formed.
std::optional<int64_t> take_milliseconds(std::string_view& text) {
    text.remove_prefix(1);
    const size_t digits = text.size();
    const auto number = take_number(text);
    if (!number || !text.empty() || digits > 3) return std::nullopt;
    return *number * (digits == 1 ? 100 : digits == 2 ? 10 : 1);
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    constexpr int64_t kMax = kMaxDuration.count();
    int64_t total = 0;
    bool any_unit = false;
    do {
        const auto number = take_number(text);
        if (!number) return std::nullopt;
        const Unit* unit = nullptr;
        for (const Unit& candidate : kDurations)
            if (unit == nullptr && text.starts_with(candidate.name)) unit = &candidate;
        if (unit == nullptr && any_unit) return std::nullopt;
        const auto part = multiply(*number, unit == nullptr ? 1000 : unit->factor, kMax);
        if (!part || *part > kMax - total) return std::nullopt;
        total += *part;
        if (unit == nullptr) {
            if (text.empty()) return std::chrono::milliseconds(total);
            if (text[0] != '.') return std::nullopt;
            const auto fraction = take_milliseconds(text);
            if (!fraction || *fraction > kMax - total) return std::nullopt;
            return std::chrono::milliseconds(total + *fraction);
        }
        text.remove_prefix(unit->name.size());
        any_unit = true;
    } while (!text.empty());
    return std::chrono::milliseconds(total);
}

std::string format_duration(std::chrono::milliseconds duration) {
    const int64_t ms = duration.count();
    if (ms == 0) return "0s";
    for (const std::string_view name : {"w", "d", "h", "m", "s"})
        for (const Unit& unit : kDurations)
            if (unit.name == name && ms % unit.factor == 0) return std::to_string(ms / unit.factor).append(name);
    return std::to_string(ms) + "ms";
}

std::optional<int64_t> parse_size(std::string_view text) {
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    if (text.empty()) return number;
    const std::string unit_text = ascii_lower(text);
    for (const Unit& unit : kSizes) {
        if (unit_text[0] != ascii_lower(unit.name)[0]) continue;
        const std::string rest = unit_text.substr(1);
        if (!rest.empty() && rest != "b" && rest != "ib") return std::nullopt;
        return multiply(*number, unit.factor, std::numeric_limits<int64_t>::max());
    }
    return std::nullopt;
}

std::string format_size(int64_t size_bytes) {
    for (const Unit& unit : kSizes)
        if (size_bytes != 0 && size_bytes % unit.factor == 0)
            return std::to_string(size_bytes / unit.factor).append(unit.name);
    return std::to_string(size_bytes);
}

}  // namespace tocd
