// All present files by their age: what was summed up at one moment is kept for who asks for the same one again.
// Thread: any.
#pragma once

#include "base/mutex.hpp"
#include "index/facet_codes.hpp"
#include "index/index_epoch.hpp"
#include "index/index_sum.hpp"
#include "index/index_workers.hpp"

#include <array>
#include <functional>
#include <map>
#include <memory>

namespace tocd {

class AgeMemory {
public:
    using Sums = std::array<IndexSum, kAgeBuckets.size()>;
    using ByShare = std::map<int64_t, Sums>;

    // Of `epoch`, whose memory this is; a pass over all files, unless the last question was at the same `now_ns`.
    // Null: `is_over` said true.
    [[nodiscard]] std::shared_ptr<const ByShare> at(UnixNs now_ns, const IndexEpoch& epoch, IndexWorkers& workers, const std::function<bool()>& is_over) TOCD_EXCLUDES(mutex_);

private:
    Mutex mutex_;
    UnixNs now_ns_ TOCD_GUARDED_BY(mutex_) = 0;
    std::shared_ptr<const ByShare> last_ TOCD_GUARDED_BY(mutex_);
};

}  // namespace tocd
