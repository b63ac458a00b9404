// Where the daemon writes, by its configuration: nowhere else, says Landlock from its start on. Thread: any (pure).
#pragma once

#include "base/landlock.hpp"
#include "config/config.hpp"

namespace tocd {

[[nodiscard]] WriteLimits write_limits(const Config& config);

// Directories of `fresh.publish` that limits made for `config` leave out: writing there needs another start.
[[nodiscard]] std::vector<std::string> out_of_reach(const Config& config, const Config& fresh);

}  // namespace tocd
