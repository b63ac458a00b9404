#include "http/dataset_export.hpp"

#include "base/error.hpp"
#include "http/chosen_fields.hpp"
#include "http/dataset_answers.hpp"
#include "http/to_json.hpp"

#include <algorithm>
#include <limits>

namespace tocd {
namespace {

constexpr size_t kPieceBytes = 256 << 10;
constexpr int64_t kFirstPage = 1000;  // for those who only want to see that something comes
constexpr int64_t kPage = 10'000;     // each is a pass over all matches; some 4 MB of lines
constexpr int64_t kPatience = 12;     // a page's deadline, in query timeouts

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

DatasetExport::DatasetExport(Api& api, Viewer viewer, FileQuery query, DatasetQuery datasets, int64_t most, DatasetForm form, StreamSeats::Seat seat,
                             std::shared_ptr<const std::atomic<bool>> gone)
    : api_(api),
      viewer_(std::move(viewer)),
      query_(std::move(query)),
      datasets_(std::move(datasets)),
      left_(most == 0 ? std::numeric_limits<int64_t>::max() : most),
      form_(std::move(form)),
      seat_(std::move(seat)),
      gone_(std::move(gone)) {
    datasets_.limit = static_cast<uint32_t>(std::min(kFirstPage, left_));
    if (form_.csv) append_csv_line(lines_, form_.fields.empty() ? kColumns : form_.fields);
}

bool DatasetExport::next(std::string& out) {
    while (!read_all_ && lines_.size() - handed_ < kPieceBytes) read_page();
    const size_t size = std::min(kPieceBytes, lines_.size() - handed_);
    out.append(lines_, handed_, size);
    handed_ += size;
    return !read_all_ || handed_ < lines_.size();
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
    lines_.erase(0, handed_);
    handed_ = 0;
    const int64_t timeout_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(api_.query_timeout).count();
    const DatasetPage page = read_datasets(*api_.context.readers.lend(), viewer_, query_, datasets_,
                                           {system_clock().monotonic_ns() + kPatience * timeout_ns, gone_});
    if (!page.complete) throw Error(ErrorKind::limit, "the export was cut: a page of it took longer than allowed");
    if (as_of_ns_ == 0) as_of_ns_ = page.as_of_ns;
    for (const Dataset& dataset : page.datasets) append(dataset);
    left_ -= static_cast<int64_t>(page.datasets.size());
    read_all_ = page.next.empty() || left_ == 0;
    datasets_.after = page.next;
    datasets_.offset = 0;
    datasets_.limit = static_cast<uint32_t>(std::min(kPage, left_));
}

}  // namespace tocd
