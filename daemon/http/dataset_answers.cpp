#include "http/dataset_answers.hpp"

#include "http/chosen_fields.hpp"
#include "http/csv.hpp"
#include "http/facet_json.hpp"
#include "http/failure.hpp"
#include "http/file_query.hpp"
#include "http/to_json.hpp"

#include <map>

namespace tocd {
namespace {

// What CSV shows when nothing is said: times as texts alone, exact bytes at the end.
const std::vector<std::string> kColumns = {"id",     "name",   "path",  "share",      "project", "matches",     "files",   "size_bytes",
                                           "oldest", "newest", "types", "more_types", "owners",  "more_owners", "periods", "path_base64"};

DatasetPage read_page(const Call& call, Reader& reader, const FileQuery& query, const DatasetQuery& datasets) {
    try {
        return reader.find_datasets(call.viewer, query, datasets, call.deadline);
    } catch (const Error& error) {
        // The cursor is the one thing that can be wrong with a query whose parameters were read.
        if (error.kind() != ErrorKind::invalid_argument || datasets.after.empty()) throw;
        throw BadParameter("after", error.what());
    }
}

// "h5:12 csv:3", "ann bob", "2015-03:12"
std::string text_of(const Json& value) {
    if (value.is_null()) return {};
    if (value.is_string()) return value.get<std::string>();
    if (!value.is_array()) return value.dump();
    std::string out;
    for (const Json& one : value) {
        out += out.empty() ? "" : " ";
        out += one.is_object() ? one.at(one.contains("ext") ? "ext" : "period").get<std::string>() + ":" + one.at("files").dump() : one.get<std::string>();
    }
    return out;
}

void append_csv(std::string& out, const Json& dataset, const std::vector<std::string>& columns, CsvFormulas formulas) {
    std::vector<std::string> values;
    for (const std::string& column : columns) values.push_back(text_of(dataset.value(column, Json())));
    append_csv_line(out, values, formulas);
}

}  // namespace

DatasetSort dataset_sort(std::string_view key) {
    static const std::map<std::string_view, DatasetSort> kSorts = {
        {"relevance", DatasetSort::relevance}, {"files", DatasetSort::files}, {"size", DatasetSort::size}, {"newest", DatasetSort::newest},
        {"oldest", DatasetSort::oldest},       {"name", DatasetSort::name},   {"path", DatasetSort::path}};
    return kSorts.at(key);
}

DatasetQuery read_dataset_page(const Call& call, uint32_t preset) {
    DatasetQuery out;
    out.limit = static_cast<uint32_t>(call.parameters.number("limit").value_or(preset));
    out.offset = static_cast<uint32_t>(call.parameters.number("offset").value_or(0));
    out.after = call.parameters.text("after").value_or("");
    return out;
}

Answer dataset_answer(const Call& call, const DatasetQuery& datasets) {
    const int64_t began_ns = system_clock().monotonic_ns();
    const FileQuery query = read_file_filters(call.parameters);
    auto reader = call.api.context.readers.lend();
    const DatasetPage page = read_page(call, *reader, query, datasets);
    const Freshness fresh = call.api.coverage.of(*reader, call.viewer, query.shares, query.under, call.deadline);
    return json_answer({{"as_of", iso_or_null(page.as_of_ns)},
                        {"complete", page.complete && fresh.complete},
                        {"query", query.search ? Json(query.search->text) : Json()},
                        {"timed_out", !page.complete},
                        {"took_ms", milliseconds_since(began_ns)},
                        {"directories", page.directories},
                        {"called", page.called},
                        {"total", to_json(page.total)},
                        {"next", page.next.empty() ? Json() : Json(page.next)},
                        {"datasets", pick_each(array_json(page.datasets), call.parameters.texts("fields"))}});
}

Json datasets_schema() {
    return catalogue_schema({{"query", simple_schema("string?", "q in its one form; null: not given")},
                             {"timed_out", simple_schema("boolean", "True: time ran out; there is at least what is shown")},
                             {"took_ms", simple_schema("number", "Milliseconds that the answer took")},
                             {"directories", simple_schema("integer", "Directories in all")},
                             {"called", simple_schema("integer", "Those of them whose own name the query finds")},
                             {"total", schema_ref("Total")},
                             {"next", simple_schema("string?", "Value for after= of the next page; null: this was the last")},
                             {"datasets", array_of("Dataset")}});
}

Answer dataset_lines(const Call& call, const DatasetQuery& datasets, DatasetLines form) {
    const FileQuery query = read_file_filters(call.parameters);
    const DatasetPage page = read_page(call, *call.api.context.readers.lend(), query, datasets);
    const std::vector<std::string> fields = call.parameters.texts("fields");
    Answer answer;
    if (page.as_of_ns != 0) answer.headers.emplace_back("Tocd-As-Of", format_iso(page.as_of_ns));
    if (form == DatasetLines::ndjson) {
        answer.content_type = "application/x-ndjson";
        for (const Dataset& dataset : page.datasets) answer.body.append(dump(pick_fields(to_json(dataset), fields))).push_back('\n');
        return answer;
    }
    answer.content_type = "text/csv; charset=utf-8; header=present";
    const std::vector<std::string>& columns = fields.empty() ? kColumns : fields;
    const CsvFormulas formulas = call.parameters.text("formulas") == "safe" ? CsvFormulas::safe : CsvFormulas::kept;
    append_csv_line(answer.body, columns);
    for (const Dataset& dataset : page.datasets) append_csv(answer.body, to_json(dataset), columns, formulas);
    return answer;
}

}  // namespace tocd
