#include "http/connection.hpp"

#include "http/http_metrics.hpp"
#include "http/peer_address.hpp"
#include "http/response_head.hpp"

#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>

namespace tocd {
namespace {

constexpr size_t kQueuedBytes = 256 << 10;  // pieces are made while less than this waits for the client
constexpr int kUnsentBytes = 128 << 10;     // the kernel keeps per connection, besides what is on the way
constexpr std::chrono::milliseconds kLookForHangUp{100};
constexpr std::chrono::milliseconds kLinger{2000};
constexpr size_t kLingerBytes = 1 << 20;
constexpr std::chrono::milliseconds kLingerRest{20};  // after each read: who floods is taken 3 MB/s off, and no processor from others

}  // namespace

struct Connection::Write {
    uv_write_t request{};
    std::string bytes;
};

bool Connection::accept(uv_loop_t* loop, int fd, bool is_unix) {
    if (is_unix)
        uv_pipe_init(loop, &socket_.pipe, 0);
    else
        uv_tcp_init(loop, &socket_.tcp);
    uv_timer_init(loop, &timer_);
    uv_timer_init(loop, &pause_);
    stream()->data = this;
    timer_.data = this;
    pause_.data = this;
    open_handles_ = 3;
    peer_.unix_socket = is_unix;
    if ((is_unix ? uv_pipe_open(&socket_.pipe, fd) : uv_tcp_open(&socket_.tcp, fd)) != 0) {
        ::close(fd);
        cut();
        return false;
    }
    if (!is_unix) {
        uv_tcp_nodelay(&socket_.tcp, 1);
        // Else the send buffer of each client that reads nothing grows to 4 MB of the kernel's memory, which counts as ours.
        ::setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kUnsentBytes, sizeof kUnsentBytes);
        read_peer();
    } else {
        peer_.account = unix_peer_account(fd);
    }
    client_ = client_of(peer_);
    return true;
}

// How often the progress of a write is looked at.
std::chrono::milliseconds Connection::look_every() const {
    return std::max(config_.write_timeout / 4, std::chrono::milliseconds(1));
}

void Connection::read_peer() {
    sockaddr_storage address{};
    int length = sizeof address;
    const auto* found = reinterpret_cast<const sockaddr*>(&address);
    if (uv_tcp_getpeername(&socket_.tcp, reinterpret_cast<sockaddr*>(&address), &length) == 0) {
        peer_.remote_address = address_text(found);
        peer_.remote_port = address_port(found);
    }
    length = sizeof address;
    if (uv_tcp_getsockname(&socket_.tcp, reinterpret_cast<sockaddr*>(&address), &length) == 0) {
        peer_.local_address = address_text(found);
        peer_.local_port = address_port(found);
    }
}

void Connection::start() { advance(); }

void Connection::reject(const std::string& reason) {
    const std::string bytes = refusal_bytes(503, reason, true);
    const uv_buf_t buffer = uv_buf_init(const_cast<char*>(bytes.data()), static_cast<unsigned>(bytes.size()));
    uv_try_write(stream(), &buffer, 1);
    cut();
}

void Connection::advance() {
    switch (reader_.state()) {
        case RequestReader::State::idle:
            if (draining_) return cut();
            enter(Phase::idle, config_.idle_timeout);
            return read_on(true);
        case RequestReader::State::head:
            // The deadline is for the whole head: more of it does not move it.
            if (phase_ != Phase::head) enter(Phase::head, config_.header_timeout);
            return read_on(true);
        case RequestReader::State::body:
            if (phase_ != Phase::body) enter(Phase::body, config_.body_timeout);
            return read_on(true);
        case RequestReader::State::complete: return work();
        case RequestReader::State::refused: return refuse(reader_.status(), reader_.reason());
    }
}

void Connection::work() {
    read_on(false);
    watch_ = HangUpWatch(peer_.unix_socket);
    enter(Phase::working, kLookForHangUp);
    Request request = reader_.take();
    request.peer = peer_;
    request.gone = gone_;
    body_bytes_ = request.body.size();
    keep_alive_ = request.keep_alive && !draining_;
    with_body_ = request.method != "HEAD";
    const auto admission = owner_.submit(*this, std::move(request));
    if (admission == ConnectionOwner::Admission::accepted) return count_held();
    body_bytes_ = 0;
    const bool busy = admission == ConnectionOwner::Admission::busy;
    const int status = busy ? 503 : 429;
    owner_.metrics().refused(status);
    enter(Phase::writing, look_every());
    write(refusal_bytes(status, busy ? "too many requests wait already; try again in a moment"
                                     : "more requests a second than one client may make (http.max_requests_per_second_per_client)",
                        !keep_alive_, with_body_));
}

// The connection cannot go on: nobody knows where the next request would begin.
void Connection::refuse(int status, const std::string& reason) {
    read_on(false);
    keep_alive_ = false;
    owner_.metrics().refused(status);
    enter(Phase::writing, look_every());
    write(refusal_bytes(status, reason, true));
}

void Connection::take_on(Reply reply) {
    making_ = false;
    if (phase_ == Phase::closed) return;
    if (reply.broken) return cut(true);
    body_bytes_ = 0;
    source_ = std::move(reply.source);
    if (source_) count_stream(true);
    chunked_ = reply.chunked;
    keep_alive_ = keep_alive_ && reply.keep_alive;
    if (phase_ != Phase::writing) enter(Phase::writing, look_every());
    if (!reply.bytes.empty()) write(std::move(reply.bytes));
    if (phase_ != Phase::writing) return;
    if (source_) pause_for(reply.pause);
    pump();
}

void Connection::pause_for(std::chrono::milliseconds pause) {
    if (draining_) source_->close();
    const bool at_once = pause.count() <= 0 || draining_ || woken_;
    woken_ = false;
    if (at_once) return;
    pausing_ = true;
    uv_update_time(pause_.loop);
    uv_timer_start(
        &pause_, [](uv_timer_t* timer) noexcept { static_cast<Connection*>(timer->data)->wake(); },
        static_cast<uint64_t>(pause.count()), 0);
    // Nothing is written that could fail: only reading tells that the client went away.
    read_on(true);
}

void Connection::go_on() {
    if (making_ || phase_ == Phase::working) woken_ = true;
    if (!pausing_) return;
    pausing_ = false;
    uv_timer_stop(&pause_);
    pump();
}

void Connection::write(std::string bytes) {
    auto* write = new Write;
    write->bytes = std::move(bytes);
    write->request.data = this;
    submitted_bytes_ += write->bytes.size();
    owner_.metrics().sent_bytes.add(write->bytes.size());
    const uv_buf_t buffer = uv_buf_init(write->bytes.data(), static_cast<unsigned>(write->bytes.size()));
    ++writes_;
    const int failed = uv_write(&write->request, stream(), &buffer, 1, [](uv_write_t* request, int status) noexcept {
        auto* done = reinterpret_cast<Write*>(request);
        auto* self = static_cast<Connection*>(request->data);
        delete done;
        self->guarded([&] { self->on_written(status); });
    });
    if (failed == 0) return count_held();
    --writes_;
    delete write;
    cut();
}

void Connection::on_written(int status) {
    --writes_;
    if (phase_ == Phase::closed) return;
    if (status != 0) return cut();
    count_held();
    pump();
}

// Has the next piece made when there is room for it; ends the answer when all of it is with the kernel.
void Connection::pump() {
    if (phase_ != Phase::writing || making_ || pausing_) return;
    if (source_) {
        if (uv_stream_get_write_queue_size(stream()) >= kQueuedBytes) return;
        making_ = true;
        owner_.submit_piece(*this, std::move(source_), chunked_);
    } else if (writes_ == 0) {
        count_stream(false);
        if (keep_alive_ && !draining_)
            advance();
        else
            linger();
    }
}

// What of all answers the client's machine has not taken yet. The kernel's send buffer counts: it grows to megabytes,
// and is reported writable only when a third of it is free, which a slow client may need minutes for.
uint64_t Connection::waiting_bytes() {
    int unsent = 0;
    uv_os_fd_t fd = -1;
    if (uv_fileno(reinterpret_cast<uv_handle_t*>(stream()), &fd) == 0) ::ioctl(fd, SIOCOUTQ, &unsent);
    return uv_stream_get_write_queue_size(stream()) + static_cast<uint64_t>(std::max(0, unsent));
}

OtherEnd Connection::look_at_client() {
    uv_os_fd_t fd = -1;
    return uv_fileno(reinterpret_cast<uv_handle_t*>(stream()), &fd) == 0 ? other_end(fd) : OtherEnd::open;
}

std::optional<Held> Connection::held() const {
    switch (phase_) {
        case Phase::closed: return std::nullopt;
        case Phase::idle: return Held{id_, &client_, Held::Worth::idle, held_bytes_};
        case Phase::working:
        case Phase::writing: return Held{id_, &client_, Held::Worth::busy, held_bytes_};
        case Phase::fresh:
        case Phase::head:
        case Phase::body:
        case Phase::lingering: break;
    }
    return Held{id_, &client_, Held::Worth::unfinished, held_bytes_};
}

void Connection::count_held() {
    size_t bytes = 0;
    if (phase_ != Phase::closed) bytes = reader_.held_bytes() + body_bytes_ + uv_stream_get_write_queue_size(stream());
    const auto more = static_cast<int64_t>(bytes) - static_cast<int64_t>(held_bytes_);
    held_bytes_ = bytes;
    if (more != 0) owner_.hold(more);
}

// A slow client is served as long as it takes anything at all.
void Connection::check_progress() {
    const uint64_t waiting = waiting_bytes();
    const uint64_t taken = submitted_bytes_ - std::min(submitted_bytes_, waiting);
    if (making_) {
        const OtherEnd client = look_at_client();
        // One that is gone, and not just done with sending, resets what is written to it: but nothing was.
        const bool untold = client == OtherEnd::half_closed && !peer_.unix_socket && taken == taken_bytes_ && waiting == 0;
        if (client == OtherEnd::closed || untold) return cut();
    }
    const uint64_t now = uv_now(timer_.loop);
    if (taken != taken_bytes_ || waiting == 0) {
        taken_bytes_ = taken;
        progress_ms_ = now;
    } else if (now - progress_ms_ >= static_cast<uint64_t>(config_.write_timeout.count())) {
        cut(true);
    }
}

// Closing with unread bytes makes the kernel send a reset, which can overtake the answer.
void Connection::linger() {
    enter(Phase::lingering, std::min(kLinger, config_.idle_timeout));
    shutdown_.data = this;
    if (uv_shutdown(&shutdown_, stream(), [](uv_shutdown_t*, int) noexcept {}) != 0) return cut();
    read_on(true);
}

void Connection::rest() {
    read_on(false);
    uv_timer_start(
        &pause_, [](uv_timer_t* timer) noexcept { static_cast<Connection*>(timer->data)->read_on(true); }, static_cast<uint64_t>(kLingerRest.count()), 0);
}

void Connection::on_read(ssize_t count, const uv_buf_t& buffer) {
    if (count == 0 || phase_ == Phase::closed) return;  // 0: EAGAIN
    if (count < 0) return cut();                        // also the end: a half request is no request
    if (phase_ == Phase::lingering) {
        discarded_bytes_ += static_cast<size_t>(count);
        return discarded_bytes_ > kLingerBytes ? cut() : rest();
    }
    reader_.feed({buffer.base, static_cast<size_t>(count)});
    count_held();
    if (phase_ == Phase::closed) return;
    if (phase_ != Phase::writing) return advance();
    // Sent ahead during a pause: kept for when the answer has ended, and one request is enough.
    if (reader_.state() == RequestReader::State::complete || reader_.state() == RequestReader::State::refused)
        read_on(false);
}

void Connection::on_timer() {
    switch (phase_) {
        case Phase::head: return refuse(408, "the request's head did not arrive in time");
        case Phase::body: return refuse(408, "the request's body did not arrive in time");
        case Phase::writing: return check_progress();
        case Phase::working:
            if (!watch_.is_over(look_at_client())) return;
            owner_.metrics().abandoned.add();
            return cut();
        case Phase::idle:
        case Phase::lingering: return cut();
        case Phase::fresh:
        case Phase::closed: return;
    }
}

void Connection::enter(Phase phase, std::chrono::milliseconds deadline) {
    phase_ = phase;
    if (deadline.count() == 0) {
        uv_timer_stop(&timer_);
        return;
    }
    // The loop's clock stands still while callbacks run; a deadline counts from now.
    uv_update_time(timer_.loop);
    const auto ms = static_cast<uint64_t>(deadline.count());
    if (phase == Phase::writing) {
        progress_ms_ = uv_now(timer_.loop);
        taken_bytes_ = submitted_bytes_ - std::min(submitted_bytes_, waiting_bytes());
    }
    uv_timer_start(
        &timer_,
        [](uv_timer_t* timer) noexcept {
            auto* self = static_cast<Connection*>(timer->data);
            self->guarded([self] { self->on_timer(); });
        },
        ms, phase == Phase::writing || phase == Phase::working ? ms : 0);
}

void Connection::read_on(bool on) {
    if (on == reading_) return;
    reading_ = on;
    if (!on) {
        uv_read_stop(stream());
        return;
    }
    const int failed = uv_read_start(
        stream(),
        [](uv_handle_t* handle, size_t, uv_buf_t* buffer) noexcept {
            *buffer = static_cast<Connection*>(handle->data)->owner_.read_buffer();
        },
        [](uv_stream_t* from, ssize_t count, const uv_buf_t* buffer) noexcept {
            auto* self = static_cast<Connection*>(from->data);
            self->guarded([&] { self->on_read(count, *buffer); });
        });
    if (failed != 0) cut();
}

void Connection::count_stream(bool streaming) {
    if (streaming == streaming_) return;
    streaming_ = streaming;
    owner_.metrics().streams.add(streaming ? 1 : -1);
}

void Connection::drain() {
    draining_ = true;
    // One that was only just accepted has its request on the way: it gets its answer, or the end of the grace.
    if (phase_ == Phase::idle && submitted_bytes_ != 0) return cut();
    if (!pausing_) return;
    source_->close();
    wake();
}

void Connection::cut(bool reset) {
    if (phase_ == Phase::closed) return;
    phase_ = Phase::closed;
    gone_->store(true, std::memory_order_relaxed);
    count_stream(false);
    source_.reset();
    pausing_ = false;
    count_held();
    const auto on_closed = [](uv_handle_t* handle) noexcept {
        auto* self = static_cast<Connection*>(handle->data);
        if (--self->open_handles_ == 0) self->owner_.closed(*self);
    };
    uv_close(reinterpret_cast<uv_handle_t*>(&timer_), on_closed);
    uv_close(reinterpret_cast<uv_handle_t*>(&pause_), on_closed);
    if (reset && !peer_.unix_socket && uv_tcp_close_reset(&socket_.tcp, on_closed) == 0) return;
    uv_close(reinterpret_cast<uv_handle_t*>(stream()), on_closed);
}

}  // namespace tocd
