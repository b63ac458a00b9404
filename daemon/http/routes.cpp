#include "http/routes.hpp"

#include "base/time.hpp"
#include "http/to_json.hpp"
#include "model/ports.hpp"
#include "model/sight.hpp"

#include <iterator>

namespace tocd {

const std::vector<Route>& all_routes() {
    static const std::vector<Route> routes = [] {
        std::vector<Route> all;
        for (const auto group :
             {file_routes, facet_routes, dataset_routes, export_routes, snapshot_routes, directory_routes, history_routes, share_routes, explain_routes, listing_routes,
              scan_routes, change_routes, event_routes, stats_routes, top_routes, histogram_routes, health_routes,
              metrics_routes, session_routes, confirmation_routes}) {
            std::vector<Route> some = group();
            all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
        }
        return all;
    }();
    return routes;
}

Freshness freshness_of(const Call& call, Reader& reader, const std::string& share) {
    const std::vector<std::string> shares = share.empty() ? std::vector<std::string>{} : std::vector<std::string>{share};
    return call.api.coverage.of(reader, call.viewer, shares, std::nullopt, call.deadline);
}

std::optional<ShareRules> seen_share(const Call& call, const std::string& name) {
    for (ShareRules& rules : call.api.context.scans.rules())
        if (rules.share == name && sees_share(call.viewer, rules.share, rules.path)) return std::move(rules);
    return std::nullopt;
}

std::function<bool()> may_go_on(const Call& call) {
    return [&access = call.api.access, identity = call.identity, peer = call.request.peer, viewer = call.viewer] { return access.still_holds(identity, peer, viewer); };
}

std::function<bool()> may_go_on_now_and_then(const Call& call) {
    constexpr int kTimes = 16;  // looking an account up takes half a millisecond, as long as a piece of an export
    constexpr int64_t kPauseNs = kNsPerSecond / 4;
    return [ask = may_go_on(call), &access = call.api.access, generation = uint64_t{0}, times = 0, asked_ns = system_clock().monotonic_ns()]() mutable {
        const int64_t now_ns = system_clock().monotonic_ns();
        if (std::exchange(generation, access.generation()) == generation && ++times < kTimes && now_ns - asked_ns < kPauseNs) return true;
        times = 0;
        asked_ns = now_ns;
        return ask();
    };
}

Answer json_answer(const Json& body, int status) {
    Answer answer;
    answer.status = status;
    answer.content_type = "application/json";
    answer.body = dump(body) + "\n";
    return answer;
}

}  // namespace tocd
