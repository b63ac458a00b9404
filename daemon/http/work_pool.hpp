// The threads that answer requests: a bounded queue of requests, and the next pieces of streamed answers.
// At most half of the threads make pieces at a time, and pieces go first on these; a single thread takes turns:
// exports and queries cannot starve each other. Thread: any.
#pragma once

#include "base/mutex.hpp"
#include "http/fair_queue.hpp"
#include "http/http_metrics.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace tocd {

class WorkPool {
public:
    // Runs on thread number `worker` (0 … threads-1). Must not throw.
    using Work = std::function<void(size_t worker)>;

    // `metrics` outlives the pool.
    WorkPool(size_t threads, size_t max_waiting, PoolMetrics& metrics);
    ~WorkPool();
    WorkPool(const WorkPool&) = delete;
    WorkPool& operator=(const WorkPool&) = delete;

    // The client that used least time lately comes first, and none has all threads, where there are more than two. False when
    // `max_waiting` requests wait already: see FairQueue.
    [[nodiscard]] bool try_add_request(const std::string& client, Work work) TOCD_EXCLUDES(mutex_);
    // Never refused: there is one at most per open connection.
    void add_piece(Work work) TOCD_EXCLUDES(mutex_);
    // Drops what waits, and returns when all threads have ended.
    void close() TOCD_EXCLUDES(mutex_);

private:
    void run(size_t worker) TOCD_EXCLUDES(mutex_);
    void count_waiting() TOCD_REQUIRES(mutex_);

    const size_t max_making_;
    const bool single_;
    PoolMetrics& metrics_;
    Mutex mutex_;
    Condition filled_;
    FairQueue<Work> requests_ TOCD_GUARDED_BY(mutex_);
    std::deque<Work> pieces_ TOCD_GUARDED_BY(mutex_);
    size_t making_ TOCD_GUARDED_BY(mutex_) = 0;
    bool made_last_ TOCD_GUARDED_BY(mutex_) = false;
    bool closed_ TOCD_GUARDED_BY(mutex_) = false;
    std::vector<std::thread> threads_;
};

}  // namespace tocd
