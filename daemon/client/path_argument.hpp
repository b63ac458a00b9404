// Paths as people type them, and as the catalogue knows them: absolute, without ".", ".." and double slashes.
// Thread: any; asks for the working directory.
#pragma once

#include <string>
#include <string_view>

namespace tocd {

// Pure text: nothing is looked up, for the path may be known to the daemon's machine only. What is not absolute stands
// below the working directory. Throws Error(invalid_argument) for "" and for what holds NUL, and
// Error(unavailable) when there is no working directory.
[[nodiscard]] std::string absolute_path(std::string_view text);

}  // namespace tocd
