// A listening socket on the loop: accepts, and waits where there is no descriptor for a connection. Meanwhile clients wait too, in the
// kernel's queue. Not uv_listen(): it asks again without a rest while accept(2) fails, and closes connections that nobody has seen.
// Thread: the loop's.
#pragma once

#include "http/listen_socket.hpp"

#include <uv.h>

#include <cstdint>
#include <functional>
#include <string>

namespace tocd {

class Listener {
public:
    struct Calls {
        std::function<void(int fd, bool is_unix)> accepted;  // the descriptor is the callee's; must not throw
        std::function<void()> closed;                        // of close(): the listener may be destroyed
    };
    // Owns the socket also when it throws (Error(unavailable)).
    Listener(uv_loop_t* loop, ListenSocket socket, Calls calls);
    ~Listener();  // when closed, or never started
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    // Accepts from now on. Throws Error(unavailable).
    void start();
    // Accepts no more, and takes its socket away from where clients find it. Once.
    void close();
    [[nodiscard]] const std::string& name() const noexcept { return socket_.name; }

private:
    void accept_some();
    void rest(int error_number);
    void go_on();
    void on_handle_closed();

    uv_loop_t* const loop_;
    ListenSocket socket_;
    const Calls calls_;
    uv_poll_t poll_{};
    uv_timer_t rest_{};
    int open_handles_ = 0;
    uint64_t told_ms_ = 0;     // uv_now() of the last warning
    uint64_t resting_ms_ = 0;  // since then there is no descriptor; 0: there is
    bool told_ = false;        // of this time
};

}  // namespace tocd
