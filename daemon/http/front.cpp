#include "http/front.hpp"

#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/process_figures.hpp"
#include "http/response_head.hpp"

#include <algorithm>
#include <cstdlib>

namespace tocd {
namespace {

constexpr size_t kReadBytes = 64 << 10;
using Steady = std::chrono::steady_clock;

ReadLimits limits_of(const HttpConfig& config) {
    ReadLimits limits;
    limits.header_bytes = config.max_header_bytes;
    limits.request_line_bytes = std::min<size_t>(limits.request_line_bytes, limits.header_bytes);
    limits.body_bytes = config.max_body_bytes;
    return limits;
}

// Files, the catalogue and scanners need descriptors too: clients may not take the last ones.
size_t most_connections(const HttpConfig& config) {
    constexpr size_t kOthers = 256;
    constexpr size_t kAtWork = 24;  // where there are few: besides those that are open now, for a scan and for reading
    const ProcessFigures process = read_process_figures();
    if (!process.max_fds) return config.max_connections;
    const auto limit = static_cast<size_t>(*process.max_fds), open = static_cast<size_t>(process.open_fds.value_or(0));
    const size_t others = limit > 2 * kOthers ? kOthers : std::max(limit / 2, open + kAtWork);
    const size_t most = limit > others ? limit - others : 1;
    if (most < config.max_connections)
        log_warning("http", "fewer connections than http.max_connections: too few file descriptors (ulimit -n, LimitNOFILE=)",
                    {{"connections", most}, {"descriptors", limit}});
    return std::min<size_t>(config.max_connections, most);
}

// What would wait for more than this many rounds of all threads is better told to come back.
size_t max_waiting(const HttpConfig& config) { return std::max<size_t>(64, 64 * size_t{config.threads}); }

}  // namespace

Front* Front::create(uv_loop_t* loop, const HttpConfig& config, Respond respond, std::shared_ptr<HttpMetrics> metrics, Named named) {
    return new Front(loop, config, std::move(respond), std::move(metrics), std::move(named));
}

Front::Front(uv_loop_t* loop, const HttpConfig& config, Respond respond, std::shared_ptr<HttpMetrics> metrics, Named named)
    : loop_(loop),
      config_(config),
      limits_(limits_of(config)),
      most_connections_(most_connections(config)),
      respond_(std::move(respond)),
      named_(std::move(named)),
      metrics_(std::move(metrics)),
      pool_(config.threads, max_waiting(config), metrics_->pool),
      rates_(config.max_requests_per_second_per_client),
      read_buffer_(std::make_unique<char[]>(kReadBytes)) {
    done_signal_.data = this;
    grace_.data = this;
    if (uv_async_init(loop_, &done_signal_,
                      [](uv_async_t* signal) noexcept { static_cast<Front*>(signal->data)->take_done(); }) != 0)
        throw Error(ErrorKind::unavailable, "cannot make the wake-up of the HTTP pool");
    uv_timer_init(loop_, &grace_);
    open_handles_ = 2;
    Lock lock(doorbell_->mutex);
    doorbell_->front = this;
}

Front::~Front() = default;

// A callback on the wrong thread would corrupt libuv's state without a sign: better no daemon than that one.
void Front::check_thread() const {
    const uv_thread_t self = uv_thread_self();
    if (uv_thread_equal(&self, &thread_)) return;
    log_error("http", "called from a thread that is not the loop's");
    std::abort();
}

void Front::add(ListenSocket socket) {
    check_thread();
    auto listener = std::make_unique<Listener>(
        loop_, std::move(socket), Listener::Calls{[this](int fd, bool is_unix) { on_connection(fd, is_unix); }, [this] { on_handle_closed(); }});
    listener->start();
    ++open_handles_;
    listeners_.push_back(std::move(listener));
}

std::vector<std::string> Front::addresses() const {
    std::vector<std::string> out;
    for (const auto& listener : listeners_) out.push_back(listener->name());
    return out;
}

void Front::on_connection(int fd, bool is_unix) noexcept {
    Descriptor socket(fd);
    const uint64_t id = next_id_++;
    try {
        take_on(*connections_.emplace(id, std::make_unique<Connection>(*this, id, config_, limits_)).first->second, socket, is_unix);
    } catch (...) {  // no memory for one more
        const auto found = connections_.find(id);
        if (found != connections_.end() && socket.fd < 0) found->second->cut();
        else connections_.erase(id);
    }
}

void Front::take_on(Connection& connection, Descriptor& socket, bool is_unix) {
    count_connections();
    metrics_->accepted.add();
    const bool accepted = connection.accept(loop_, socket.release(), is_unix);
    ++per_client_[connection.peer().remote_address];
    if (!accepted) return;
    if (const std::string reason = why_not(connection); !reason.empty())
        connection.reject(reason);
    else
        connection.start();
}

std::string Front::why_not(const Connection& connection) {
    const Peer& peer = connection.peer();
    const auto rejected = [&](RejectedConnection why) { metrics_->rejected[static_cast<size_t>(why)].add(); };
    if (!peer.unix_socket && per_client_.at(peer.remote_address) > config_.max_connections_per_client) {
        rejected(RejectedConnection::per_client);
        return "too many connections from " + peer.remote_address;
    }
    if (connections_.size() > most_connections_ && !make_room_for(connection)) {
        rejected(RejectedConnection::all);
        return "too many connections";
    }
    return {};
}

std::vector<Held> Front::all_held() const {
    std::vector<Held> all;
    all.reserve(connections_.size());
    for (const auto& [id, connection] : connections_)
        if (const auto held = connection->held()) all.push_back(*held);
    return all;
}

// A client that only holds connections open gives way to one that wants something. Those that gave way just now have no descriptor any
// more, and do not count: many that are accepted at once find room one by one.
bool Front::make_room_for(const Connection& newcomer) {
    std::vector<Held> others = all_held();
    if (others.size() <= most_connections_) return true;
    std::erase_if(others, [&](const Held& one) { return one.connection == newcomer.id(); });
    const auto found = gives_way(others);
    if (!found) return false;
    metrics_->evicted.add();
    connections_.at(*found)->cut();
    return true;
}

void Front::hold(int64_t more_bytes) {
    held_bytes_ += more_bytes;
    metrics_->held_bytes.set(held_bytes_);
    while (more_bytes > 0 && held_bytes_ > config_.max_buffered_bytes) {
        const auto found = takes_most(all_held());
        if (!found) return;
        metrics_->evicted.add();
        connections_.at(*found)->cut(true);  // which calls this, with less
    }
}

ConnectionOwner::Admission Front::submit(Connection& connection, Request request) {
    check_thread();
    const Peer& peer = connection.peer();
    if (const std::string_view user = named_ ? named_(request) : std::string_view{}; !user.empty()) request.client = "user " + std::string(user);
    else if (!peer.unix_socket) request.client = peer.remote_address;
    const std::string client = request.client.empty() ? client_of(peer) : request.client;
    if (!request.client.empty() && !rates_.take(client, uv_now(loop_))) return Admission::too_often;
    const size_t body_bytes = request.body.size();
    if (body_bytes > 0 && job_body_bytes_ + body_bytes > config_.max_buffered_bytes / 2) return Admission::busy;
    // std::function copies what it holds: hence the shared request.
    auto shared = std::make_shared<const Request>(std::move(request));
    auto done = new_done(connection, body_bytes);
    const auto work = [this, done = std::move(done), gone = connection.gone(), shared, since = Steady::now()](size_t worker) {
        Reply& reply = done->front().reply;
        try {
            if (Steady::now() - since > config_.queue_timeout) reply = refuse_late(*shared);
            else if (!gone->load(std::memory_order_relaxed)) reply = respond_to(done->front().connection, *shared, worker);
        } catch (...) {  // no memory even for a refusal
            reply.broken = true;
        }
        deliver(*done);
    };
    if (!pool_.try_add_request(client, work))
        return Admission::busy;
    job_body_bytes_ += body_bytes;
    ++jobs_;
    return Admission::accepted;
}

// What is answered when there is too much to do comes in time, and not late for all.
Reply Front::refuse_late(const Request& request) {
    Reply reply;
    metrics_->refused(503);
    reply.bytes = refusal_bytes(503, "there is too much to do: nobody came to this request in time; try again in a moment", !request.keep_alive,
                                request.method != "HEAD");
    reply.keep_alive = request.keep_alive;
    return reply;
}

Reply Front::respond_to(uint64_t connection, const Request& request, size_t worker) {
    Reply reply = respond_(request, worker);
    if (!reply.source) return reply;
    try {
        reply.source->set_wake([connection, doorbell = doorbell_] {
            Lock lock(doorbell->mutex);
            if (doorbell->front != nullptr) doorbell->front->wake(connection);
        });
    } catch (const std::exception& e) {
        log_warning("http", "streamed answer cut", {{"error", std::string_view(e.what())}});
        reply.broken = true;
    }
    return reply;
}

void Front::wake(uint64_t connection) {
    Lock lock(mutex_);
    woken_.push_back(connection);
    uv_async_send(&done_signal_);
}

void Front::submit_piece(Connection& connection, std::unique_ptr<ChunkSource> source, bool chunked) {
    check_thread();
    auto shared = std::make_shared<std::unique_ptr<ChunkSource>>(std::move(source));
    pool_.add_piece([this, done = new_done(connection, 0), gone = connection.gone(), shared, chunked](size_t) {
        if (!gone->load(std::memory_order_relaxed)) done->front().reply = next_piece(std::move(*shared), chunked, *gone);
        deliver(*done);
    });
    ++jobs_;
}

// Made beforehand, so that no answer is lost for want of memory.
std::shared_ptr<std::list<Front::Done>> Front::new_done(const Connection& connection, size_t body_bytes) {
    auto one = std::make_shared<std::list<Done>>();
    one->push_back({connection.id(), {}, body_bytes});
    return one;
}

void Front::deliver(std::list<Done>& one) noexcept {
    Lock lock(mutex_);
    done_.splice(done_.end(), one);
    uv_async_send(&done_signal_);
}

void Front::take_done() {
    check_thread();
    std::list<Done> done;
    std::vector<uint64_t> woken;
    {
        Lock lock(mutex_);
        done.swap(done_);
        woken.swap(woken_);
    }
    if (released_) return;
    for (Done& one : done) {
        --jobs_;
        job_body_bytes_ -= one.body_bytes;
        if (const auto found = connections_.find(one.connection); found != connections_.end())
            found->second->take(std::move(one.reply));
    }
    // Behind the pieces: a source that was woken while it made one has its pause ended.
    for (const uint64_t id : woken)
        if (const auto found = connections_.find(id); found != connections_.end()) found->second->wake();
    finish_if_done();
}

void Front::closed(Connection& connection) {
    const auto count = per_client_.find(connection.peer().remote_address);
    if (count != per_client_.end() && --count->second == 0) per_client_.erase(count);
    connections_.erase(connection.id());
    count_connections();
    finish_if_done();
}

uv_buf_t Front::read_buffer() { return uv_buf_init(read_buffer_.get(), kReadBytes); }

void Front::close_listeners() {
    for (const auto& listener : listeners_) listener->close();
}

void Front::stop(int grace_ms, std::function<void()> on_cut, std::function<void()> done) {
    check_thread();
    when_cut_ = std::move(on_cut);
    when_stopped_ = std::move(done);
    if (stopping_) return;
    stopping_ = true;
    close_listeners();
    // Draining may close connections, which then leave the map: not while walking over it.
    std::vector<Connection*> open;
    for (const auto& [id, connection] : connections_) open.push_back(connection.get());
    for (Connection* connection : open) connection->drain();
    uv_timer_start(
        &grace_,
        [](uv_timer_t* timer) noexcept {
            auto* self = static_cast<Front*>(timer->data);
            for (const auto& [id, connection] : self->connections_) connection->cut(true);
            if (self->when_cut_) self->when_cut_();
        },
        static_cast<uint64_t>(std::max(0, grace_ms)), 0);
    finish_if_done();
}

void Front::finish_if_done() {
    if (!stopping_ || closing_ || !connections_.empty() || jobs_ != 0) return;
    closing_ = true;
    {
        Lock lock(doorbell_->mutex);
        doorbell_->front = nullptr;
    }
    const auto on_closed = [](uv_handle_t* handle) noexcept { static_cast<Front*>(handle->data)->on_handle_closed(); };
    uv_close(reinterpret_cast<uv_handle_t*>(&done_signal_), on_closed);
    uv_close(reinterpret_cast<uv_handle_t*>(&grace_), on_closed);
}

void Front::on_handle_closed() {
    if (--open_handles_ != 0) return;
    if (released_) {
        delete this;
        return;
    }
    // The owner may release the front inside: nothing of it is touched afterwards.
    if (const auto done = std::move(when_stopped_)) done();
}

void Front::release() {
    check_thread();
    pool_.close();
    released_ = true;
    when_cut_ = when_stopped_ = nullptr;
    if (open_handles_ == 0) {
        delete this;
        return;
    }
    // Before stop(), which would have paused streams make a last piece: the pool takes none any more.
    for (const auto& [id, connection] : connections_) connection->cut(true);
    jobs_ = 0;  // what the pool dropped is never delivered
    if (!stopping_) stop(0, nullptr, nullptr);
    finish_if_done();
}

}  // namespace tocd
