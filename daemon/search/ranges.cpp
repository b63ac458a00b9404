#include "search/ranges.hpp"

#include "search/quantities.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace tocd {
namespace {

struct Bound {
    Quantity quantity;
    bool is_duration = false;
};

RangeProblem malformed(const KeyRow& key, std::string_view text, UnixNs now_ns) {
    const std::string quoted = "\"" + std::string(text) + "\"";
    switch (key.kind) {
        case ValueKind::size:
            return {quoted + " is no size", "say it as 10M, 1.5G or 4096; K M G T P are powers of 1024"};
        case ValueKind::age:
            if (read_date(text, now_ns)) return {"age takes durations", "for dates say modified:" + std::string(text)};
            return {quoted + " is no duration", "say it as 12h, 30d, 6w, 6mo or 1y"};
        case ValueKind::time:
            return {quoted + " is no time",
                    "say it as 2017, 2017-05, 2017-05-03, 2017-05-03T10:30, today, or 30d for days gone by"};
        default: return {quoted + " is no number", "say it as 2, 2.. or ..10"};
    }
}

std::optional<Bound> read_bound(const KeyRow& key, std::string_view text, UnixNs now_ns) {
    std::optional<Quantity> quantity;
    bool is_duration = false;
    if (key.kind == ValueKind::time) quantity = read_date(text, now_ns);
    if (key.kind == ValueKind::size) quantity = read_size(text);
    if (key.kind == ValueKind::count) quantity = read_count(text);
    if (!quantity && (key.kind == ValueKind::time || key.kind == ValueKind::age)) {
        quantity = read_duration(text);
        is_duration = true;
    }
    if (!quantity) return std::nullopt;
    return Bound{*std::move(quantity), is_duration};
}

// The latest time that lies that long ago.
int64_t ago(UnixNs now_ns, int64_t duration_ns) {
    return now_ns < kFirstTime + duration_ns ? kFirstTime : now_ns - duration_ns;
}

// What stands before a bound, and what it means for a time gone by: less is later.
enum class Comparison : uint8_t { less, at_most, more, at_least };

void narrow(RangeValue& range, Comparison comparison, const Bound& bound, UnixNs now_ns) {
    const Quantity& q = bound.quantity;
    const int64_t first = bound.is_duration ? ago(now_ns, q.first) : q.first;
    const int64_t last = bound.is_duration ? first : q.last;
    if (bound.is_duration) {
        constexpr Comparison kTurned[] = {Comparison::more, Comparison::at_least, Comparison::less,
                                          Comparison::at_most};
        comparison = kTurned[static_cast<size_t>(comparison)];
    }
    if ((bound.is_duration && first > kFirstTime) || q.moves) range.relative = true;
    switch (comparison) {
        case Comparison::less: range.max = first - 1; break;
        case Comparison::at_most: range.max = last; break;
        case Comparison::more: range.min = last + 1; break;
        case Comparison::at_least: range.min = first; break;
    }
}

std::variant<RangeValue, RangeProblem> compare(const KeyRow& key, std::string_view text, UnixNs now_ns) {
    const bool less = text[0] == '<';
    const bool equal = text.substr(1).starts_with('=');
    const std::string_view rest = text.substr(equal ? 2 : 1);
    const auto bound = read_bound(key, rest, now_ns);
    if (!bound) return malformed(key, rest, now_ns);
    RangeValue range;
    narrow(range,
           less    ? (equal ? Comparison::at_most : Comparison::less)
           : equal ? Comparison::at_least
                   : Comparison::more,
           *bound, now_ns);
    const std::string& said = bound->quantity.said;
    range.said = equal ? (less ? ".." + said : said + "..") : text[0] + said;
    return range;
}

std::variant<RangeValue, RangeProblem> between(const KeyRow& key, std::string_view low, std::string_view high,
                                               UnixNs now_ns) {
    const bool up_to = !high.starts_with('<');  // else without its upper end: "4K..<64K"
    if (low.empty() && !up_to) return compare(key, high, now_ns);
    if (low.empty() && high.empty()) return RangeProblem{"a range without an end", malformed(key, "", now_ns).remedy};
    RangeValue range;
    std::optional<Bound> from;
    std::optional<Bound> to;
    if (!low.empty()) {
        from = read_bound(key, low, now_ns);
        if (!from) return malformed(key, low, now_ns);
        narrow(range, Comparison::at_least, *from, now_ns);
        range.said = from->quantity.said;
    }
    range.said += "..";
    if (!high.empty()) {
        if (!up_to) high.remove_prefix(1);
        to = read_bound(key, high, now_ns);
        if (!to) return malformed(key, high, now_ns);
        narrow(range, up_to ? Comparison::at_most : Comparison::less, *to, now_ns);
        range.said += (up_to ? "" : "<") + to->quantity.said;
    }
    if (from && to && from->is_duration != to->is_duration)
        return RangeProblem{"a range from a date to a duration", "give two dates or two durations"};
    if (from && to && ((from->is_duration && from->quantity.first > to->quantity.first) || range.min > range.max))
        return RangeProblem{"nothing is from " + from->quantity.said + " to " + to->quantity.said,
                            "say " + std::string(key.name) + ":" + to->quantity.said + ".." + from->quantity.said};
    return range;
}

}  // namespace

std::variant<RangeValue, RangeProblem> read_range(const KeyRow& key, std::string_view text, UnixNs now_ns) {
    if (text.starts_with('<') || text.starts_with('>')) return compare(key, text, now_ns);
    if (const size_t dots = text.find(".."); dots != std::string_view::npos)
        return between(key, text.substr(0, dots), text.substr(dots + 2), now_ns);
    const auto bound = read_bound(key, text, now_ns);
    if (!bound) return malformed(key, text, now_ns);
    const Quantity& q = bound->quantity;
    if (bound->is_duration) {
        const std::string name(key.name);
        return RangeProblem{q.said + " alone says neither since nor before",
                            "say " + name + ":.." + q.said + " for the last " + q.said + ", " + name + ":" + q.said +
                                ".. for what is older"};
    }
    return RangeValue{q.first, q.last, q.said, q.moves};
}

}  // namespace tocd
