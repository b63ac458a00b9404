// GET /stats/top-dirs and /stats/top-files.
#include "http/chosen_fields.hpp"
#include "http/dataset_answers.hpp"
#include "http/file_columns.hpp"
#include "http/file_query.hpp"
#include "http/to_json.hpp"

namespace tocd {
namespace {

Answer get_top_directories(const Call& call) {
    const std::string by = call.parameters.text("by").value_or("");
    DatasetQuery datasets;
    datasets.sort = dataset_sort(by);
    datasets.descending = by != "oldest";
    datasets.by_name = false;
    datasets.limit = static_cast<uint32_t>(call.parameters.number("limit").value_or(20));
    return dataset_answer(call, datasets);
}

Answer get_top_files(const Call& call) {
    const std::string by = call.parameters.text("by").value_or("");
    FileQuery query = read_file_filters(call.parameters);
    query.sort = by == "size" ? FileSort::size : FileSort::modified;
    query.descending = by != "oldest";
    query.limit = static_cast<uint32_t>(call.parameters.number("limit").value_or(20));
    auto reader = call.api.context.readers.lend();
    const FilePage page = reader->find_files(call.viewer, query, call.deadline);
    const Freshness fresh = call.api.coverage.of(*reader, call.viewer, query.shares, query.under, call.deadline);
    const std::vector<FileColumn> columns = file_columns(call.parameters.texts("fields"));
    Json files = Json::array();
    for (const FileRecord& file : page.files) files.push_back(to_json(file, columns));
    Answer answer = json_answer({{"as_of", iso_or_null(page.as_of_ns)},
                        {"complete", page.complete && fresh.complete},
                        {"query", query.search ? Json(query.search->text) : Json()},
                        {"files", std::move(files)}});
    answer.fleeting = !page.complete;
    return answer;
}

Json top_files_schema() {
    return catalogue_schema({{"query", simple_schema("string?", "q in its one form; null: not given")}, {"files", array_of("File")}});
}

std::vector<Parameter> parameters(Parameter by, std::string_view records) {
    std::vector<Parameter> out = unordered_filters();
    out.push_back(by);
    out.push_back({"limit", ParameterType::integer, "So many", false, {}, "20", 1, 1000});
    out.push_back(fields_parameter(records));
    return out;
}

}  // namespace

std::vector<Route> top_routes() {
    using enum ParameterType;
    return {{"GET", "/api/v1/stats/top-dirs", kReads,
             parameters({"by", choice, "Most bytes or files directly in them, or latest or earliest change of one of these files", false, "size,files,newest,oldest", "size"}, "Dataset"),
             get_top_directories, "The directories with most of what lies directly in them, of the files that the filters find. 503 while the index is loaded",
             200, "application/json", datasets_schema, nullptr, true},
            {"GET", "/api/v1/stats/top-files", kReads, parameters({"by", choice, "Most bytes, or latest or earliest change", false, "size,newest,oldest", "size"}, "File"),
             get_top_files, "The largest, newest or oldest of the files that the filters find", 200, "application/json", top_files_schema, nullptr, true}};
}

}  // namespace tocd
