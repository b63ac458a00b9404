// GET /healthz, /readyz and /api/v1/openapi.json.
#include "base/error.hpp"
#include "catalogue/index_feed.hpp"
#include "catalogue/reader.hpp"
#include "http/openapi.hpp"
#include "http/routes.hpp"
#include "http/schemas.hpp"
#include "http/to_json.hpp"
#include "model/sight.hpp"

namespace tocd {
namespace {

Json status_schema() { return object_schema({{"status", simple_schema("string", "ok")}}); }

Json ready_schema() {
    return object_schema({{"status", simple_schema("string", "ready")},
                          {"index", simple_schema("string", "ready; loading or failed: searches take longer, since SQL answers them; none: there is none")},
                          {"indexed_files", simple_schema("integer?", "Files in the index, those that are gone included; null: for who sees them all")}});
}

Answer get_health(const Call&) { return json_answer({{"status", "ok"}}); }

Answer get_ready(const Call& call) {
    if (!call.api.context.ready()) throw Error(ErrorKind::unavailable, "the daemon is starting or stopping");
    (void)call.api.context.readers.lend()->get_share_figures(Viewer{}, call.deadline);  // the catalogue answers; nothing of it is told
    const bool sees_all = call.identity.role != Role::none && viewer_key(call.viewer).empty();
    const IndexFeed* const index = call.api.context.readers.index();
    return json_answer({{"status", "ready"},
                        {"index", index == nullptr ? "none" : state_name(index->status().state)},
                        {"indexed_files", sees_all ? Json(index == nullptr ? 0 : index->status().files) : Json()}});
}

Answer get_openapi(const Call&) {
    static const Json document = openapi_document(all_routes());
    return json_answer(document);
}

Json openapi_schema() { return {{"type", "object"}, {"description", "OpenAPI 3.1"}}; }

}  // namespace

std::vector<Route> health_routes() {
    return {
        {"GET", "/healthz", kOpen, {}, get_health, "The process answers", 200, "application/json", status_schema},
        {"GET",
         "/readyz",
         kOpen,
         {},
         get_ready,
         "The catalogue answers too (503 otherwise)",
         200,
         "application/json",
         ready_schema},
        {"GET", "/api/v1/openapi.json", kOpen, {}, get_openapi, "This description", 200, "application/json", openapi_schema},
    };
}

}  // namespace tocd
