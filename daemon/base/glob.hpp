// Shell-style patterns over '/'-separated paths, as gitignore(5) and glob(7) read them.
// Thread: any (pure); no recursion and no allocation.
#pragma once

#include <string_view>

namespace tocd {

// Match of the whole `text`, byte by byte. '*' and '?' do not match '/'; "**" between slashes (or at an end) stands for
// any number of folders, of at least one name where it ends the pattern; any other "**" is a '*'. Sets: [a-z] [!a-z]
// [^a-z] [[:alpha:]], never '/'. '\' takes the meaning from the next byte. A malformed pattern matches nothing.
// Cost: at most the product of the lengths, times the folders after a "**": backtracks only to the last star.
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view text) noexcept;

// Why `pattern` can match nothing at all ("'[' without ']'"), or empty when it is well-formed.
[[nodiscard]] std::string_view glob_problem(std::string_view pattern) noexcept;

}  // namespace tocd
