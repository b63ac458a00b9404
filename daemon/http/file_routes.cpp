// GET /files and /files/{id}.
#include "base/error.hpp"
#include "base/text.hpp"
#include "http/chosen_fields.hpp"
#include "http/failure.hpp"
#include "http/file_columns.hpp"
#include "http/file_query.hpp"
#include "http/routes.hpp"
#include "http/to_json.hpp"

namespace tocd {
namespace {

// The cursor is the one thing that can be wrong with a query whose parameters were read.
FilePage read_page(const Call& call, Reader& reader, const FileQuery& query) {
    try {
        return reader.find_files(call.viewer, query, call.deadline);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::invalid_argument || query.after.empty()) throw;
        throw BadParameter("after", error.what());
    }
}

// Directories that are called so, when they are asked for and there is an index. `whole`: false when some are missing.
Json called_json(const Call& call, Reader& reader, const FileQuery& query, bool& complete, bool& whole) {
    const auto most = static_cast<uint32_t>(call.parameters.number("directories").value_or(0));
    if (most == 0) return nullptr;
    const std::optional<CalledPage> called = reader.find_called(call.viewer, query, most, call.deadline);
    whole = whole && called && called->complete;
    if (!called) return nullptr;
    complete = complete && called->complete;
    return {{"total", called->total}, {"first", array_json(called->first)}};
}

Answer get_files(const Call& call) {
    const int64_t began = system_clock().monotonic_ns();
    FileQuery query = read_file_query(call.parameters);
    query.limit = static_cast<uint32_t>(call.parameters.number("limit").value_or(100));
    query.after = call.parameters.text("after").value_or("");
    query.count = call.parameters.flag("count");
    auto reader = call.api.context.readers.lend();
    const FilePage page = read_page(call, *reader, query);
    const std::vector<FileColumn> columns = file_columns(call.parameters.texts("fields"));
    Json files = Json::array();
    for (const FileRecord& file : page.files) files.push_back(to_json(file, columns));
    const Freshness fresh = call.api.coverage.of(*reader, call.viewer, query.shares, query.under, call.deadline);
    bool complete = page.complete && fresh.complete;
    bool whole = page.complete;
    Json called = called_json(call, *reader, query, complete, whole);
    Json body = {{"as_of", iso_or_null(page.as_of_ns)},
                 {"complete", complete},
                 {"query", query.search ? Json(query.search->text) : Json()},
                 {"answered_by", page.by_index ? "index" : "catalogue"},
                 {"took_ms", nullptr},
                 {"total", page.total ? to_json(*page.total) : Json()},
                 {"directories", std::move(called)},
                 {"next", page.next.empty() ? Json() : Json(page.next)},
                 {"files", std::move(files)}};
    const int64_t took_us = (system_clock().monotonic_ns() - began) / 1000;
    body["took_ms"] = static_cast<double>(took_us) / 1000.0;
    Answer answer = json_answer(body);
    answer.fleeting = !whole;
    return answer;
}

Json called_schema() {
    Json object = object_schema({{"total", simple_schema("integer", "How many")}, {"first", array_of("Directory")}});
    return {{"oneOf", Json::array({std::move(object), {{"type", "null"}}})},
            {"description", "Directories whose own names the query finds, and which it does not ask for more than names and places of; null: not asked for, or "
                            "there is no index"}};
}

Json files_schema() {
    return catalogue_schema(
        {{"query", simple_schema("string?", "q in its one form, which means the same; null: not given")},
         {"answered_by", simple_schema("string", "index: the columns in memory; catalogue: SQL, slower, while the index is being loaded")},
         {"took_ms", simple_schema("number", "Milliseconds that the answer took")},
         {"total", nullable_ref("Total")},
         {"directories", called_schema()},
         {"next", simple_schema("string?", "Value for after= of the next page; null: this was the last")},
         {"files", array_of("File")}});
}

Answer get_file(const Call& call) {
    const std::string text = call.parameters.text("id").value_or("");
    const auto id = parse_file_id(text);
    if (!id) throw NotFound(Named::file, "there is no file " + display_text(text));
    auto reader = call.api.context.readers.lend();
    const FileRecord file = reader->get_file(call.viewer, *id, call.deadline);
    const Freshness fresh = call.api.coverage.of(*reader, call.viewer, {file.share}, std::nullopt, call.deadline);
    const auto moved = reader->find_moved_file(call.viewer, file, call.deadline);
    return json_answer({{"as_of", iso_or_null(fresh.as_of_ns)},
                        {"complete", fresh.complete},
                        {"file", to_json(file)},
                        {"moved_to", moved ? to_json(*moved) : Json()}});
}

Json file_schema() { return catalogue_schema({{"file", schema_ref("File")}, {"moved_to", nullable_ref("File")}}); }

}  // namespace

std::vector<Route> file_routes() {
    std::vector<Parameter> search = file_filters("relevance");
    search.push_back({"limit", ParameterType::integer, "Files of one page", false, {}, "100", 1, 1000});
    search.push_back({"after", ParameterType::text, "The next of the page before"});
    search.push_back(fields_parameter("File"));
    search.push_back({"count", ParameterType::flag, "1: also the exact number and bytes of all matches, as total"});
    search.push_back({"directories", ParameterType::integer, "So many directories at most whose own names q finds, with their number; 0: neither", false, {}, "0", 0, 20});
    return {
        {"GET", "/api/v1/files", kReads, std::move(search), get_files, "Find files", 200, "application/json", files_schema,
         nullptr, true},
        {"GET",
         "/api/v1/files/{id}",
         kReads,
         {{"id", ParameterType::text, "Id of the file", true}},
         get_file,
         "One file. When it is gone, moved_to is the file as which it was found in another directory, with another id; null: "
         "it was not. Files of a directory through which millions of names have passed get new ids; an old one gives the file "
         "with the id that it has now",
         200,
         "application/json",
         file_schema,
         nullptr,
         true},
    };
}

}  // namespace tocd
