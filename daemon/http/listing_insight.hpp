// The figures of all listings, which cost a pass over all directories, kept for a while.
// Thread: any; one computes, the others wait for it.
#pragma once

#include "base/mutex.hpp"
#include "catalogue/reader.hpp"
#include "model/ports.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tocd {

class ListingInsight {
public:
    using Figures = std::shared_ptr<const std::vector<ListingFigures>>;  // of all shares that the viewer sees

    // `scans` outlives it.
    explicit ListingInsight(const ScanControl& scans) : scans_(scans) {}

    // As of the last scan that ended; while one runs at most half a minute old. Throws what `reader` throws.
    [[nodiscard]] Figures of(Reader& reader, const Viewer& viewer, Deadline deadline) TOCD_EXCLUDES(mutex_);

private:
    const ScanControl& scans_;
    Mutex mutex_;
    struct Kept {
        Figures figures;
        int64_t version = -1;
        uint64_t ended = 0;
        int64_t made_ns = 0;  // monotonic
    };
    std::map<std::string, Kept> kept_ TOCD_GUARDED_BY(mutex_);  // by viewer_key()
};

}  // namespace tocd
