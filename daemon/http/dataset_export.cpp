#include "http/dataset_export.hpp"

#include "http/chosen_fields.hpp"
#include "http/dataset_answers.hpp"
#include "http/to_json.hpp"

namespace tocd {
namespace {

constexpr int64_t kFirstPage = 1000;  // for those who only want to see that something comes
constexpr int64_t kPage = 10'000;     // each is a pass over all matches; some 4 MB of lines

// What CSV shows when nothing is said: times as texts alone, exact bytes at the end.
const std::vector<std::string> kColumns = {"id",     "name",   "path",  "share",      "project", "matches",     "files",   "size_bytes",
                                           "oldest", "newest", "types", "more_types", "owners",  "more_owners", "periods", "path_base64"};

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

}  // namespace

DatasetExport::DatasetExport(Api& api, ExportClient client, FileQuery query, DatasetQuery datasets, int64_t most, DatasetForm form)
    : PagedExport(api, std::move(client), most), query_(std::move(query)), datasets_(std::move(datasets)), form_(std::move(form)) {
    datasets_.limit = at_most(kFirstPage);
    if (form_.csv) append_csv_line(lines_, form_.fields.empty() ? kColumns : form_.fields);
}

void DatasetExport::append(const Dataset& dataset) {
    if (!form_.csv) {
        lines_.append(dump(pick_fields(to_json(dataset), form_.fields))).push_back('\n');
        return;
    }
    const Json json = to_json(dataset);
    std::vector<std::string> values;
    for (const std::string& column : form_.fields.empty() ? kColumns : form_.fields) values.push_back(text_of(json.value(column, Json())));
    append_csv_line(lines_, values, form_.formulas);
}

void DatasetExport::read_page() {
    const DatasetPage page = read_datasets(*api_.context.readers.lend(), viewer_, query_, datasets_, deadline());
    took(page.complete, page.as_of_ns, page.datasets.size(), page.next.empty());
    for (const Dataset& dataset : page.datasets) append(dataset);
    datasets_.after = page.next;
    datasets_.offset = 0;
    datasets_.limit = at_most(kPage);
}

}  // namespace tocd
