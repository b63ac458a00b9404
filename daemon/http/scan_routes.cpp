// GET /scans and /scans/{id}.
#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/reader.hpp"
#include "http/chosen_fields.hpp"
#include "http/failure.hpp"
#include "http/routes.hpp"
#include "http/schemas.hpp"
#include "http/to_json.hpp"
#include "model/ports.hpp"

namespace tocd {
namespace {

Answer get_scans(const Call& call) {
    const auto limit = static_cast<uint32_t>(call.parameters.number("limit").value_or(50));
    int64_t before = 0;
    if (const auto text = call.parameters.text("before")) {
        const auto id = parse_scan_id(*text);
        if (!id)
            throw BadParameter(
                "before", "before=" + display_text(text->substr(0, 100)) + " is not the id of a scan, such as s12");
        before = *id;
    }
    // One more than asked for shows whether there is a next page.
    const std::string share = call.parameters.text("share").value_or("");
    auto reader = call.api.context.readers.lend();
    std::vector<ScanRecord> scans = reader->get_scans(call.viewer, share, limit + 1, before, call.deadline);
    const bool more = scans.size() > limit;
    if (more) scans.resize(limit);
    const Freshness fresh = freshness_of(call, *reader, share);
    return json_answer({{"as_of", iso_or_null(fresh.as_of_ns)},
                        {"complete", fresh.complete},
                        {"scans", pick_each(array_json(scans), call.parameters.texts("fields"))},
                        {"next", more ? Json(scan_id_text(scans.back().id)) : Json()}});
}

Json scans_schema() {
    return catalogue_schema(
        {{"scans", array_of("Scan")},
         {"next", simple_schema("string?", "Value for before= of the next page; null: this was the last")}});
}

Answer get_scan(const Call& call) {
    const int64_t id = wanted_scan_id(call.parameters.text("id").value_or(""));
    auto reader = call.api.context.readers.lend();
    const ScanRecord scan = reader->get_scan(call.viewer, id, call.deadline);
    const Freshness fresh = freshness_of(call, *reader, scan.share);
    Json shown = to_json(scan);
    shown["errors"] = errors_json(scan);
    return json_answer({{"as_of", iso_or_null(fresh.as_of_ns)}, {"complete", fresh.complete}, {"scan", std::move(shown)}});
}

Answer confirm_scan(const Call& call) {
    const int64_t id = wanted_scan_id(call.parameters.text("id").value_or(""));
    const ScanRecord held = call.api.context.readers.lend()->get_scan(call.viewer, id, call.deadline);  // it is there, and he sees it
    const ScanRecord scan = call.api.context.scans.confirm_scan(id);
    write_down(call, held.share, Confirmation::What::removals, held.held);
    return json_answer({{"scan", to_json(scan)}});
}

Json confirmed_schema() { return object_schema({{"scan", schema_ref("Scan")}}); }

Json scan_schema() { return catalogue_schema({{"scan", schema_ref("ScanWithErrors")}}); }

}  // namespace

std::vector<Route> scan_routes() {
    using enum ParameterType;
    return {
        {"GET",
         "/api/v1/scans",
         kReads,
         {{"share", text, "Only scans of this share"},
          {"limit", integer, "Scans of one page", false, {}, "50", 1, 1000},
          {"before", text, "The next of the page before"},
          fields_parameter("Scan")},
         get_scans,
         "Scans, newest first",
         200,
         "application/json",
         scans_schema},
        {"GET",
         "/api/v1/scans/{id}",
         kReads,
         {{"id", text, "Id of the scan", true}},
         get_scan,
         "One scan, with what it could not read",
         200,
         "application/json",
         scan_schema},
        {"POST",
         "/api/v1/scans/{id}/confirm",
         RouteRule(Role::admin, "confirm removals", "toc scan --confirm SHARE"),
         {{"id", text, "Id of the last scan of a share", true}},
         confirm_scan,
         "The removals that this scan held, since they were too many at once, are right: apply them. For admins "
         "(http.admin_group), 403 for others",
         200,
         "application/json",
         confirmed_schema},
    };
}

}  // namespace tocd
