// GET /healthz, /readyz and /api/v1/openapi.json.
#include "base/error.hpp"
#include "catalogue/reader.hpp"
#include "http/openapi.hpp"
#include "http/routes.hpp"
#include "http/schemas.hpp"
#include "http/to_json.hpp"

namespace tocd {
namespace {

Json status_schema() { return object_schema({{"status", simple_schema("string", "ok or ready")}}); }

Answer get_health(const Call&) { return json_answer({{"status", "ok"}}); }

Answer get_ready(const Call& call) {
    if (!call.api.context.ready()) throw Error(ErrorKind::unavailable, "the daemon is starting or stopping");
    (void)call.api.context.readers.lend()->get_share_figures(call.viewer, call.deadline);  // the catalogue answers
    return json_answer({{"status", "ready"}});
}

Answer get_openapi(const Call&) {
    static const Json document = openapi_document(all_routes());
    return json_answer(document);
}

Json openapi_schema() { return {{"type", "object"}, {"description", "OpenAPI 3.1"}}; }

}  // namespace

std::vector<Route> health_routes() {
    return {
        {"GET", "/healthz", {}, get_health, "The process answers", 200, "application/json", status_schema},
        {"GET",
         "/readyz",
         {},
         get_ready,
         "The catalogue answers too (503 otherwise)",
         200,
         "application/json",
         status_schema},
        {"GET", "/api/v1/openapi.json", {}, get_openapi, "This description", 200, "application/json", openapi_schema},
    };
}

}  // namespace tocd
