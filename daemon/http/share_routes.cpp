// GET /shares; POST and DELETE /shares/{name}/scans.
#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/reader.hpp"
#include "http/admin_rule.hpp"
#include "http/failure.hpp"
#include "http/routes.hpp"
#include "http/schemas.hpp"
#include "http/to_json.hpp"
#include "model/ports.hpp"

#include <algorithm>

namespace tocd {
namespace {

template <class Record>
const Record* of_share(const std::vector<Record>& all, const std::string& share) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Record& record) { return record.share == share; });
    return found == all.end() ? nullptr : &*found;
}

Answer get_shares(const Call& call) {
    const std::vector<ScanProgress> progress = call.api.context.scans.progress();
    const std::vector<ShareRules> rules = call.api.context.scans.rules();
    auto reader = call.api.context.readers.lend();
    const std::vector<ShareRecord> shares = reader->get_shares(call.viewer, call.deadline);
    const Freshness fresh = call.api.coverage.of(*reader, call.viewer, {}, std::nullopt, call.deadline);
    Json list = Json::array();
    for (const ShareRecord& share : shares)
        list.push_back(to_json(share, of_share(progress, share.name), of_share(rules, share.name)));
    return json_answer(
        {{"as_of", iso_or_null(fresh.as_of_ns)}, {"complete", fresh.complete}, {"shares", std::move(list)}});
}

Json shares_schema() { return catalogue_schema({{"shares", array_of("Share")}}); }

ScanControl::Request read_body(const std::string& share, const std::string& body) {
    ScanControl::Request request;
    request.share = share;
    if (body.empty()) return request;
    const Json json = Json::parse(body, nullptr, false);
    if (!json.is_object())
        throw Error(ErrorKind::invalid_argument, "the body is not a JSON object such as {\"mode\":\"full\"}");
    for (const auto& [key, value] : json.items()) {
        if (key == "mode") {
            if (value != "full" && value != "fast") throw BadParameter("mode", "mode must be \"full\" or \"fast\"");
            if (request.mode != ScanMode::part) request.mode = value == "fast" ? ScanMode::fast : ScanMode::full;
        } else if (key == "under") {
            if (!value.is_string()) throw BadParameter("under", "under must be the path of a directory");
            request.mode = ScanMode::part;
            request.paths = {value.get<std::string>()};
        } else if (key == "accept_root") {
            if (!value.is_boolean()) throw BadParameter("accept_root", "accept_root must be true or false");
            request.accept_root = value.get<bool>();
        } else {
            const auto near = nearest(std::string_view(key).substr(0, 64), {"mode", "under", "accept_root"});
            throw BadParameter(key, "there is no " + display_text(key.substr(0, 100)) + " in the body" +
                                        (near ? "; did you mean " + *near + "?" : ""));
        }
    }
    return request;
}

Answer start_scan(const Call& call) {
    const std::string share = call.parameters.text("name").value_or("");
    const ScanControl::Request request = read_body(share, call.request.body);
    if (request.accept_root)
        require_admin(call.request.peer, call.api.admin_group, "accept a root", "toc scan --accept-root " + display_text(share));
    const ScanControl::Answer answer = call.api.context.scans.request_scan(request);
    const char* state = answer.already_running ? "already_running" : answer.queued ? "queued" : "started";
    return json_answer({{"share", display_text(share)}, {"state", state}}, 202);
}

std::vector<std::string> read_paths(const std::string& body) {
    const Json json = Json::parse(body, nullptr, false);
    const Json paths = json.is_object() && json.size() == 1 ? json.value("paths", Json()) : Json();
    const bool are_paths = paths.is_array() && !paths.empty() &&
                           std::all_of(paths.begin(), paths.end(), [](const Json& path) { return path.is_string(); });
    if (!are_paths) throw Error(ErrorKind::invalid_argument, "the body is not a JSON object such as {\"paths\":[\"/srv/data/run_1\"]}");
    return paths.get<std::vector<std::string>>();
}

Answer take_changed(const Call& call) {
    ScanControl::Request request;
    request.share = call.parameters.text("name").value_or("");
    request.mode = ScanMode::part;
    request.below = false;
    request.paths = read_paths(call.request.body);
    const int64_t paths = static_cast<int64_t>(request.paths.size());
    const ScanControl::Answer answer = call.api.context.scans.request_scan(request);
    return json_answer({{"share", display_text(request.share)}, {"state", answer.queued || answer.already_running ? "queued" : "started"}, {"paths", paths}}, 202);
}

Json changed_schema() {
    return object_schema({{"share", simple_schema("string", "Name of the share")},
                          {"state", simple_schema("string", "started or queued")},
                          {"paths", simple_schema("integer", "How many were taken")}});
}

Json paths_schema() {
    return object_schema({{"paths", {{"type", "array"}, {"items", {{"type", "string"}}}, {"description", "Absolute paths"}}}});
}

Answer stop_scan(const Call& call) {
    const std::string share = call.parameters.text("name").value_or("");
    if (!call.api.context.scans.stop_scan(share))
        throw Error(ErrorKind::not_found, "no scan of share " + display_text(share) + " runs or waits");
    return json_answer({{"share", display_text(share)}, {"state", "stopping"}}, 202);
}

Answer set_paused(const Call& call, bool paused) {
    const std::string share = call.parameters.text("name").value_or("");
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
         {"under", simple_schema("string", "Only this directory, by its absolute path, with all below it")},
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
         {},
         get_shares,
         "All shares, with their totals, last scan and what is going on",
         200,
         "application/json",
         shares_schema},
        {"POST",
         "/api/v1/shares/{name}/scans",
         {name},
         start_scan,
         "Scan a share now",
         202,
         "application/json",
         state_schema,
         start_schema},
        {"POST",
         "/api/v1/shares/{name}/changed",
         {name},
         take_changed,
         "What changed below a share, as a change list, a log of rsync or the hook of a job knows it: the directories that "
         "hold these paths are scanned, and nothing else",
         202,
         "application/json",
         changed_schema,
         paths_schema},
        {"DELETE",
         "/api/v1/shares/{name}/scans",
         {name},
         stop_scan,
         "Stop the share's scan; what it found stays, and the next one finds the rest",
         202,
         "application/json",
         state_schema},
        {"POST",
         "/api/v1/shares/{name}/pause",
         {name},
         pause_share,
         "Hold the share's scan where it is, and start none, until it is resumed or the daemon ends",
         200,
         "application/json",
         state_schema},
        {"POST",
         "/api/v1/shares/{name}/resume",
         {name},
         resume_share,
         "Let the share's scans go on",
         200,
         "application/json",
         state_schema},
    };
}

}  // namespace tocd
