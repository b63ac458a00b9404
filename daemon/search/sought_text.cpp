#include "search/sought_text.hpp"

#include "base/lexical_path.hpp"
#include "search/case_fold.hpp"
#include "search/text_match.hpp"

#include <cstring>

namespace tocd {

SoughtText::SoughtText(const TextValue& value) : value_(value), has_slash_(value.text.find('/') != std::string::npos) {
    if (value.match == TextMatch::regex) regex_.emplace(value.text);
    else folded_ = fold_case(value.text);
}

bool SoughtText::is_in(std::string_view text, std::string& room) const {
    if (value_.match == TextMatch::exact) return text == value_.text;
    if (value_.match == TextMatch::regex) return regex_->finds(text);
    fold_case(text, room);
    return is_in_folded(room);
}

bool SoughtText::is_in_folded(std::string_view folded) const {
    switch (value_.match) {
        // memmem is several times faster than std::string::find, which goes by the first byte.
        case TextMatch::part: return memmem(folded.data(), folded.size(), folded_.data(), folded_.size()) != nullptr;
        case TextMatch::whole: return folded == folded_;
        case TextMatch::glob: return glob_is(folded_, folded);
        case TextMatch::below: return is_at_or_below(folded, folded_);
        default: return false;
    }
}

}  // namespace tocd
