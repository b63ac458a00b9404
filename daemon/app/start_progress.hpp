// Tells the service manager that starting goes on, while it does: a migration or a large log may take minutes.
// Thread: constructed and destroyed on one; works on its own.
#pragma once

#include "base/mutex.hpp"

#include <chrono>
#include <thread>

namespace tocd {

class StartProgress {
public:
    // Every `every`, when this process has used processor time or moved blocks since the last look, or waits for a
    // disk, asks for three times as long. A start that hangs does nothing of it, and runs into TimeoutStartSec=.
    // Source: getrusage(2).
    explicit StartProgress(std::chrono::milliseconds every = std::chrono::seconds(10));
    ~StartProgress();
    StartProgress(const StartProgress&) = delete;
    StartProgress& operator=(const StartProgress&) = delete;

private:
    void work();

    const std::chrono::milliseconds every_;
    Mutex mutex_;
    Condition ended_signal_;
    bool ended_ TOCD_GUARDED_BY(mutex_) = false;
    std::thread thread_;
};

}  // namespace tocd
