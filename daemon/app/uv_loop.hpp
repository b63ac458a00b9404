// Owners for the few libuv things that the app holds itself.
// Thread: the loop's.
#pragma once

#include "base/log.hpp"
#include "base/no_memory.hpp"

#include <uv.h>

#include <functional>
#include <memory>
#include <utility>

namespace tocd {

// Nothing may be thrown through libuv: what fails is logged, and the loop goes on.
template <class Act>
void guard_loop(Act act) noexcept {
    try {
        act();
    } catch (const std::exception& failure) {
        try {
            log_error("tocd", "something on the loop failed", {{"reason", std::string_view(reason_of(failure))}});
        } catch (...) {  // no memory even for the text
        }
    }
}

class UvLoop {
public:
    UvLoop() { uv_loop_init(&loop_); }
    ~UvLoop() {
        drain();
        uv_loop_close(&loop_);
    }
    UvLoop(const UvLoop&) = delete;
    UvLoop& operator=(const UvLoop&) = delete;
    [[nodiscard]] uv_loop_t* get() { return &loop_; }

    void run() { uv_run(&loop_, UV_RUN_DEFAULT); }
    void stop() { uv_stop(&loop_); }
    // Runs the close callbacks of handles whose owners are gone; waits two seconds at most for child processes that are ending.
    // False: something is left that goes on.
    bool drain() {
        for (int i = 0; i < 1000; ++i) {
            if (uv_run(&loop_, UV_RUN_NOWAIT) == 0) return true;
            uv_sleep(2);
        }
        return false;
    }

private:
    uv_loop_t loop_{};
};

class UvSignal {
public:
    UvSignal(uv_loop_t* loop, int number, std::function<void()> on_signal) : state_(new State{{}, std::move(on_signal)}) {
        uv_signal_init(loop, &state_->handle);
        state_->handle.data = state_;
        uv_signal_start(&state_->handle, [](uv_signal_t* handle, int) { guard_loop(static_cast<State*>(handle->data)->on_signal); }, number);
    }
    ~UvSignal() {
        uv_close(reinterpret_cast<uv_handle_t*>(&state_->handle),
                 [](uv_handle_t* handle) { delete static_cast<State*>(handle->data); });
    }
    UvSignal(const UvSignal&) = delete;
    UvSignal& operator=(const UvSignal&) = delete;

private:
    struct State {
        uv_signal_t handle;
        std::function<void()> on_signal;
    };
    State* state_;
};

// Brings a call from any thread to the loop; several before it runs become one. The loop does not go on for its sake alone.
class UvAsync {
public:
    UvAsync(uv_loop_t* loop, std::function<void()> on_wake) : state_(new State{{}, std::move(on_wake)}) {
        uv_async_init(loop, &state_->handle, [](uv_async_t* handle) { guard_loop(static_cast<State*>(handle->data)->on_wake); });
        uv_unref(reinterpret_cast<uv_handle_t*>(&state_->handle));
        state_->handle.data = state_;
    }
    ~UvAsync() {
        uv_close(reinterpret_cast<uv_handle_t*>(&state_->handle),
                 [](uv_handle_t* handle) { delete static_cast<State*>(handle->data); });
    }
    UvAsync(const UvAsync&) = delete;
    UvAsync& operator=(const UvAsync&) = delete;
    void send() { uv_async_send(&state_->handle); }  // any thread

private:
    struct State {
        uv_async_t handle;
        std::function<void()> on_wake;
    };
    State* state_;
};

// Calls back every `every_ms` milliseconds, first after that time.
class UvTimer {
public:
    UvTimer(uv_loop_t* loop, uint64_t every_ms, std::function<void()> on_time) : state_(new State{{}, std::move(on_time)}) {
        uv_timer_init(loop, &state_->handle);
        state_->handle.data = state_;
        uv_timer_start(&state_->handle, [](uv_timer_t* handle) { guard_loop(static_cast<State*>(handle->data)->on_time); }, every_ms, every_ms);
    }
    ~UvTimer() {
        uv_close(reinterpret_cast<uv_handle_t*>(&state_->handle),
                 [](uv_handle_t* handle) { delete static_cast<State*>(handle->data); });
    }
    UvTimer(const UvTimer&) = delete;
    UvTimer& operator=(const UvTimer&) = delete;

private:
    struct State {
        uv_timer_t handle;
        std::function<void()> on_time;
    };
    State* state_;
};

}  // namespace tocd
