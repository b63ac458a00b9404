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

// How long what is left will take, by how long as much took so far.
class RemainingTime {
public:
    // The time now; `going`: what has passed since the last call counts, else it was a pause.
    void pass(int64_t monotonic_ns, bool going);

    // Nanoseconds for `left` when `done` took the time that counted; 0 while that is too little to tell.
    [[nodiscard]] int64_t time_for(int64_t left, int64_t done) const;

private:
    int64_t last_ns_ = 0;
    int64_t counted_ns_ = 0;
};

}  // namespace tocd
