// GET /confirmations.
#include "catalogue/confirmation_store.hpp"
#include "http/audit_log.hpp"
#include "http/chosen_fields.hpp"
#include "http/routes.hpp"
#include "http/schemas.hpp"
#include "http/to_json.hpp"

namespace tocd {
namespace {

using C = Confirmation;
using enum FieldKind;

const Field<C> kFields[] = {
    {"at", FieldKind::time, false, "When", [](const C& c) -> Json { return c.at_ns; }},
    {"who", text, false, "As in the log: user, account or token, and its name", [](const C& c) -> Json { return c.who; }},
    {"share", text, false, "Name of the share", [](const C& c) -> Json { return c.share; }},
    {"what", text, false, "removals (that were held are right) or root (another one is the right one)",
     [](const C& c) -> Json { return c.what == C::What::root ? "root" : "removals"; }},
    {"files", integer, false, "Of removals: how many files", [](const C& c) -> Json { return c.files; }},
};

Answer get_confirmations(const Call& call) {
    Json list = Json::array();
    if (ConfirmationStore* const store = call.api.context.confirmations)
        for (const C& one : store->newest(call.parameters.number("limit").value_or(100))) list.push_back(object_of<C>(kFields, one));
    return json_answer({{"confirmations", std::move(list)}});
}

Json confirmations_schema() {
    return object_schema({{"confirmations", {{"type", "array"}, {"items", schema_of<C>(kFields, "What an admin said")}}}});
}

}  // namespace

void write_down(const Call& call, const std::string& share, Confirmation::What what, int64_t files) {
    if (ConfirmationStore* const store = call.api.context.confirmations)
        store->add({system_clock().now_ns(), identity_text(call.identity), share, what, files});
}

std::vector<Route> confirmation_routes() {
    return {
        {"GET",
         "/api/v1/confirmations",
         RouteRule(Role::admin, "see who confirmed what"),
         {{"limit", ParameterType::integer, "So many", false, {}, "100", 1, 1000}},
         get_confirmations,
         "What admins confirmed, newest first: removals that were held, and other roots. It is kept beside the tokens, and is there when the catalogue "
         "had to be built anew. For admins, 403 for others",
         200,
         "application/json",
         confirmations_schema},
    };
}

}  // namespace tocd
