#include "base/glob.hpp"

#include <optional>

namespace tocd {
namespace {

constexpr size_t kNone = std::string_view::npos;

// The classes of POSIX over ASCII; the C library's would depend on the locale. Nothing for an unknown name.
std::optional<bool> in_class(std::string_view name, unsigned char c) noexcept {
    const bool digit = c >= '0' && c <= '9';
    const bool lower = c >= 'a' && c <= 'z';
    const bool upper = c >= 'A' && c <= 'Z';
    const bool graphic = c > ' ' && c < 0x7F;
    if (name == "alnum") return digit || lower || upper;
    if (name == "alpha") return lower || upper;
    if (name == "blank") return c == ' ' || c == '\t';
    if (name == "cntrl") return c < ' ' || c == 0x7F;
    if (name == "digit") return digit;
    if (name == "graph") return graphic;
    if (name == "lower") return lower;
    if (name == "print") return graphic || c == ' ';
    if (name == "punct") return graphic && !digit && !lower && !upper;
    if (name == "space") return c == ' ' || (c >= '\t' && c <= '\r');
    if (name == "upper") return upper;
    if (name == "xdigit") return digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    return std::nullopt;
}

struct SetMatch {
    size_t end = kNone;  // behind the ']'; kNone when the set is malformed
    bool matched = false;
};

// Reads the set whose '[' is at `open`. A ']' right at its start is a member, '-' at either end too.
SetMatch match_set(std::string_view pattern, size_t open, unsigned char c) noexcept {
    size_t at = open + 1;
    const bool negated = at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^');
    if (negated) ++at;
    bool matched = false;
    int low = -1;  // what a '-' that comes next would start from; -1: it is a member itself
    for (bool first = true;; first = false) {
        if (at >= pattern.size()) return {};
        if (pattern[at] == ']' && !first) break;
        if (pattern.substr(at).starts_with("[:")) {
            const size_t close = pattern.find(']', at + 2);
            if (close == kNone) return {};
            if (close > at + 2 && pattern[close - 1] == ':') {
                const auto found = in_class(pattern.substr(at + 2, close - at - 3), c);
                if (!found) return {};
                matched = matched || *found;
                low = -1;
                at = close + 1;
                continue;
            }
        }
        const bool range = pattern[at] == '-' && low >= 0 && at + 1 < pattern.size() && pattern[at + 1] != ']';
        if (range) ++at;
        if (pattern[at] == '\\' && ++at >= pattern.size()) return {};
        const auto member = static_cast<unsigned char>(pattern[at++]);
        matched = matched || (range ? low <= c && c <= member : c == member);
        if (range) low = -1;
        else low = member;
    }
    return {at + 1, matched != negated};
}

// Whether the one-byte token at `at` (not a star) matches `c`; moves `at` behind it when it does.
bool token_matches(std::string_view pattern, size_t& at, unsigned char c) noexcept {
    if (pattern[at] == '[') {
        const SetMatch set = match_set(pattern, at, c);
        if (set.end == kNone || !set.matched) return false;
        at = set.end;
        return true;
    }
    const bool any = pattern[at] == '?';
    const size_t literal = pattern[at] == '\\' ? at + 1 : at;
    if (literal >= pattern.size() || (!any && static_cast<unsigned char>(pattern[literal]) != c)) return false;
    at = literal + 1;
    return true;
}

// One name against one part of a pattern. An earlier star never has to give way: whatever it could take, the last can.
bool name_matches(std::string_view pattern, std::string_view name) noexcept {
    size_t p = 0;
    size_t n = 0;
    size_t star = kNone;  // behind the last '*'
    size_t star_n = 0;    // where what it stands for ends
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = ++p;
            star_n = n;
        } else if (p < pattern.size() && token_matches(pattern, p, static_cast<unsigned char>(name[n]))) {
            ++n;
        } else if (star != kNone) {
            p = star;
            n = ++star_n;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

// What is left of a pattern or text, part by part between slashes. "" has one empty part, as "a/" has two.
struct Parts {
    std::string_view rest;
    bool done = false;

    std::string_view take_name() noexcept {
        const size_t slash = rest.find('/');
        return take(slash, slash);
    }
    // A '/' in a set does not part ("[a/b]"); an escaped one does ("\/").
    std::string_view take_pattern() noexcept {
        for (size_t i = 0; i < rest.size(); ++i) {
            if (rest[i] == '/') return take(i, i);
            if (rest[i] == '[') {
                const size_t end = match_set(rest, i, 0).end;
                if (end == kNone) break;  // matches nothing, however it is parted
                i = end - 1;
            } else if (rest[i] == '\\' && ++i < rest.size() && rest[i] == '/') {
                return take(i - 1, i);
            }
        }
        return take(kNone, kNone);
    }

private:
    std::string_view take(size_t end, size_t slash) noexcept {
        const std::string_view part = rest.substr(0, end);
        done = slash == kNone;
        rest = done ? std::string_view() : rest.substr(slash + 1);
        return part;
    }
};

bool spans_folders(std::string_view part) noexcept {
    return part.size() >= 2 && part.find_first_not_of('*') == kNone;
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view text) noexcept {
    Parts patterns{pattern};
    Parts names{text};
    std::optional<Parts> after_span;  // behind the last "**"
    Parts span_names;                 // where the names that it stands for end
    while (!names.done) {
        if (!patterns.done) {
            Parts next = patterns;
            const std::string_view part = next.take_pattern();
            if (spans_folders(part)) {
                if (next.done) return true;
                patterns = next;
                after_span = next;
                span_names = names;
                continue;
            }
            Parts behind = names;
            if (name_matches(part, behind.take_name())) {
                patterns = next;
                names = behind;
                continue;
            }
        }
        if (!after_span) return false;
        static_cast<void>(span_names.take_name());
        patterns = *after_span;
        names = span_names;
    }
    return patterns.done;
}

std::string_view glob_problem(std::string_view pattern) noexcept {
    for (size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '\0') return "it holds a NUL byte, which no file name can";
        if (pattern[i] == '\\') {
            if (++i == pattern.size()) return "it ends in '\\'; write '\\\\' for a backslash";
        } else if (pattern[i] == '[') {
            const size_t end = match_set(pattern, i, 0).end;
            if (end == kNone) return "'[' starts a set that is not well-formed; write '\\[' for a bracket";
            i = end - 1;
        }
    }
    return {};
}

}  // namespace tocd
