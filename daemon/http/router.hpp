// From a checked request to an answer: host rules, route, who asks, parameters, handler, ETag; the page for what is no API.
// Thread: any.
#pragma once

#include "http/host_rules.hpp"
#include "http/routes.hpp"

namespace tocd {

class Router {
public:
    // `routes` and `api` outlive it.
    Router(Api& api, const HostRules& rules, const std::vector<Route>& routes)
        : api_(api), rules_(rules), routes_(routes) {}

    // Throws what failure_answer() understands. `matched`: the row of HttpMetrics that the request belongs to, also
    // when it throws; left alone when no route was found.
    [[nodiscard]] Answer handle(const Request& request, size_t& matched) const;

private:
    [[nodiscard]] Answer admitted(const Route& route, const Request& request, std::vector<std::pair<std::string, std::string>> values) const;
    [[nodiscard]] Answer run(const Route& route, const Request& request, std::vector<std::pair<std::string, std::string>> values,
                             const Identity& identity, const Viewer& viewer) const;
    [[nodiscard]] std::string etag_of(const Request& request, const Viewer& viewer, bool by_minute) const;

    Api& api_;
    const HostRules& rules_;
    const std::vector<Route>& routes_;
};

// The values of "{…}" in `pattern` when the segments of a path match it; nothing when they do not.
[[nodiscard]] std::optional<std::vector<std::pair<std::string, std::string>>> match_path(
    std::string_view pattern, const std::vector<std::string>& segments);

// True when the If-None-Match value `header` lists `etag` (weak comparison, RFC 9110 section 13.1.2).
[[nodiscard]] bool etag_matches(std::string_view header, std::string_view etag);

}  // namespace tocd
