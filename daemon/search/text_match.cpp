#include "search/text_match.hpp"

#include "base/utf8.hpp"

namespace tocd {

bool glob_is(std::string_view pattern, std::string_view text) noexcept {
    constexpr size_t kNone = std::string_view::npos;
    size_t p = 0;
    size_t t = 0;
    size_t star = kNone;  // behind the last '*'; an earlier one never has to give way
    size_t star_t = 0;    // where what it stands for ends
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = ++p;
            star_t = t;
        } else if (p < pattern.size() && pattern[p] == '?') {
            ++p;
            t += first_code_point(text.substr(t)).size_bytes;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != kNone) {
            p = star;
            star_t += first_code_point(text.substr(star_t)).size_bytes;  // a '?' behind it must not begin within one
            t = star_t;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

std::string_view name_of(std::string_view path) noexcept { return path.substr(path.rfind('/') + 1); }

std::string_view directory_of(std::string_view path) noexcept {
    const size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash == 0 ? 1 : slash);
}

}  // namespace tocd
