#include "http/server.hpp"

#include "base/embedded.hpp"
#include "base/time.hpp"
#include "http/exchange.hpp"
#include "http/failure.hpp"
#include "http/front.hpp"
#include "http/router.hpp"

#include <csignal>

namespace tocd {
namespace {

std::vector<std::string> host_names(const HttpConfig& config) {
    std::vector<std::string> names = config.allowed_hosts;
    for (const std::string& address : config.listen)
        if (!address.starts_with("unix:")) names.push_back(address);
    return names;
}

}  // namespace

struct HttpServer::Impl {
    Impl(uv_loop_t* loop, const HttpConfig& http, ApiContext context)
        : config(http),
          seats(http.max_event_streams, http.max_event_streams_per_client),
          exports(http.max_exports, http.max_exports_per_client, "too many exports are under way already (http.max_exports)"),
          feed(context.scans),
          changes(context.readers),
          insight(context.scans),
          access(http, context.access, context.tokens),
          api{std::move(context), http.query_timeout, embedded_web(), *metrics, http.threads, seats, feed, changes, insight, snapshots, exports, access},
          rules(host_names(http)),
          router(api, rules, all_routes()),
          exchange(http.threads, [this](const Request& request) { return answer(request); }),
          front(Front::create(
              loop, http, [this](const Request& request, size_t worker) { return exchange.respond(request, worker); },
              metrics, [this](const Request& request) { return access.proxied_user(request); })) {}
    ~Impl() { front->release(); }

    // On a thread of the pool.
    Answer answer(const Request& request) {
        const int64_t begun_ns = system_clock().monotonic_ns();
        size_t route = metrics->none;
        Answer out;
        try {
            out = router.handle(request, route);
        } catch (...) {
            out = failure_answer(std::current_exception(), request.method + " " + request.path);
        }
        metrics->answered(route, out.status, system_clock().monotonic_ns() - begun_ns);
        return out;
    }

    const HttpConfig config;
    const std::shared_ptr<HttpMetrics> metrics = std::make_shared<HttpMetrics>(all_routes().size());
    StreamSeats seats;
    StreamSeats snapshots{1, 1, "a snapshot is being made or fetched already; try again later"};
    StreamSeats exports;
    ScanFeed feed;
    ChangeFeed changes;
    ListingInsight insight;
    AccessRules access;
    Api api;
    const HostRules rules;
    const Router router;
    Exchange exchange;
    Front* const front;
};

HttpServer::HttpServer(uv_loop_t* loop, const HttpConfig& config, ApiContext context) {
    // libuv writes without MSG_NOSIGNAL: a client that went away must not end the daemon.
    std::signal(SIGPIPE, SIG_IGN);
    impl_ = std::make_unique<Impl>(loop, config, std::move(context));
}

HttpServer::~HttpServer() = default;

void HttpServer::listen(const std::vector<int>& inherited) {
    for (const int fd : inherited) impl_->front->add(inherit_listen_socket(fd));
    if (!inherited.empty()) return;
    for (const std::string& address : impl_->config.listen)
        for (ListenSocket& socket : open_listen_sockets(address)) impl_->front->add(std::move(socket));
}

void HttpServer::set_access(AccessInForce access) { impl_->access.set(std::move(access)); }

std::vector<std::string> HttpServer::addresses() const { return impl_->front->addresses(); }

void HttpServer::stop(int grace_ms, std::function<void()> done) {
    // Nobody waits any more for what a page of an export, or a query, still does.
    impl_->front->stop(grace_ms, [this] { impl_->api.context.readers.give_up(); }, std::move(done));
}

}  // namespace tocd
