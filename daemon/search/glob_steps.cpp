#include "search/glob_steps.hpp"

#include "base/utf8.hpp"

namespace tocd {

std::optional<GlobSteps> GlobSteps::of(std::string_view folded) {
    GlobSteps out;
    size_t place = 0;
    for (size_t i = 0; i < folded.size(); ++i) {
        const char c = folded[i];
        if (c == '*' && i > 0 && folded[i - 1] == '*') continue;  // two are as one
        if (place == 63) return std::nullopt;
        const Places bit = Places{1} << place++;
        out.last_star_ = c == '*' ? bit : 0;
        if (c == '*' || c == '?' || c == '/' || static_cast<unsigned char>(c) >= 0x80) {
            out.tail_size_ = 0;
            out.tail_place_ = c == '*' ? place : 0;
        } else if (out.tail_place_ != 0) {
            ++out.tail_size_;
        }
        if (c == '*') out.stars_ |= bit;
        else if (c == '?') out.any_ |= bit;
        else out.bytes_[static_cast<unsigned char>(c)] |= bit;
        if (c >= 'a' && c <= 'z') out.bytes_[static_cast<unsigned char>(c - 'a' + 'A')] |= bit;
    }
    out.end_ = Places{1} << place;
    return out;
}

GlobSteps::Places GlobSteps::after(Places places, std::string_view text) const noexcept {
    for (size_t i = 0; i < text.size() && places != 0; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x80) {
            places = with_stars((places & (bytes_[byte] | any_)) << 1 | (places & stars_));
            continue;
        }
        const size_t size = first_code_point(text.substr(i)).size_bytes;
        places = after_code_point(places, text.substr(i, size));
        i += size - 1;
    }
    return places;
}

bool GlobSteps::is_match_with(Places places, std::string_view name) const noexcept {
    if (tail_size_ != 0) {
        if (name.size() < tail_size_) return false;
        const std::string_view tail = name.substr(name.size() - tail_size_);
        for (size_t i = 0; i < tail_size_; ++i)
            if ((bytes_[static_cast<unsigned char>(tail[i])] & Places{1} << (tail_place_ + i)) == 0) return false;
        if ((places & Places{1} << (tail_place_ - 1)) != 0) return true;
    }
    return is_match(after(places, name));
}

GlobSteps::Places GlobSteps::after_code_point(Places places, std::string_view point) const noexcept {
    Places same = places;
    for (const char c : point) same = (same & bytes_[static_cast<unsigned char>(c)]) << 1;
    return with_stars(same | (places & any_) << 1 | (places & stars_));
}

}  // namespace tocd
