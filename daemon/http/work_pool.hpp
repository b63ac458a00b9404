// The threads that answer requests: a bounded queue of requests, and the next pieces of streamed answers.
// At most half of the threads make pieces at a time, and pieces go first on these; a single thread takes turns:
// exports and queries cannot starve each other. Of more than two threads a quarter is for light clients (see FairQueue)
// and for no pieces, and goes before the others in priority: who asks little does not wait for who asks much. Thread: any.
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

    // The client that used least time lately comes first, and none has all threads with his requests, where there are more than two, nor
    // with requests and pieces, where there are more than five. False when `max_waiting` requests wait already: see FairQueue.
    [[nodiscard]] bool try_add_request(const std::string& client, Work work) TOCD_EXCLUDES(mutex_);
    // Never refused: there is one at most per open connection.
    void add_piece(Work work) TOCD_EXCLUDES(mutex_);
    // Drops what waits, and returns when all threads have ended.
    void close() TOCD_EXCLUDES(mutex_);

private:
    struct Job {
        Work work;
        std::string client;
        bool piece = false;
    };
    void run(size_t worker) TOCD_EXCLUDES(mutex_);
    // Waits for it. False: closed.
    [[nodiscard]] bool take(Job& job, Whose whose) TOCD_EXCLUDES(mutex_);
    // False: there is none.
    [[nodiscard]] bool take_now(Job& job, Whose whose) TOCD_REQUIRES(mutex_);
    // A piece goes before requests.
    [[nodiscard]] bool may_make(int64_t now_ns) const TOCD_REQUIRES(mutex_);
    // Wakes a thread for the next job, if one waits that may be done: whoever takes a job wakes the one for what is left.
    void wake_one(int64_t now_ns) TOCD_REQUIRES(mutex_);
    void ended(const Job& job, int64_t begun_ns) TOCD_EXCLUDES(mutex_);
    void count_waiting() TOCD_REQUIRES(mutex_);

    const size_t max_making_;
    const bool single_;
    const size_t light_from_;  // the first of the threads for light clients: the last ones, which the system may not give
    PoolMetrics& metrics_;
    Mutex mutex_;
    Condition light_;  // what threads for light clients wait for
    Condition filled_;
    size_t idle_light_ TOCD_GUARDED_BY(mutex_) = 0;
    FairQueue<Work> requests_ TOCD_GUARDED_BY(mutex_);
    std::deque<Work> pieces_ TOCD_GUARDED_BY(mutex_);
    size_t making_ TOCD_GUARDED_BY(mutex_) = 0;
    bool made_last_ TOCD_GUARDED_BY(mutex_) = false;
    bool closed_ TOCD_GUARDED_BY(mutex_) = false;
    std::vector<std::thread> threads_;
};

}  // namespace tocd
