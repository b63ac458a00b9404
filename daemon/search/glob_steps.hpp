// A glob, matched part by part: what is known behind the first part of a text is the set of places that the pattern may be at, so
// that texts which begin alike, as paths of one directory do, share the work on it.
// Thread: any (values; never changes once it is made).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tocd {

class GlobSteps {
public:
    using Places = uint64_t;  // a bit each; none: whatever follows, it does not match

    // `folded`: as glob_is() takes it. None: it has more places than there are bits.
    [[nodiscard]] static std::optional<GlobSteps> of(std::string_view folded);

    [[nodiscard]] Places start() const noexcept { return with_stars(1); }
    // Behind `text`, folded or, where it is ASCII, not. A part ends where a code point ends.
    [[nodiscard]] Places after(Places places, std::string_view text) const noexcept;
    // Whether what was gone through is what the pattern stands for, and whether all that begins with it is.
    [[nodiscard]] bool is_match(Places places) const noexcept { return (places & end_) != 0; }
    [[nodiscard]] bool is_match_of_all(Places places) const noexcept { return (places & last_star_) != 0; }
    // is_match(after(places, name)), where a '/' stands before the name: mostly without a look at more than how it ends.
    [[nodiscard]] bool is_match_with(Places places, std::string_view name) const noexcept;

private:
    [[nodiscard]] Places with_stars(Places places) const noexcept { return places | (places & stars_) << 1; }
    [[nodiscard]] Places after_code_point(Places places, std::string_view point) const noexcept;

    std::array<Places, 256> bytes_{};  // places before such a byte; of letters in both cases
    Places stars_ = 0, any_ = 0;       // places before a '*' and before a '?'
    Places end_ = 0, last_star_ = 0;
    // Behind the last '*' there is nothing but so many ASCII bytes, no '?' or '/', the first of them at this place; 0: it is not so.
    size_t tail_size_ = 0, tail_place_ = 0;
};

}  // namespace tocd
