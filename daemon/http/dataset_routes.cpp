// GET /datasets, and the same as CSV and NDJSON.
#include "http/chosen_fields.hpp"
#include "http/dataset_answers.hpp"
#include "http/file_query.hpp"

namespace tocd {
namespace {

constexpr uint32_t kLines = 1000;

DatasetQuery asked(const Call& call, uint32_t preset) {
    DatasetQuery out = read_dataset_page(call, preset);
    const Parameters::Order order = call.parameters.order("sort");
    out.sort = dataset_sort(order.key);
    out.descending = order.descending;
    return out;
}

Answer get_datasets(const Call& call) { return dataset_answer(call, asked(call, 20)); }
Answer get_csv(const Call& call) { return dataset_lines(call, asked(call, kLines), DatasetLines::csv); }
Answer get_ndjson(const Call& call) { return dataset_lines(call, asked(call, kLines), DatasetLines::ndjson); }

std::vector<Parameter> parameters(std::string_view preset_limit, int64_t most) {
    using enum ParameterType;
    std::vector<Parameter> out = unordered_filters();
    out.push_back({"sort", order,
                   "Order of the directories; relevance: those first whose own names the query finds, the best fit first, then those with most files", false,
                   kDatasetSorts, "relevance"});
    out.push_back({"limit", integer, "Directories of one page", false, {}, preset_limit, 1, most});
    out.push_back({"after", text, "The next of the page before"});
    out.push_back({"offset", integer, "So many more are left out before the first", false, {}, "0", 0, 100'000});
    out.push_back(fields_parameter("Dataset"));
    return out;
}

}  // namespace

std::vector<Route> dataset_routes() {
    std::vector<Parameter> csv = parameters("1000", 10'000);
    csv.push_back({"formulas", ParameterType::choice, "As for files.csv", false, "kept,safe", "kept"});
    return {{"GET", "/api/v1/datasets", kReads, parameters("20", 1000), get_datasets,
             "Directories by the files directly in them that a query finds: how many, of what types, from when, whose; and directories whose own "
             "names it finds, empty ones too. 503 while the index is loaded",
             200, "application/json", datasets_schema, nullptr, true},
            {"GET", "/api/v1/datasets.csv", kReads, std::move(csv), get_csv,
             "The same as CSV, one page of it: types as h5:12 csv:3, owners with blanks between them", 200, "text/csv", nullptr, nullptr, true},
            {"GET", "/api/v1/datasets.ndjson", kReads, parameters("1000", 10'000), get_ndjson, "The same, one Dataset object per line", 200,
             "application/x-ndjson", nullptr, nullptr, true}};
}

}  // namespace tocd
