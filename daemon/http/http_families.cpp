// Requests, connections and the pool.
#include "http/metric_families.hpp"

namespace tocd {
namespace {

using Type = MetricText::Type;

constexpr std::array<std::string_view, 5> kClasses = {"1xx", "2xx", "3xx", "4xx", "5xx"};

struct RowName {
    std::string_view method;
    std::string_view route;
};

// HEAD counts as GET. What has no route may have any method: it is not told, since anybody can invent more of them.
RowName name_of(size_t row, const HttpMetrics& metrics, const std::vector<Route>& routes) {
    if (row < routes.size()) return {routes[row].method, routes[row].path};
    if (row == metrics.page) return {"GET", "page"};
    return {"any", "none"};
}

}  // namespace

void add_http_families(MetricText& out, const HttpMetrics& metrics, const std::vector<Route>& routes, size_t threads) {
    out.family("tocd_http_requests_total", Type::counter,
               "Requests answered, by route (page: the web page's files; none: no such route, or not for that host) "
               "and class of status");
    for (size_t row = 0; row < metrics.by_route.size(); ++row)
        for (size_t i = 1; i < kClasses.size(); ++i)  // no route answers 1xx; zeros are there for rate()
            out.sample(static_cast<int64_t>(metrics.by_route[row].by_class[i].value()),
                       {{"method", name_of(row, metrics, routes).method},
                        {"route", name_of(row, metrics, routes).route},
                        {"code", kClasses[i]}});
    out.family("tocd_http_request_duration_seconds", Type::histogram,
               "From the begin of the work on a request to its answer, of streamed ones to their first piece; without "
               "waiting for a thread");
    for (size_t row = 0; row < metrics.by_route.size(); ++row)
        out.histogram(metrics.by_route[row].durations, {{"method", name_of(row, metrics, routes).method},
                                                        {"route", name_of(row, metrics, routes).route}});
    out.family("tocd_http_requests_refused_total", Type::counter,
               "Requests refused before they reached a route; busy: too many waited already; rate: more than one client may make");
    for (size_t i = 0; i < kRefusedRequestNames.size(); ++i)
        out.sample(static_cast<int64_t>(metrics.refused_requests[i].value()), {{"reason", kRefusedRequestNames[i]}});

    out.gauge("tocd_http_connections", "Connections that are open", metrics.connections.value());
    out.counter("tocd_http_connections_accepted_total", "Connections accepted, the rejected ones too",
                metrics.accepted.value());
    out.family("tocd_http_connections_rejected_total", Type::counter,
               "Connections refused: over http.max_connections_per_client, or over http.max_connections in all");
    for (size_t i = 0; i < kRejectedConnectionNames.size(); ++i)
        out.sample(static_cast<int64_t>(metrics.rejected[i].value()), {{"reason", kRejectedConnectionNames[i]}});
    out.counter("tocd_http_connections_evicted_total", "Connections cut because others needed the room: idle ones, or those that held most memory",
                metrics.evicted.value());

    out.gauge("tocd_http_buffered_bytes", "Memory for requests that arrive and answers that wait for their clients (http.max_buffered_bytes)",
              metrics.held_bytes.value());
    out.counter("tocd_http_requests_abandoned_total", "Requests whose clients went away before they were answered", metrics.abandoned.value());

    out.gauge("tocd_http_threads", "Threads that answer requests (http.threads)", static_cast<int64_t>(threads));
    out.gauge("tocd_http_threads_busy", "Threads that answer right now, this scrape included",
              metrics.pool.threads_busy.value());
    out.gauge("tocd_http_queue_requests", "Requests that wait for a thread", metrics.pool.requests_waiting.value());
    out.gauge("tocd_http_queue_pieces", "Pieces of streamed answers that wait for a thread",
              metrics.pool.pieces_waiting.value());
    out.gauge("tocd_http_streams", "Streamed answers (files.csv, files.ndjson) under way", metrics.streams.value());
    out.counter("tocd_http_sent_bytes_total", "Bytes of answers handed to the kernel or queued for it",
                metrics.sent_bytes.value());
}

}  // namespace tocd
