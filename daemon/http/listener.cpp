#include "http/listener.hpp"

#include "base/error.hpp"
#include "base/log.hpp"

#include <sys/socket.h>
#include <algorithm>
#include <cerrno>

namespace tocd {
namespace {

constexpr int kAcceptedAtOnce = 64;  // then others have their turn
constexpr uint64_t kRestMs = 100;
constexpr uint64_t kTellMs = 60'000;

// The connection failed before it was accepted (accept(2)): the next one may be well.
bool is_of_connection(int error_number) {
    for (const int one : {EINTR, ECONNABORTED, EPERM, ENETDOWN, EPROTO, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, EOPNOTSUPP, ENETUNREACH, ETIMEDOUT})
        if (error_number == one) return true;
    return false;
}

}  // namespace

Listener::Listener(uv_loop_t* loop, ListenSocket socket, Calls calls) : loop_(loop), socket_(std::move(socket)), calls_(std::move(calls)) {}

Listener::~Listener() { close_listen_socket(socket_); }

void Listener::start() {
    const int failed = uv_poll_init_socket(loop_, &poll_, socket_.fd);
    if (failed != 0) throw Error(ErrorKind::unavailable, "cannot listen on " + name() + ": " + uv_strerror(failed));
    uv_timer_init(loop_, &rest_);
    poll_.data = rest_.data = this;
    open_handles_ = 2;
    go_on();
}

void Listener::go_on() {
    uv_poll_start(&poll_, UV_READABLE, [](uv_poll_t* poll, int, int) noexcept { static_cast<Listener*>(poll->data)->accept_some(); });
}

void Listener::accept_some() {
    for (int i = 0; i < kAcceptedAtOnce && !uv_is_closing(reinterpret_cast<uv_handle_t*>(&poll_)); ++i) {
        const int fd = ::accept4(socket_.fd, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd >= 0) {
            if (told_)
                log_info("http", "accepts connections again", {{"address", name()}, {"after_ms", uv_now(loop_) - resting_ms_}});
            told_ = false;
            resting_ms_ = 0;
            calls_.accepted(fd, socket_.is_unix);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return;
        } else if (!is_of_connection(errno)) {
            return rest(errno);
        }
    }
}

// Asked again at once, it would fail again at once.
void Listener::rest(int error_number) {
    const uint64_t now_ms = uv_now(loop_);
    if (resting_ms_ == 0) resting_ms_ = now_ms;
    if (!told_ && (told_ms_ == 0 || now_ms - told_ms_ >= kTellMs)) {
        told_ = true;
        told_ms_ = now_ms;
        const bool few = error_number == EMFILE;
        log_warning("http", few ? "cannot accept connections, they wait: all file descriptors are in use (ulimit -n, LimitNOFILE=)"
                                : "cannot accept connections, they wait",
                    {{"address", name()}, {"error", errno_text(error_number)}});
    }
    uv_poll_stop(&poll_);
    uv_timer_start(&rest_, [](uv_timer_t* timer) noexcept { static_cast<Listener*>(timer->data)->go_on(); }, kRestMs, 0);
}

void Listener::close() {
    const auto on_closed = [](uv_handle_t* handle) noexcept { static_cast<Listener*>(handle->data)->on_handle_closed(); };
    uv_close(reinterpret_cast<uv_handle_t*>(&poll_), on_closed);
    uv_close(reinterpret_cast<uv_handle_t*>(&rest_), on_closed);
    close_listen_socket(socket_);
}

void Listener::on_handle_closed() {
    if (--open_handles_ != 0) return;
    const auto closed = calls_.closed;  // which may destroy this
    closed();
}

}  // namespace tocd
