// The one table of API v1: dispatch, validation, 405, and the OpenAPI document are all made from it.
#pragma once

#include "base/embedded.hpp"
#include "catalogue/confirmation_store.hpp"
#include "http/access_rules.hpp"
#include "http/change_feed.hpp"
#include "http/coverage.hpp"
#include "http/field.hpp"
#include "http/http_metrics.hpp"
#include "http/listing_insight.hpp"
#include "http/message.hpp"
#include "http/parameters.hpp"
#include "http/scan_feed.hpp"
#include "http/server.hpp"
#include "http/stream_seats.hpp"
#include "model/query.hpp"
#include "model/share_rules.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tocd {

// What the routes work with. Thread: any.
struct Api {
    ApiContext context;
    std::chrono::milliseconds query_timeout{5000};
    std::span<const Embedded> web;
    const HttpMetrics& metrics;
    uint32_t threads = 1;  // of the pool
    StreamSeats& seats;
    ScanFeed& feed;
    ChangeFeed& changes;
    ListingInsight& insight;
    StreamSeats& snapshots;  // one at a time: each takes the catalogue's size on its disk
    StreamSeats& exports;
    AccessRules& access;
    Coverage coverage{};
};

// One request that reached its route. Lives until the handler returns.
struct Call {
    Api& api;
    const Request& request;
    const Parameters& parameters;
    Viewer viewer;
    const Identity& identity;
    Deadline deadline;  // query_timeout from now, or when the client goes away
};

// Who may ask. There is none by default: a route that says nothing of it does not compile.
class RouteRule {
public:
    RouteRule() = delete;
    // `doing`: what who may not is told he may not; `command` does it as an admin.
    constexpr explicit RouteRule(Role least_role, std::string_view what = "ask this", std::string_view by = {}, bool all = false)
        : least(least_role), doing(what), command(by), whole(all) {}
    Role least;
    std::string_view doing, command;
    bool whole;  // only who sees everything: its figures are of all shares
};
inline constexpr RouteRule kOpen{Role::none};  // whoever reaches it: it tells nothing of the shares
inline constexpr RouteRule kReads{Role::viewer};
inline constexpr RouteRule kReadsAll{Role::viewer, "see figures of everything", {}, true};
inline constexpr RouteRule kEdits{Role::editor, "start, stop or pause scans"};

struct Route {
    std::string_view method;
    std::string_view path;  // "/api/v1/files/{id}"
    RouteRule rule;
    std::vector<Parameter> parameters;
    Answer (*handle)(const Call& call);
    std::string_view doc;
    int status = 200;  // of a good answer
    std::string_view media_type = "application/json";
    Json (*answer)() = nullptr;  // schema of the answer; none: text
    Json (*body)() = nullptr;    // schema of the request's body; none: no body is read
    bool cacheable = false;      // the answer depends on catalogue and request only: gets an ETag
    std::string_view text_type{};  // the body may also be text of this media type,
    std::string_view text_doc{};   // which is
    bool by_minute = false;        // it tells ages: its ETag holds for the minute
};

[[nodiscard]] const std::vector<Route>& all_routes();

// Whether an answer that goes on may do so: see AccessRules::still_holds().
[[nodiscard]] std::function<bool()> may_go_on(const Call& call);
// The same for who asks thousands of times: looks when a quarter of a second has passed, and each sixteenth time.
[[nodiscard]] std::function<bool()> may_go_on_now_and_then(const Call& call);

// Groups of the table.
[[nodiscard]] std::vector<Route> file_routes();
[[nodiscard]] std::vector<Route> facet_routes();
[[nodiscard]] std::vector<Route> dataset_routes();
[[nodiscard]] std::vector<Route> export_routes();
[[nodiscard]] std::vector<Route> snapshot_routes();
[[nodiscard]] std::vector<Route> directory_routes();
[[nodiscard]] std::vector<Route> history_routes();
[[nodiscard]] std::vector<Route> share_routes();
[[nodiscard]] std::vector<Route> explain_routes();
[[nodiscard]] std::vector<Route> listing_routes();
[[nodiscard]] std::vector<Route> scan_routes();
[[nodiscard]] std::vector<Route> change_routes();
[[nodiscard]] std::vector<Route> event_routes();
[[nodiscard]] std::vector<Route> stats_routes();
[[nodiscard]] std::vector<Route> top_routes();
[[nodiscard]] std::vector<Route> histogram_routes();
[[nodiscard]] std::vector<Route> health_routes();  // and the OpenAPI document
[[nodiscard]] std::vector<Route> metrics_routes();
[[nodiscard]] std::vector<Route> session_routes();
[[nodiscard]] std::vector<Route> confirmation_routes();

// Keeps who confirmed this, where what people entered is kept. Throws as ConfirmationStore::add().
void write_down(const Call& call, const std::string& share, Confirmation::What what, int64_t files);

// The rules of a configured share of which the viewer sees something; nothing: there is none of this name for him.
[[nodiscard]] std::optional<ShareRules> seen_share(const Call& call, const std::string& name);

// What the catalogue knows of a share; "": of all.
[[nodiscard]] Freshness freshness_of(const Call& call, Reader& reader, const std::string& share);

[[nodiscard]] Answer json_answer(const Json& body, int status = 200);

}  // namespace tocd
