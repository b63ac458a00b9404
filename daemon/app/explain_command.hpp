// `tocd scan --explain PATH`: why a path is in its share or left out, with a look at the file system itself.
// Thread: the caller's.
#pragma once

#include "config/config.hpp"

#include <string>
#include <vector>

namespace tocd {

// Prints a line for each path. Returns 0 when all are in, 1 when one is left out or below no share.
[[nodiscard]] int run_explain_command(const Config& config, const std::vector<std::string>& paths);

}  // namespace tocd
