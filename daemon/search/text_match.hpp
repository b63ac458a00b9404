// How one text answers to what a query asks of it.
// Thread: any (pure).
#pragma once

#include <string_view>

namespace tocd {

// Whether `pattern` is the whole of `text`: '*' stands for any code points, '/' among them, '?' for one; all else for
// itself. Costs at most the product of the lengths.
[[nodiscard]] bool glob_is(std::string_view pattern, std::string_view text) noexcept;

// Parts of an absolute path. The directory of "/a" is "/".
[[nodiscard]] std::string_view name_of(std::string_view path) noexcept;
[[nodiscard]] std::string_view directory_of(std::string_view path) noexcept;

}  // namespace tocd
