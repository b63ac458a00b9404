// Looks whether directories still have the stamps that they are known by: one statx(2) each. Their parent is opened, once for
// neighbours, unless it was itself found unchanged in the same step. This is all that a fast pass asks of most directories.
#pragma once

#include "scan/engine.hpp"
#include "scan/file_system.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tocd {

inline constexpr size_t kMostStampChecks = 32;  // of one step: others may list meanwhile

struct StampCheck {
    std::vector<uint32_t> nodes;  // items of the job, ascending
};

struct StampsChecked {
    Unchanged unchanged;
    std::vector<uint32_t> changed;  // or not to be seen: list them, which tells
};

// Thread: any; `job` must stay as it is meanwhile.
[[nodiscard]] StampsChecked check_stamps(FileSystem& file_system, const DirectoryPtr& root, const Job& job,
                                         const StampCheck& check, bool cross_mounts, const Clock& clock);

}  // namespace tocd
