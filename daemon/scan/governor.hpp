// Keeps a share usable for people while it is scanned: how many threads may list, and how fast.
// Thread: any.
#pragma once

#include "base/mutex.hpp"
#include "base/time.hpp"
#include "scan/engine.hpp"

#include <atomic>
#include <cstdint>
#include <deque>
#include <vector>

namespace tocd {

// What list_directory tells of its work, and where it may be made to wait.
class Pace {
public:
    virtual ~Pace() = default;
    // `calls` of the file system took `took_ns` and showed `entries` names. Returns when the next may be made.
    virtual void done(uint64_t entries, uint64_t calls, int64_t took_ns) = 0;
};

// The rules alone: no thread waits in here, so that a test's clock tells when what happens.
//
// Entries: at most `max_entries_per_second`; what was not used is lost after a fifth of a second.
// Threads: the median time of a call is taken about once a second. While it is more than four times the usual one and
// more than 3 ms, the threads are halved each time, down to one; below twice the usual one thread comes back each time.
// Usual is the lower quartile of these medians over the last ten minutes, and until there are five minutes of them not
// more than what an earlier scan called usual.
class Governor {
public:
    Governor(uint32_t threads, const ShareOptions& options, const Clock& clock);

    // Notes the work and returns for how long its thread is to wait before more of it.
    [[nodiscard]] int64_t note(uint64_t entries, uint64_t calls, int64_t took_ns) TOCD_EXCLUDES(mutex_);

    [[nodiscard]] uint32_t threads() const noexcept { return threads_; }  // that may list now
    [[nodiscard]] Pulse pulse() TOCD_EXCLUDES(mutex_);

private:
    [[nodiscard]] int64_t wait_for(uint64_t entries, int64_t now_ns) TOCD_REQUIRES(mutex_);
    void end_window(int64_t now_ns) TOCD_REQUIRES(mutex_);
    [[nodiscard]] uint32_t usual() const TOCD_REQUIRES(mutex_);

    const uint32_t most_threads_;
    const uint32_t max_entries_per_second_;
    const bool back_off_;
    const uint32_t known_usual_us_;
    const Clock& clock_;

    Mutex mutex_;
    std::atomic<uint32_t> threads_;  // set under mutex_
    uint64_t calls_ TOCD_GUARDED_BY(mutex_) = 0;
    int64_t paid_until_ns_ TOCD_GUARDED_BY(mutex_) = 0;  // when the entries so far are within the limit
    int64_t window_ns_ TOCD_GUARDED_BY(mutex_) = 0;      // its beginning
    std::vector<uint32_t> samples_ TOCD_GUARDED_BY(mutex_);  // microseconds a call
    std::deque<uint32_t> medians_ TOCD_GUARDED_BY(mutex_);   // of earlier windows
    uint32_t latency_us_ TOCD_GUARDED_BY(mutex_) = 0;
    uint32_t usual_us_ TOCD_GUARDED_BY(mutex_) = 0;
};

}  // namespace tocd
