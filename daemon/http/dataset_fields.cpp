#include "http/record_fields.hpp"
#include "http/to_json.hpp"
#include "model/records.hpp"
#include "search/text_match.hpp"

namespace tocd {
namespace {

using D = Dataset;
using enum FieldKind;

Json time_of_files(const D& dataset, UnixNs time) { return dataset.totals.files == 0 ? Json() : Json(time); }

std::string_view matches(const D& dataset) {
    if (!dataset.called) return "files";
    return dataset.totals.files == 0 ? "name" : "both";
}

const Field<D> kFields[] = {
    {"id", text, false, "Opaque, of the directory", [](const D& d) -> Json { return directory_id_text(d.directory_id); }},
    {"name", bytes, false, "Last part of the path", [](const D& d) -> Json { return name_of(d.path); }},
    {"path", bytes, false, "Absolute path", [](const D& d) -> Json { return d.path; }},
    {"share", text, false, "Name of its share", [](const D& d) -> Json { return d.share; }},
    {"project", text, false, "Project by the rules of the configuration; empty: none", [](const D& d) -> Json { return d.project; }},
    {"matches", text, false,
     "files: the query finds files directly in it; name: a word of the query stands in its own name, and the query holds for the directory; both",
     [](const D& d) -> Json { return matches(d); }},
    {"files", integer, false, "Files directly in it that the query finds", [](const D& d) -> Json { return d.totals.files; }},
    {"size_bytes", integer, false, "Their sizes", [](const D& d) -> Json { return d.totals.size_bytes; }},
    {"oldest", FieldKind::time, true, "Least mtime of them; null: there are none", [](const D& d) -> Json { return time_of_files(d, d.oldest_ns); }},
    {"newest", FieldKind::time, true, "Latest mtime of them; null: there are none", [](const D& d) -> Json { return time_of_files(d, d.newest_ns); }},
};

// "2015", "2015-03"
std::string text_of(const DatasetPeriod& period) {
    std::string out = std::to_string(period.year);
    if (period.month != 0) out += (period.month < 10 ? "-0" : "-") + std::to_string(period.month);
    return out;
}

}  // namespace

std::span<const Field<Dataset>> dataset_fields() { return kFields; }

Json to_json(const Dataset& dataset) {
    Json out = object_of(dataset_fields(), dataset);
    out["types"] = Json::array();
    for (const DatasetType& type : dataset.types) out["types"].push_back({{"ext", type.extension}, {"files", type.files}});
    out["more_types"] = dataset.more_types;
    out["owners"] = dataset.owners;
    out["more_owners"] = dataset.more_owners;
    out["periods"] = Json::array();
    for (const DatasetPeriod& period : dataset.periods) out["periods"].push_back({{"period", text_of(period)}, {"files", period.files}});
    return out;
}

}  // namespace tocd
