#include "search/regex_reach.hpp"

namespace tocd {
namespace {

bool is_letter_or_digit(char c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'); }

// A walk over a pattern that stops at the first thing that may stand for a '/' or for no character at all.
class Walk {
public:
    explicit Walk(std::string_view pattern) : pattern_(pattern) {}

    RegexReach reach() {
        for (size_t depth = 0; at_ < pattern_.size();) {
            const char c = pattern_[at_++];
            if (c == '$' && at_ == pattern_.size() && depth == 0 && !is_choice_) return RegexReach::name;
            if (c == '/' || c == '.' || c == '^' || c == '$') return RegexReach::path;
            if (c == '|' && depth == 0) is_choice_ = true;  // an end behind it is one of the last choice alone
            if (c == ')' && depth > 0) --depth;
            if (c == '(') {
                ++depth;
                if (!open_group()) return RegexReach::path;
            }
            if (c == '\\' && !escape()) return RegexReach::path;
            if (c == '[' && !character_class()) return RegexReach::path;
        }
        return RegexReach::part;
    }

private:
    [[nodiscard]] char next() const { return at_ < pattern_.size() ? pattern_[at_] : '\0'; }

    // Flags may change what all that follows means.
    bool open_group() {
        if (next() != '?') return true;
        if (pattern_.substr(at_, 2) != "?:") return false;
        at_ += 2;
        return true;
    }

    bool escape() {
        const char c = next();
        ++at_;
        if (c == 'd' || c == 'w' || c == 's' || c == 't') return true;
        return c != '/' && c != '\0' && !is_letter_or_digit(c);
    }

    bool character_class() {
        if (next() == '^') return false;
        for (bool first = true; at_ < pattern_.size(); first = false) {
            const char low = pattern_[at_++];
            if (low == ']' && !first) return true;
            if (low == '/' || low == '[') return false;  // [[:alpha:]] is seldom
            if (low == '\\' && !escape()) return false;
            if (next() != '-' || at_ + 1 >= pattern_.size() || pattern_[at_ + 1] == ']') continue;
            const char high = pattern_[at_ + 1];
            if (low == '\\' || !is_letter_or_digit(low) || !is_letter_or_digit(high)) return false;  // no '/' is between these
            at_ += 2;
        }
        return false;
    }

    std::string_view pattern_;
    size_t at_ = 0;
    bool is_choice_ = false;
};

}  // namespace

RegexReach regex_reach(std::string_view pattern) { return Walk(pattern).reach(); }

}  // namespace tocd
