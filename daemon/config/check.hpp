// What a configuration may not say although every single value is well-formed.
// Thread: any (pure: looks at no file).
#pragma once

#include "config/config.hpp"
#include "config/problem.hpp"

#include <string>
#include <vector>

namespace tocd {

// All of: share names malformed or taken twice; share paths that are not absolute and normalised, that lie inside
// another share that does not exclude them, or in /proc, /sys or /dev (/dev/shm is allowed); exclude patterns that git would not understand; a
// catalogue inside a share that does not exclude it; listen addresses and host names malformed or given twice; what is published under a
// malformed name or one that is given twice, to a path that is not absolute and normalised, or by a query where it is the whole catalogue.
// `positions` (empty when not from a file) gives each problem its line, and the lines that a reason names.
[[nodiscard]] std::vector<Problem> find_problems(const Config& config, const Positions& positions = {});

// Throws what find_problems finds, as throw_problems does: for a config that code has made or changed.
void check_config(const Config& config);

}  // namespace tocd
