// A text value of a query, ready to be looked for in many texts.
// Thread: any; one object may be used by several at once.
#pragma once

#include "model/query_tree.hpp"
#include "search/regex.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tocd {

class SoughtText {
public:
    // Throws Error(invalid_argument) for a malformed regular expression, which parse_query gives none of.
    explicit SoughtText(const TextValue& value);

    // Whether `text` (as it is shown) answers to it. `room` is for the folded text, to be used again for the next one.
    [[nodiscard]] bool is_in(std::string_view text, std::string& room) const;

    // The same for a text that is folded already; not for `exact` and `regex`, which look at the text itself.
    [[nodiscard]] bool is_in_folded(std::string_view folded) const;
    [[nodiscard]] bool looks_at_folded() const noexcept { return value_.match != TextMatch::exact && value_.match != TextMatch::regex; }

    // Of a pattern without '/', and of what can only be found within one name or directory: see TextMatch.
    [[nodiscard]] bool has_slash() const noexcept { return has_slash_; }
    [[nodiscard]] TextMatch match() const noexcept { return value_.match; }

private:
    TextValue value_;
    std::string folded_;
    std::optional<Regex> regex_;
    bool has_slash_ = false;
};

}  // namespace tocd
