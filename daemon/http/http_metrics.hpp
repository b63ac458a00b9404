// What the HTTP side counts of itself: connections, the pool, and each route's requests and their durations.
// Thread: any.
#pragma once

#include "base/metrics.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace tocd {

struct PoolMetrics {
    Level requests_waiting;
    Level pieces_waiting;  // of streamed answers
    Level threads_busy;
};

// Why the front answered a request by itself, or closed a connection that it had accepted.
enum class RefusedRequest : uint8_t { malformed, too_large, unsupported, timeout, busy, rate };
inline constexpr std::array<std::string_view, 6> kRefusedRequestNames = {"malformed", "too_large", "unsupported",
                                                                         "timeout", "busy", "rate"};
enum class RejectedConnection : uint8_t { per_client, all };
inline constexpr std::array<std::string_view, 2> kRejectedConnectionNames = {"per_client", "all"};

struct HttpMetrics {
    // Routes are known by their number in the table; two more rows stand for the page and for what has no route.
    explicit HttpMetrics(size_t routes) : page(routes), none(routes + 1), by_route(routes + 2) {}

    struct Route {
        std::array<Counter, 5> by_class;  // 1xx … 5xx
        DurationHistogram durations;      // until the answer, or the first piece of it, is there
    };

    // One answer of a route (or `page`, or `none`).
    void answered(size_t route, int status, int64_t duration_ns) noexcept {
        if (status < 100 || status > 599) return;
        by_route[route].by_class[static_cast<size_t>(status / 100 - 1)].add();
        by_route[route].durations.add(duration_ns);
    }
    // A refusal of the front, by the status that it answered.
    void refused(int status) noexcept;

    const size_t page;
    const size_t none;
    std::vector<Route> by_route;
    PoolMetrics pool;
    Level connections;  // open
    Level streams;      // answers of which pieces are still to come
    Counter accepted;
    Counter evicted;  // those that gave way to others
    Counter abandoned;  // requests whose clients hung up before the answer
    Level held_bytes;  // of requests that arrive and answers that wait for their clients
    std::array<Counter, kRejectedConnectionNames.size()> rejected;
    std::array<Counter, kRefusedRequestNames.size()> refused_requests;
    Counter sent_bytes;  // handed to the kernel or queued for it
};

inline void HttpMetrics::refused(int status) noexcept {
    RefusedRequest why = RefusedRequest::malformed;
    if (status == 408) why = RefusedRequest::timeout;
    if (status == 413 || status == 414 || status == 431) why = RefusedRequest::too_large;
    if (status == 415 || status == 417 || status == 501 || status == 505) why = RefusedRequest::unsupported;
    if (status == 503) why = RefusedRequest::busy;
    if (status == 429) why = RefusedRequest::rate;
    refused_requests[static_cast<size_t>(why)].add();
}

}  // namespace tocd
