// GET /facets and /datasets.
#include "base/time.hpp"
#include "catalogue/find_in_index.hpp"
#include "http/file_query.hpp"
#include "http/routes.hpp"
#include "http/to_json.hpp"

#include <array>

namespace tocd {
namespace {

constexpr std::array<std::pair<std::string_view, FacetKey>, 9> kKeys = {{{"ext", FacetKey::ext},
                                                                         {"owner", FacetKey::owner},
                                                                         {"group", FacetKey::group},
                                                                         {"share", FacetKey::share},
                                                                         {"project", FacetKey::project},
                                                                         {"size", FacetKey::size},
                                                                         {"age", FacetKey::age},
                                                                         {"year", FacetKey::year},
                                                                         {"directory", FacetKey::directory}}};

std::string_view name_of(FacetKey key) {
    for (const auto& [name, other] : kKeys)
        if (other == key) return name;
    return "";
}

// The filters of files, without an order.
std::vector<Parameter> filters() {
    std::vector<Parameter> out = file_filters("id");
    std::erase_if(out, [](const Parameter& parameter) { return parameter.name == "sort"; });
    return out;
}

Json value_json(const FacetValue& value) {
    return {{"value", value.value}, {"query", value.query}, {"files", value.totals.files}, {"size_bytes", value.totals.size_bytes}};
}

Json facet_json(const Facet& facet) {
    Json values = Json::array();
    for (const FacetValue& value : facet.values) values.push_back(value_json(value));
    return {{"by", name_of(facet.by)}, {"distinct", facet.distinct}, {"values", values}, {"others", to_json(facet.others)}};
}

FacetQuery read_facets(const Parameters& parameters) {
    FacetQuery out;
    for (const std::string& text : parameters.texts("by"))
        for (const auto& [name, key] : kKeys)
            if (name == text) out.by.push_back(key);
    if (out.by.empty())
        for (const auto& [name, key] : kKeys) out.by.push_back(key);
    out.limit = static_cast<uint32_t>(parameters.number("limit").value_or(20));
    out.now_ns = system_clock().now_ns();
    return out;
}

Answer get_facets(const Call& call) {
    const FileQuery query = read_file_filters(call.parameters);
    auto reader = call.api.context.readers.lend();
    const FacetPage page = reader->find_facets(call.viewer, query, read_facets(call.parameters), call.deadline);
    const Freshness fresh = call.api.coverage.of(*reader, call.viewer, query.shares, query.under, call.deadline);
    Json facets = Json::array();
    for (const Facet& facet : page.facets) facets.push_back(facet_json(facet));
    return json_answer({{"as_of", iso_or_null(page.as_of_ns)},
                        {"complete", page.complete && fresh.complete},
                        {"query", query.search ? Json(query.search->text) : Json()},
                        {"total", to_json(page.total)},
                        {"facets", facets}});
}

Json value_schema() {
    return object_schema({{"value", simple_schema("string", "What the files have in common")},
                          {"query", simple_schema("string", "The same in the query language: with it behind q, separated by a blank, these files are found")},
                          {"files", simple_schema("integer", "How many")},
                          {"size_bytes", simple_schema("integer", "Their sizes")}});
}

Json facets_schema() {
    const Json facet = object_schema({{"by", simple_schema("string", "As asked")},
                                      {"distinct", simple_schema("integer", "Values that there are")},
                                      {"values", {{"type", "array"}, {"items", value_schema()}}},
                                      {"others", schema_ref("Total")}});
    return catalogue_schema({{"query", simple_schema("string?", "q in its one form; null: not given")},
                             {"total", schema_ref("Total")},
                             {"facets", {{"type", "array"}, {"items", facet}}}});
}

DatasetSort dataset_sort(const std::string& key) {
    if (key == "size") return DatasetSort::size;
    if (key == "newest") return DatasetSort::newest;
    if (key == "oldest") return DatasetSort::oldest;
    return key == "path" ? DatasetSort::path : DatasetSort::files;
}

Json dataset_json(const Dataset& dataset) {
    Json types = Json::array();
    for (const DatasetType& type : dataset.types) types.push_back({{"ext", type.extension}, {"files", type.files}});
    return {{"id", directory_id_text(dataset.directory_id)},
            {"path", dataset.path},
            {"share", dataset.share},
            {"project", dataset.project},
            {"files", dataset.totals.files},
            {"size_bytes", dataset.totals.size_bytes},
            {"oldest", format_iso(dataset.oldest_ns)},
            {"newest", format_iso(dataset.newest_ns)},
            {"types", types},
            {"more_types", dataset.more_types},
            {"owners", dataset.owners},
            {"more_owners", dataset.more_owners}};
}

Answer get_datasets(const Call& call) {
    const FileQuery query = read_file_filters(call.parameters);
    DatasetQuery datasets;
    const Parameters::Order order = call.parameters.order("sort");
    datasets.sort = dataset_sort(order.key);
    datasets.descending = order.descending;
    datasets.limit = static_cast<uint32_t>(call.parameters.number("limit").value_or(20));
    datasets.offset = static_cast<uint32_t>(call.parameters.number("offset").value_or(0));
    auto reader = call.api.context.readers.lend();
    const DatasetPage page = reader->find_datasets(call.viewer, query, datasets, call.deadline);
    const Freshness fresh = call.api.coverage.of(*reader, call.viewer, query.shares, query.under, call.deadline);
    Json list = Json::array();
    for (const Dataset& dataset : page.datasets) list.push_back(dataset_json(dataset));
    return json_answer({{"as_of", iso_or_null(page.as_of_ns)},
                        {"complete", page.complete && fresh.complete},
                        {"query", query.search ? Json(query.search->text) : Json()},
                        {"directories", page.directories},
                        {"total", to_json(page.total)},
                        {"datasets", list}});
}

Json datasets_schema() {
    const Json type = object_schema({{"ext", simple_schema("string", "Empty: none")}, {"files", simple_schema("integer", "How many")}});
    const Json dataset = object_schema({{"id", simple_schema("string", "Opaque, of the directory")},
                                        {"path", simple_schema("string", "Absolute path")},
                                        {"share", simple_schema("string", "Name of its share")},
                                        {"project", simple_schema("string", "Project by the rules of the configuration; empty: none")},
                                        {"files", simple_schema("integer", "Files directly in it that the query finds")},
                                        {"size_bytes", simple_schema("integer", "Their sizes")},
                                        {"oldest", simple_schema("string", "Least mtime of them")},
                                        {"newest", simple_schema("string", "Latest mtime of them")},
                                        {"types", {{"type", "array"}, {"items", type}, {"description", "Most frequent extensions of them, at most 3"}}},
                                        {"more_types", simple_schema("integer", "Other extensions")},
                                        {"owners", {{"type", "array"}, {"items", {{"type", "string"}}}, {"description", "Owners of most of them, at most 3"}}},
                                        {"more_owners", simple_schema("integer", "Other owners")}});
    return catalogue_schema({{"query", simple_schema("string?", "q in its one form; null: not given")},
                             {"directories", simple_schema("integer", "Directories in all")},
                             {"total", schema_ref("Total")},
                             {"datasets", {{"type", "array"}, {"items", dataset}}}});
}

}  // namespace

std::vector<Route> facet_routes() {
    using enum ParameterType;
    std::vector<Parameter> facets = filters();
    facets.push_back({"by", list, "Groupings, in this order; all when not given. directory: what lies directly below under, or below the shares", false,
                      "ext,owner,group,share,project,size,age,year,directory"});
    facets.push_back({"limit", integer, "Values of each; those with most files. Sizes, ages and years come all, in their order", false, {}, "20", 1, 1000});
    std::vector<Parameter> datasets = filters();
    datasets.push_back({"sort", order, "Order of the directories", false, "files,size,newest,oldest,path", "-files"});
    datasets.push_back({"limit", integer, "Directories of one page", false, {}, "20", 1, 200});
    datasets.push_back({"offset", integer, "So many are left out before the first", false, {}, "0", 0, 100'000});
    return {{"GET", "/api/v1/facets", std::move(facets), get_facets,
             "How many files a query finds, and how many bytes, by what they are; 503 while the index is loaded", 200, "application/json",
             facets_schema, nullptr, true},
            {"GET", "/api/v1/datasets", std::move(datasets), get_datasets,
             "Directories by the files directly in them that a query finds: how many, of what types, from when, whose; 503 while the index is loaded",
             200, "application/json", datasets_schema, nullptr, true}};
}

}  // namespace tocd
