// What a path means by its text alone, without a look at any file system.
// Thread: any.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocd {

// The names that `path` leads through, added to `names`: without empty ones and "."; ".." takes away the last one. False
// when a ".." found none to take away, and stayed where it was.
bool add_names(std::string_view path, std::vector<std::string_view>& names);

// Whether `path` is `directory` or lies below it; both absolute or relative to the same. `directory` has no '/' at its end
// unless it is "/".
[[nodiscard]] bool is_at_or_below(std::string_view path, std::string_view directory) noexcept;
// Whether one of them is the other, or lies below it.
[[nodiscard]] bool one_holds_other(std::string_view a, std::string_view b) noexcept;

}  // namespace tocd
