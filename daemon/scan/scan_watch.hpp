// What run_scan tells a ScanWatch.
#pragma once

#include "base/mutex.hpp"
#include "scan/run_scan.hpp"

#include <deque>
#include <utility>

namespace tocd {

struct ScanWatch::State {
    std::atomic<bool> stop{false};
    std::atomic<bool> pause{false};

    mutable Mutex mutex;
    ScanProgress progress TOCD_GUARDED_BY(mutex);
    Engine* engine TOCD_GUARDED_BY(mutex) = nullptr;  // to be woken by stop(); null when no scan waits for it
};

// Entries per second over the last seconds, from samples of a growing count.
class RateMeter {
public:
    // Returns the rate up to now; keeps a sample twice a second and forgets those older than five seconds.
    double sample(int64_t monotonic_ns, int64_t entries);

private:
    std::deque<std::pair<int64_t, int64_t>> samples_;  // time, count
};

}  // namespace tocd
