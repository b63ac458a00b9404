// GET /shares; POST and DELETE /shares/{name}/scans, POST changed, pause, resume.
#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/reader.hpp"
#include "http/chosen_fields.hpp"
#include "http/routes.hpp"
#include "http/scan_request.hpp"
#include "http/schemas.hpp"
#include "http/to_json.hpp"
#include "model/ports.hpp"
#include "model/sight.hpp"

#include <algorithm>

namespace tocd {
namespace {

template <class Record>
const Record* of_share(const std::vector<Record>& all, const std::string& share) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Record& record) { return record.share == share; });
    return found == all.end() ? nullptr : &*found;
}

// The share that a request names, in one way refused whether it is missing or hidden.
std::string named_share(const Call& call) {
    const std::string share = call.parameters.text("name").value_or("");
    if (viewer_key(call.viewer).empty()) return share;  // who starts scans says what is missing
    if (seen_share(call, share)) return share;
    throw NotFound(Named::share, "there is no share named " + display_text(share));
}

Answer get_shares(const Call& call) {
    const std::vector<ScanProgress> progress = call.api.context.scans.progress();
    const std::vector<ShareRules> rules = call.api.context.scans.rules();
    auto reader = call.api.context.readers.lend();
    const std::vector<std::string> fields = call.parameters.texts("fields");
    const auto wants = [&](const char* key) { return fields.empty() || std::find(fields.begin(), fields.end(), key) != fields.end(); };
    // Hard links are counted file by file.
    const std::vector<ShareRecord> shares = wants("unique_bytes") || wants("last_scan")
                                                ? reader->get_shares(call.viewer, call.deadline)
                                                : reader->get_share_figures(call.viewer, call.deadline);
    const Freshness fresh = call.api.coverage.of(*reader, call.viewer, {}, std::nullopt, call.deadline);
    Json list = Json::array();
    for (const ShareRecord& share : shares)
        list.push_back(pick_fields(to_json(share, share.whole ? of_share(progress, share.name) : nullptr, of_share(rules, share.name)), fields));
    return json_answer(
        {{"as_of", iso_or_null(fresh.as_of_ns)}, {"complete", fresh.complete}, {"shares", std::move(list)}});
}

Json shares_schema() { return catalogue_schema({{"shares", array_of("Share")}}); }

Answer start_scan(const Call& call) {
    const std::string share = named_share(call);
    const ScanControl::Request request = read_scan_request(share, call.request.body);
    if (request.accept_root)
        call.api.access.require(call.identity, call.request.peer, Role::admin, "accept a root", "toc scan --accept-root " + display_text(share));
    const ScanControl::Answer answer = call.api.context.scans.request_scan(request);
    if (request.accept_root) write_down(call, share, Confirmation::What::root, 0);
    const char* state = answer.already_running ? "already_running" : answer.queued ? "queued" : "started";
    return json_answer({{"share", display_text(share)}, {"state", state}}, 202);
}

Answer take_changed(const Call& call) {
    const ScanControl::Request request = read_changed_request(named_share(call), call.request);
    const ScanControl::Answer answer = call.api.context.scans.request_scan(request);
    const char* state = answer.queued || answer.already_running ? "queued" : "started";
    return json_answer({{"share", display_text(request.share)}, {"state", state}, {"paths", request.paths.size()}}, 202);
}

Json changed_schema() {
    return object_schema({{"share", simple_schema("string", "Name of the share")},
                          {"state", simple_schema("string", "started or queued")},
                          {"paths", simple_schema("integer", "How many were taken")}});
}

Json strings(std::string_view doc) {
    return {{"type", "array"}, {"items", {{"type", "string"}}}, {"description", doc}};
}

Json paths_schema() {
    return object_schema({{"paths", strings("Absolute paths, or relative to the share")}});
}

Answer stop_scan(const Call& call) {
    const std::string share = named_share(call);
    if (!call.api.context.scans.stop_scan(share))
        throw Error(ErrorKind::not_found, "no scan of share " + display_text(share) + " runs or waits");
    return json_answer({{"share", display_text(share)}, {"state", "stopping"}}, 202);
}

Answer set_paused(const Call& call, bool paused) {
    const std::string share = named_share(call);
    const bool changed = call.api.context.scans.pause(share, paused);
    const char* state = paused ? (changed ? "paused" : "already_paused") : (changed ? "resumed" : "not_paused");
    return json_answer({{"share", display_text(share)}, {"state", state}});
}

Answer pause_share(const Call& call) { return set_paused(call, true); }
Answer resume_share(const Call& call) { return set_paused(call, false); }

Json state_schema() {
    return object_schema({{"share", simple_schema("string", "Name of the share")},
                          {"state", simple_schema("string",
                                                  "started, queued, already_running, stopping, paused, already_paused, "
                                                  "resumed or not_paused")}});
}

Json start_schema() {
    Json schema = object_schema(
        {{"mode",
          {{"type", "string"},
           {"enum", Json::array({"full", "fast"})},
           {"description", "full (the default) lists every directory; fast those whose times have changed, as scheduled scans do"}}},
         {"under", strings("Only these directories, with all below them: absolute paths, or relative to the share; of a single one the string will do")},
         {"under_base64", strings("The same by their exact bytes, which need not be UTF-8")},
         {"accept_root", simple_schema("boolean", "An emptied or exchanged root is right: conclude from it. For admins (http.admin_group), 403 for others")}});
    schema.erase("required");
    return schema;
}

}  // namespace

std::vector<Route> share_routes() {
    const Parameter name = {"name", ParameterType::text, "Name of the share", true};
    return {
        {"GET",
         "/api/v1/shares",
         kReads,
         {fields_parameter("Share")},
         get_shares,
         "All shares, with their totals, last scan and what is going on",
         200,
         "application/json",
         shares_schema},
        {"POST",
         "/api/v1/shares/{name}/scans",
         kEdits,
         {name},
         start_scan,
         "Scan a share now",
         202,
         "application/json",
         state_schema,
         start_schema},
        {"POST",
         "/api/v1/shares/{name}/changed",
         kEdits,
         {name},
         take_changed,
         "What changed below a share, as a change list, a log of rsync or the hook of a job knows it: the directories that "
         "hold these paths are scanned, and nothing else",
         202,
         "application/json",
         changed_schema,
         paths_schema,
         false,
         kPathList,
         "one path a line or, when it holds a NUL, between NULs"},
        {"DELETE",
         "/api/v1/shares/{name}/scans",
         kEdits,
         {name},
         stop_scan,
         "Stop the share's scan; what it found stays, and the next one finds the rest",
         202,
         "application/json",
         state_schema},
        {"POST",
         "/api/v1/shares/{name}/pause",
         kEdits,
         {name},
         pause_share,
         "Hold the share's scan where it is, and start none, until it is resumed or the daemon ends",
         200,
         "application/json",
         state_schema},
        {"POST",
         "/api/v1/shares/{name}/resume",
         kEdits,
         {name},
         resume_share,
         "Let the share's scans go on",
         200,
         "application/json",
         state_schema},
    };
}

}  // namespace tocd
