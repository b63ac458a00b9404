// A libuv loop on a thread of its own, as the daemon's main thread is one.
#pragma once

#include <uv.h>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace tocd {

class LoopThread {
public:
    LoopThread() {
        uv_loop_init(&loop_);
        signal_.data = this;
        uv_async_init(&loop_, &signal_,
                      [](uv_async_t* signal) { static_cast<LoopThread*>(signal->data)->run_calls(); });
        thread_ = std::thread([this] { uv_run(&loop_, UV_RUN_DEFAULT); });
    }
    // All handles of the users must be closed, or closing.
    ~LoopThread() {
        call([this] { uv_close(reinterpret_cast<uv_handle_t*>(&signal_), nullptr); });
        thread_.join();
        uv_loop_close(&loop_);
    }
    LoopThread(const LoopThread&) = delete;
    LoopThread& operator=(const LoopThread&) = delete;

    [[nodiscard]] uv_loop_t* loop() { return &loop_; }

    // Runs `what` on the loop and waits for it; throws what it throws.
    void call(std::function<void()> what) {
        auto task = std::make_shared<std::packaged_task<void()>>(std::move(what));
        auto done = task->get_future();
        {
            const std::lock_guard lock(mutex_);
            calls_.push_back(task);
        }
        uv_async_send(&signal_);
        done.get();
    }

private:
    void run_calls() {
        std::vector<std::shared_ptr<std::packaged_task<void()>>> calls;
        {
            const std::lock_guard lock(mutex_);
            calls.swap(calls_);
        }
        for (const auto& call : calls) (*call)();
    }

    uv_loop_t loop_{};
    uv_async_t signal_{};
    std::mutex mutex_;
    std::vector<std::shared_ptr<std::packaged_task<void()>>> calls_;
    std::thread thread_;
};

}  // namespace tocd
