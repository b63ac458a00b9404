// The whole of toc, from its words to its exit code.
#pragma once

namespace tocd {

// Never throws: what goes wrong is said on standard error, with the exit code kTrouble.
[[nodiscard]] int run_toc(int argc, const char* const* argv);

}  // namespace tocd
