// The network side of HTTP: listening sockets, connections and their caps, and the pool that answers.
// Thread: the loop's (asserted); `respond` runs on the pool's threads.
#pragma once

#include "base/mutex.hpp"
#include "config/config.hpp"
#include "http/client_rates.hpp"
#include "http/connection.hpp"
#include "http/http_metrics.hpp"
#include "http/listener.hpp"
#include "http/work_pool.hpp"

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace tocd {

struct Descriptor;

class Front final : public ConnectionOwner {
public:
    // Answers one request; on pool thread `worker`. Must not throw.
    using Respond = std::function<Reply(const Request& request, size_t worker)>;

    // The user whom a proxy names, who then has the limits that an address has otherwise; empty: none. On the loop's thread.
    using Named = std::function<std::string_view(const Request& request)>;

    // A front deletes itself: see release(). `config` is copied.
    static Front* create(uv_loop_t* loop, const HttpConfig& config, Respond respond, std::shared_ptr<HttpMetrics> metrics,
                         Named named = {});
    // The owner is done with it. What is still open is cut; the memory goes when the loop has closed all handles.
    // Returns when no `respond` runs any more, and none will.
    void release();

    // Accepts from now on. Owns the socket also when it throws (Error(unavailable)).
    void add(ListenSocket socket);
    [[nodiscard]] std::vector<std::string> addresses() const;

    // As HttpServer::stop. `on_cut` runs when the grace is over and something was still open.
    void stop(int grace_ms, std::function<void()> on_cut, std::function<void()> done);

private:
    struct Done {
        uint64_t connection;
        Reply reply;
        size_t body_bytes;  // of the request
    };
    // How a streamed answer's source, which may outlive the front, wakes its connection.
    struct Doorbell {
        Mutex mutex;
        Front* front TOCD_GUARDED_BY(mutex) = nullptr;  // null: released
    };

    Front(uv_loop_t* loop, const HttpConfig& config, Respond respond, std::shared_ptr<HttpMetrics> metrics, Named named);
    ~Front() override;

    Admission submit(Connection& connection, Request request) override;
    void submit_piece(Connection& connection, std::unique_ptr<ChunkSource> source, bool chunked) override;
    void closed(Connection& connection) override;
    uv_buf_t read_buffer() override;
    void hold(int64_t more_bytes) override;
    HttpMetrics& metrics() override { return *metrics_; }

    void on_connection(int fd, bool is_unix) noexcept;
    void take_on(Connection& connection, Descriptor& socket, bool is_unix);
    [[nodiscard]] std::string why_not(const Connection& connection);
    void count_connections() { metrics_->connections.set(static_cast<int64_t>(connections_.size())); }
    bool make_room_for(const Connection& newcomer);
    [[nodiscard]] std::vector<Held> all_held() const;
    [[nodiscard]] static std::shared_ptr<std::list<Done>> new_done(const Connection& connection, size_t body_bytes);
    void deliver(std::list<Done>& one) noexcept TOCD_EXCLUDES(mutex_);
    [[nodiscard]] Reply refuse_late(const Request& request);
    [[nodiscard]] Reply respond_to(uint64_t connection, const Request& request, size_t worker);
    void wake(uint64_t connection) TOCD_EXCLUDES(mutex_);
    void take_done() TOCD_EXCLUDES(mutex_);
    void close_listeners();
    void finish_if_done();
    void on_handle_closed();
    void check_thread() const;

    uv_loop_t* const loop_;
    const HttpConfig config_;
    const ReadLimits limits_;
    const size_t most_connections_;
    const Respond respond_;
    const Named named_;
    const uv_thread_t thread_ = uv_thread_self();
    const std::shared_ptr<HttpMetrics> metrics_;  // the last connections outlive their server
    WorkPool pool_;
    std::vector<std::unique_ptr<Listener>> listeners_;
    std::unordered_map<uint64_t, std::unique_ptr<Connection>> connections_;
    std::map<std::string, size_t> per_client_;  // connections by remote address
    uint64_t next_id_ = 1;
    size_t jobs_ = 0;              // with the pool
    size_t job_body_bytes_ = 0;    // of the requests among them
    int64_t held_bytes_ = 0;       // by all connections
    ClientRates rates_;
    std::unique_ptr<char[]> read_buffer_;
    uv_async_t done_signal_{};
    uv_timer_t grace_{};
    int open_handles_ = 0;  // listeners, done_signal_, grace_
    bool stopping_ = false;
    bool closing_ = false;  // done_signal_ and grace_ are closed
    bool released_ = false;
    std::function<void()> when_cut_, when_stopped_;
    const std::shared_ptr<Doorbell> doorbell_ = std::make_shared<Doorbell>();
    Mutex mutex_;
    std::list<Done> done_ TOCD_GUARDED_BY(mutex_);
    std::vector<uint64_t> woken_ TOCD_GUARDED_BY(mutex_);  // connections
};

}  // namespace tocd
