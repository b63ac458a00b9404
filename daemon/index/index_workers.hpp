// Threads that help with queries: whoever asks works too, so that none waits for a helper to come free.
// Thread: any.
#pragma once

#include "base/mutex.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace tocd {

class IndexWorkers {
public:
    explicit IndexWorkers(size_t helpers);  // 0: whoever asks works alone
    ~IndexWorkers();
    IndexWorkers(const IndexWorkers&) = delete;
    IndexWorkers& operator=(const IndexWorkers&) = delete;

    // Runs work(part) for each part below `parts`, several at once, and returns when all are done. Throws what one of
    // them threw, after the others have ended.
    void run(size_t parts, const std::function<void(size_t part)>& work);
    [[nodiscard]] size_t threads() const noexcept { return threads_.size() + 1; }

private:
    struct Job;
    void help();
    static void work_on(Job& job);

    Mutex mutex_;
    Condition news_;
    std::deque<std::shared_ptr<Job>> jobs_ TOCD_GUARDED_BY(mutex_);
    bool closed_ TOCD_GUARDED_BY(mutex_) = false;
    std::vector<std::thread> threads_;
};

}  // namespace tocd
