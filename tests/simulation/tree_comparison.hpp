// Compares the simulated tree itself with the model: what is in the share, not what the scanner said of it.
// Thread: one.
#pragma once

#include "catalogue_comparison.hpp"
#include "model.hpp"
#include "scan/engine.hpp"
#include "simulated_file_system.hpp"

namespace tocd::simulation {

// Invariant 3: after a full scan without faults and changes the present rows are exactly the tree; after a fast one, or
// one that went on with an interrupted one, the names are. `held`: what is missed may still be there.
[[nodiscard]] Differences compare_with_tree(const SimulatedFileSystem& file_system, const ShareOptions& options,
                                            const Model& model, bool names_only, bool held);

// The same after a scan of parts that ended complete: the paths that were asked for are as in the tree, with all below them
// where that was asked for; what is not there any more is gone.
struct PartsComparison {
    Differences out;
    int64_t there = 0, away = 0;  // paths
};
[[nodiscard]] PartsComparison compare_parts(const SimulatedFileSystem& file_system, const ShareOptions& options, const Model& model,
                                            const std::vector<ScanPart>& parts, bool held);

// Invariants 1 and 4: a file that was there in an unbroken way is not gone, and no file was seen after it was taken
// away. Then remembers which files of the tree the catalogue has by now. `confirmed`: somebody said just now that what was missed
// is gone; it may be back meanwhile.
[[nodiscard]] Differences check_presence(SimulatedFileSystem& file_system, const Model& model, bool confirmed);

}  // namespace tocd::simulation
