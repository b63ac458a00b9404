// One client's connection on the loop: reads requests one at a time, has them answered, writes the answers in order.
// Costs no thread, and no memory beyond its buffers, however slow or idle the client is. Thread: the loop's.
//
//   idle → head → body → working → writing → idle …      every state but `working` has a deadline, and `working` the query's
//   A streamed answer may pause while it is written: then the client's end is watched, and what it sends is kept.
//   any → lingering (our end shut, what still comes is thrown away) → closed
#pragma once

#include "config/config.hpp"
#include "http/crowding.hpp"
#include "http/other_end.hpp"
#include "http/reply.hpp"
#include "http/request_reader.hpp"

#include <uv.h>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace tocd {

class Connection;
struct HttpMetrics;

// What a connection needs of the front.
class ConnectionOwner {
public:
    virtual ~ConnectionOwner() = default;
    // Have the request answered: Connection::take follows if it is accepted.
    enum class Admission : uint8_t { accepted, busy, too_often };
    virtual Admission submit(Connection& connection, Request request) = 0;
    // Have the next piece made: Connection::take follows.
    virtual void submit_piece(Connection& connection, std::unique_ptr<ChunkSource> source, bool chunked) = 0;
    // All handles are closed: the connection may be destroyed.
    virtual void closed(Connection& connection) = 0;
    // Bytes for one read; shared, since they are consumed before the next read.
    virtual uv_buf_t read_buffer() = 0;
    // The connection takes so many bytes of memory more, or less; it may be cut inside, when all take too much.
    virtual void hold(int64_t more_bytes) = 0;
    virtual HttpMetrics& metrics() = 0;
};

class Connection {
public:
    Connection(ConnectionOwner& owner, uint64_t id, const HttpConfig& config, const ReadLimits& limits)
        : owner_(owner), id_(id), config_(config), reader_(limits) {}
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // Takes an accepted socket on. False: closed() follows, nothing else happens.
    bool accept(uv_loop_t* loop, int fd, bool is_unix);
    // Begins to read.
    void start();
    // Too many connections: says so as well as it can without waiting, and closes.
    void reject(const std::string& reason);
    // The answer, or the next piece of it.
    void take(Reply reply) noexcept {
        guarded([&] { take_on(std::move(reply)); });
    }
    // The pause of the streamed answer is over, or the next one is, if its piece is being made.
    void wake() noexcept {
        guarded([this] { go_on(); });
    }
    // Ends behind the answer that is under way, which has no pauses any more, or behind the first one; at once when there
    // was one and none is.
    void drain();
    // Ends now. `reset`: so that the client cannot take what it got for the whole answer.
    void cut(bool reset = false);

    [[nodiscard]] uint64_t id() const noexcept { return id_; }
    [[nodiscard]] const Peer& peer() const noexcept { return peer_; }
    // What it is worth to others; none: it is closed already.
    [[nodiscard]] std::optional<Held> held() const;
    // Set when the client is gone: work for it may be left undone. Read on any thread.
    [[nodiscard]] const std::shared_ptr<std::atomic<bool>>& gone() const noexcept { return gone_; }

private:
    enum class Phase : uint8_t { fresh, idle, head, body, working, writing, lingering, closed };
    struct Write;

    // Nothing may be thrown through libuv: what does not find memory costs this connection, not the daemon.
    template <class Act>
    void guarded(Act act) noexcept {
        try {
            act();
        } catch (...) {
            cut(true);
        }
    }
    void take_on(Reply reply);
    void go_on();
    void on_read(ssize_t count, const uv_buf_t& buffer);
    void on_timer();
    void on_written(int status);
    void advance();
    void work();
    void refuse(int status, const std::string& reason);
    void write(std::string bytes);
    void pump();
    void pause_for(std::chrono::milliseconds pause);
    void check_progress();
    [[nodiscard]] uint64_t waiting_bytes();
    void linger();
    void rest();
    void count_stream(bool streaming);
    void enter(Phase phase, std::chrono::milliseconds deadline);
    void read_on(bool on);
    void read_peer();
    [[nodiscard]] std::chrono::milliseconds look_every() const;
    [[nodiscard]] OtherEnd look_at_client();
    void count_held();
    uv_stream_t* stream() { return reinterpret_cast<uv_stream_t*>(&socket_); }

    ConnectionOwner& owner_;
    const uint64_t id_;
    const HttpConfig& config_;
    RequestReader reader_;
    union {
        uv_tcp_t tcp;
        uv_pipe_t pipe;
    } socket_{};
    uv_timer_t timer_{};
    uv_timer_t pause_{};
    uv_shutdown_t shutdown_{};
    Peer peer_;
    Phase phase_ = Phase::fresh;
    bool reading_ = false;
    bool draining_ = false;
    bool keep_alive_ = true;
    bool with_body_ = true;                // false: HEAD
    std::unique_ptr<ChunkSource> source_;  // of the answer that is written
    bool chunked_ = false;
    bool making_ = false;           // the pool makes the next piece
    bool streaming_ = false;        // counted as a stream
    bool pausing_ = false;          // the source has nothing to say yet
    bool woken_ = false;            // while its piece was made
    HangUpWatch watch_;             // of the request that is worked on
    size_t writes_ = 0;             // uv_write requests under way
    uint64_t submitted_bytes_ = 0;  // of all answers
    uint64_t taken_bytes_ = 0;      // by the client, when last looked
    uint64_t progress_ms_ = 0;      // uv_now() when taken_bytes_ last grew
    size_t body_bytes_ = 0;         // of the request that is answered
    size_t held_bytes_ = 0;         // as the owner was told
    std::string client_;            // client_of(peer_)
    size_t discarded_bytes_ = 0;    // while lingering
    int open_handles_ = 0;
    std::shared_ptr<std::atomic<bool>> gone_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace tocd
