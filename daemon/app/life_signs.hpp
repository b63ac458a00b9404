// Whether tocd really works: the loop turns, the writer's thread answers, a read connection answers. For the watchdog.
// Thread: the loop's; reads run on a thread of its own, so that a dead disk never holds up the loop.
#pragma once

#include "base/mutex.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

typedef struct uv_loop_s uv_loop_t;

namespace tocd {

class UvTimer;

struct LifeChecks {
    // Has the writer call back on its own thread. Must not wait.
    std::function<void(std::function<void()> answered)> ask_writer;
    std::function<int64_t()> writer_worked_ns;  // processor time of the writer's thread
    std::function<bool()> writer_waits_for_disk;
    std::function<void()> read;                 // on the reading thread; throws when nothing can be read
    std::function<void()> look;                 // after each read that succeeded, there: what else is to be known
};

class LifeSigns {
public:
    // Checks every `every`. `on_alive` runs on the loop each time that writer and reader both gave a sign of life:
    // an answer; of a writer that works on one long thing (settling a share of many millions) that it used processor
    // time since the last check; of both that the kernel holds them for a disk, which no restart would mend. The latter
    // two for an hour at most. A check without an answer stays open, and is logged once when it is older than `late`.
    LifeSigns(uv_loop_t* loop, std::chrono::milliseconds every, std::chrono::milliseconds late, LifeChecks checks,
              std::function<void()> on_alive);
    ~LifeSigns();  // waits for a read that runs
    LifeSigns(const LifeSigns&) = delete;
    LifeSigns& operator=(const LifeSigns&) = delete;

    // "the writer has not answered for 70 s"; empty when all is well. Loop thread.
    [[nodiscard]] std::string trouble() const;

private:
    struct Shared;  // with the threads that answer
    void check();
    void begin();
    void hear();
    void warn_if_late();
    void read_when_asked();

    const std::chrono::milliseconds late_;
    const LifeChecks checks_;
    const std::function<void()> on_alive_;
    const std::shared_ptr<Shared> shared_;
    int64_t writer_worked_ns_ = 0;  // at the last check
    int64_t writer_heard_ns_ = 0;   // monotonic: its last answer
    int64_t reader_heard_ns_ = 0;
    bool warned_ = false;
    std::unique_ptr<UvTimer> timer_;
    std::thread thread_;
};

}  // namespace tocd
