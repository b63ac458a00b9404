// GET /datasets, and the same as CSV and NDJSON.
#include "http/chosen_fields.hpp"
#include "http/dataset_answers.hpp"
#include "http/dataset_export.hpp"
#include "http/file_query.hpp"

#include <limits>

namespace tocd {
namespace {

DatasetQuery asked(const Call& call) {
    DatasetQuery out = read_dataset_page(call, 20);
    const Parameters::Order order = call.parameters.order("sort");
    out.sort = dataset_sort(order.key);
    out.descending = order.descending;
    return out;
}

Answer get_datasets(const Call& call) { return dataset_answer(call, asked(call)); }

Answer export_datasets(const Call& call, DatasetForm form, std::string_view media_type, const std::string& name) {
    form.fields = call.parameters.texts("fields");
    const int64_t most = call.parameters.number("limit").value_or(0);
    return export_answer(std::make_unique<DatasetExport>(call.api, export_client(call), read_file_filters(call.parameters), asked(call), most, std::move(form)), media_type, name);
}

Answer get_csv(const Call& call) {
    const CsvFormulas formulas = call.parameters.text("formulas") == "safe" ? CsvFormulas::safe : CsvFormulas::kept;
    return export_datasets(call, {true, {}, formulas}, "text/csv; charset=utf-8; header=present", "directories.csv");
}

Answer get_ndjson(const Call& call) { return export_datasets(call, {}, "application/x-ndjson", "directories.ndjson"); }

std::vector<Parameter> parameters(Parameter limit) {
    using enum ParameterType;
    std::vector<Parameter> out = unordered_filters();
    out.push_back({"sort", order,
                   "Order of the directories; relevance: those first whose own names the query finds, the best fit first, then those with most files", false,
                   kDatasetSorts, "relevance"});
    out.push_back(limit);
    out.push_back({"after", text, "The next of the page before"});
    out.push_back({"offset", integer, "So many more are left out before the first", false, {}, "0", 0, 100'000});
    out.push_back(fields_parameter("Dataset"));
    return out;
}

const Parameter kPage{"limit", ParameterType::integer, "Directories of one page", false, {}, "20", 1, 1000};
const Parameter kMost{"limit", ParameterType::integer, "At most so many directories; all when not given", false, {}, {}, 1, std::numeric_limits<int64_t>::max()};

Route lines_of(std::string_view path, std::vector<Parameter> parameters, Answer (*handle)(const Call&), std::string_view doc, std::string_view media_type) {
    return {"GET", path, kReads, std::move(parameters), handle, doc, 200, media_type, nullptr, nullptr, true};
}

}  // namespace

std::vector<Route> dataset_routes() {
    std::vector<Parameter> csv = parameters(kMost);
    csv.push_back({"formulas", ParameterType::choice, "As for files.csv", false, "kept,safe", "kept"});
    const std::string_view csv_doc =
        "All directories that hold such files, or are called so, as CSV: types as h5:12 csv:3, owners with blanks between them; otherwise as files.csv";
    const std::string_view ndjson_doc = "All of them, one Dataset object per line; otherwise as files.csv";
    return {{"GET", "/api/v1/datasets", kReads, parameters(kPage), get_datasets,
             "Directories by the files directly in them that a query finds: how many, of what types, from when, whose; and directories whose own "
             "names it finds, empty ones too. 503 while the index is loaded",
             200, "application/json", datasets_schema, nullptr, true},
            lines_of("/api/v1/datasets.csv", csv, get_csv, csv_doc, "text/csv"),
            lines_of("/api/v1/datasets.ndjson", parameters(kMost), get_ndjson, ndjson_doc, "application/x-ndjson"),
            lines_of("/api/v1/directories.csv", csv, get_csv, "The same as datasets.csv", "text/csv"),
            lines_of("/api/v1/directories.ndjson", parameters(kMost), get_ndjson, "The same as datasets.ndjson", "application/x-ndjson")};
}

}  // namespace tocd
