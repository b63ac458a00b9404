#include "search/quantities.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tocd {
namespace {

constexpr int64_t kLimit = int64_t{1} << 62;
constexpr size_t kMostDigits = 24;  // of a number with decimals; a long double tells no more apart
constexpr int64_t kMostYears = 1000;

struct Unit {
    std::string_view name;
    int64_t factor;
};

// Largest first.
constexpr Unit kSizes[] = {
    {"P", int64_t{1} << 50}, {"T", int64_t{1} << 40}, {"G", int64_t{1} << 30}, {"M", int64_t{1} << 20}, {"K", 1024}};
constexpr Unit kDurations[] = {{"y", 365 * 86'400}, {"mo", 30 * 86'400}, {"w", 7 * 86'400}, {"d", 86'400},
                               {"h", 3600},         {"m", 60},           {"s", 1}};

// "12" or "1.5", taken off the front. A long double holds every int64_t exactly.
struct Number {
    long double value = 0;
    std::string said;  // without zeros that say nothing
};

std::optional<Number> take_number(std::string_view& text) {
    const size_t end = std::min(text.find_first_not_of("0123456789."), text.size());
    std::string_view digits = text.substr(0, end);
    const size_t dot = digits.find('.');
    if (digits.empty() || digits.size() > kMostDigits || dot == 0 || dot == end - 1 || digits.find('.', dot + 1) < end)
        return std::nullopt;
    text.remove_prefix(end);
    std::string_view whole = digits.substr(0, dot);
    std::string_view rest = dot < end ? digits.substr(dot + 1) : std::string_view();
    while (whole.size() > 1 && whole.starts_with('0')) whole.remove_prefix(1);
    while (rest.ends_with('0')) rest.remove_suffix(1);
    Number number;
    number.said = whole;
    if (!rest.empty()) number.said.append(".").append(rest);
    for (const char c : whole) number.value = number.value * 10 + (c - '0');
    long double part = 1;
    for (const char c : rest) number.value += (part /= 10) * (c - '0');
    return number;
}

std::optional<int64_t> multiply(long double number, int64_t factor, int64_t limit) {
    const long double product = std::round(number * static_cast<long double>(factor));
    if (product >= static_cast<long double>(limit)) return std::nullopt;
    return static_cast<int64_t>(product);
}

std::string size_text(int64_t bytes) {
    for (const Unit& unit : kSizes)
        if (bytes != 0 && bytes % unit.factor == 0) return std::to_string(bytes / unit.factor).append(unit.name);
    return std::to_string(bytes);
}

}  // namespace

std::optional<Quantity> read_size(std::string_view text) {
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    const std::string unit_text = ascii_lower(text);
    int64_t factor = 1;
    if (!unit_text.empty() && unit_text != "b") {
        const auto names = [&](const Unit& unit) { return ascii_lower(unit.name)[0] == unit_text[0]; };
        const auto* const unit = std::find_if(std::begin(kSizes), std::end(kSizes), names);
        const std::string rest = unit_text.substr(1);
        if (unit == std::end(kSizes) || (!rest.empty() && rest != "b" && rest != "ib")) return std::nullopt;
        factor = unit->factor;
    }
    const auto bytes = multiply(number->value, factor, kLimit);
    if (!bytes) return std::nullopt;
    return Quantity{*bytes, *bytes, size_text(*bytes)};
}

std::optional<Quantity> read_count(std::string_view text) {
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value >= kLimit || text[0] == '-')
        return std::nullopt;
    return Quantity{value, value, std::to_string(value)};
}

std::optional<Quantity> read_duration(std::string_view text) {
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    for (const Unit& unit : kDurations) {
        if (text != unit.name) continue;
        // In seconds first: a thousand years of nanoseconds are more than an int64_t holds.
        if (number->value * static_cast<long double>(unit.factor) >
            static_cast<long double>(kMostYears * kDurations[0].factor))
            return std::nullopt;
        const auto ns = multiply(number->value, unit.factor * kNsPerSecond, std::numeric_limits<int64_t>::max());
        const int64_t held = ns.value_or(std::numeric_limits<int64_t>::max());
        return Quantity{held, held, number->said + std::string(unit.name)};
    }
    return std::nullopt;
}

}  // namespace tocd
