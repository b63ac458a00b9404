// GET /files/{id}/history, /directories/{id} and /directories/{id}/history.
#include "base/error.hpp"
#include "base/text.hpp"
#include "http/routes.hpp"
#include "http/schemas.hpp"
#include "http/to_json.hpp"

namespace tocd {
namespace {

int64_t wanted_id(const Call& call, std::optional<int64_t> (*parse)(std::string_view), Named what, const char* word) {
    const std::string text = call.parameters.text("id").value_or("");
    const std::optional<int64_t> id = parse(text);
    if (!id) throw NotFound(what, std::string("there is no ") + word + " " + display_text(text));
    return *id;
}

uint32_t limit_of(const Call& call) { return static_cast<uint32_t>(call.parameters.number("limit").value_or(100)); }

Answer history_answer(const Call& call, Reader& reader, const RowHistory& history) {
    const Freshness fresh = freshness_of(call, reader, history.share);
    Json changes = Json::array();
    for (const ChangeRecord& change : history.changes) changes.push_back(to_json(change, history.clock_prefix));
    return json_answer({{"as_of", iso_or_null(fresh.as_of_ns)},
                        {"complete", fresh.complete},
                        {"kept_since", iso_or_null(history.kept_since_ns)},
                        {"more", history.more},
                        {"changes", std::move(changes)}});
}

Answer get_file_history(const Call& call) {
    const int64_t id = wanted_id(call, parse_file_id, Named::file, "file");
    auto reader = call.api.context.readers.lend();
    return history_answer(call, *reader, reader->get_file_history(call.viewer, id, limit_of(call), call.deadline));
}

Answer get_directory_history(const Call& call) {
    const int64_t id = wanted_id(call, parse_directory_id, Named::directory, "directory");
    auto reader = call.api.context.readers.lend();
    return history_answer(call, *reader, reader->get_directory_history(call.viewer, id, limit_of(call), call.deadline));
}

Answer get_directory(const Call& call) {
    const int64_t id = wanted_id(call, parse_directory_id, Named::directory, "directory");
    auto reader = call.api.context.readers.lend();
    const DirectoryPage page = reader->get_directory_by_id(call.viewer, id, call.deadline);
    return json_answer({{"as_of", iso_or_null(page.as_of_ns)},
                        {"complete", page.as_of_ns != 0 && page.directory.failed_directories == 0},
                        {"directory", to_json(page.directory)},
                        {"ancestors", array_json(page.ancestors)}});
}

Json directory_schema() {
    return catalogue_schema({{"directory", schema_ref("Directory")}, {"ancestors", array_of("Directory")}});
}

Json history_schema() {
    return catalogue_schema(
        {{"kept_since", simple_schema("string?", "What scans found since then is all here; what was before is forgotten, or was never "
                                                 "told, as by the share's first scan. Null: no scan of the share has ended yet")},
         {"more", simple_schema("boolean", "The limit cut: there are older ones")},
         {"changes", array_of("Change")}});
}

Parameter id_of(const char* doc) { return {"id", ParameterType::text, doc, true}; }
Parameter limit() { return {"limit", ParameterType::integer, "Changes, the newest first", false, {}, "100", 1, 1000}; }

}  // namespace

std::vector<Route> history_routes() {
    return {{"GET", "/api/v1/files/{id}/history", kReads, {id_of("Id of the file"), limit()}, get_file_history,
             "What scans found of one file, newest first: when it came, changed, moved or went, also with a directory above it "
             "(then the change tells of that directory), and what it was called where it came from",
             200, "application/json", history_schema, nullptr, true},
            {"GET", "/api/v1/directories/{id}", kReads, {id_of("Id of the directory")}, get_directory,
             "One directory, also one that is gone, and its ancestors from the share's root down. The id stays when the directory moves",
             200, "application/json", directory_schema, nullptr, true},
            {"GET", "/api/v1/directories/{id}/history", kReads, {id_of("Id of the directory"), limit()}, get_directory_history,
             "The same of one directory itself; what is in it is told by changes with under", 200, "application/json",
             history_schema, nullptr, true}};
}

}  // namespace tocd
