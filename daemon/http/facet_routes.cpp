// GET /facets.
#include "http/facet_json.hpp"
#include "http/file_query.hpp"
#include "http/routes.hpp"
#include "http/to_json.hpp"

namespace tocd {
namespace {

Json facet_json(const Facet& facet) {
    Json values = Json::array();
    for (const FacetValue& value : facet.values) values.push_back(facet_value_json(value));
    return {{"by", facet_name(facet.by)}, {"distinct", facet.distinct}, {"values", values}, {"others", to_json(facet.others)}};
}

FacetQuery read_facets(const Parameters& parameters) {
    FacetQuery out;
    for (const std::string& text : parameters.texts("by")) out.by.push_back(facet_key(text));
    if (out.by.empty())
        for (const auto& [name, key] : kFacetKeys) out.by.push_back(key);
    out.limit = static_cast<uint32_t>(parameters.number("limit").value_or(20));
    out.now_ns = this_minute_ns();
    out.by_size = parameters.text("sort") == "size";
    return out;
}

Answer get_facets(const Call& call) {
    const int64_t began_ns = system_clock().monotonic_ns();
    const FileQuery query = read_file_filters(call.parameters);
    auto reader = call.api.context.readers.lend();
    const FacetPage page = reader->find_facets(call.viewer, query, read_facets(call.parameters), call.deadline);
    const Freshness fresh = call.api.coverage.of(*reader, call.viewer, query.shares, query.under, call.deadline);
    Json facets = Json::array();
    for (const Facet& facet : page.facets) facets.push_back(facet_json(facet));
    Answer answer = json_answer({{"as_of", iso_or_null(page.as_of_ns)},
                        {"complete", page.complete && fresh.complete},
                        {"query", query.search ? Json(query.search->text) : Json()},
                        {"timed_out", !page.complete},
                        {"took_ms", milliseconds_since(began_ns)},
                        {"total", to_json(page.total)},
                        {"facets", facets}});
    answer.fleeting = !page.complete;
    return answer;
}

Json facets_schema() {
    const Json facet = object_schema({{"by", simple_schema("string", "As asked")},
                                      {"distinct", simple_schema("integer", "Values that there are")},
                                      {"values", {{"type", "array"}, {"items", facet_value_schema()}}},
                                      {"others", schema_ref("Total")}});
    return catalogue_schema({{"query", simple_schema("string?", "q in its one form; null: not given")},
                             {"timed_out", simple_schema("boolean", "True: time ran out; there is at least what is shown")},
                             {"took_ms", simple_schema("number", "Milliseconds that the answer took")},
                             {"total", schema_ref("Total")},
                             {"facets", {{"type", "array"}, {"items", facet}}}});
}

}  // namespace

std::vector<Route> facet_routes() {
    using enum ParameterType;
    std::vector<Parameter> facets = unordered_filters();
    facets.push_back({"by", list, "Groupings, in this order; all when not given. directory: what lies directly below under, without it the roots of the shares", false,
                      kFacetChoices});
    facets.push_back({"sort", choice, "Values with most files first, or with most bytes. Sizes, ages and years come in their order", false, "files,size", "files"});
    facets.push_back({"limit", integer, "Values of each; the first ones. Sizes, ages and years come all, in their order", false, {}, "20", 1, 1000});
    Route route{"GET", "/api/v1/facets", kReads, std::move(facets), get_facets,
                "How many files a query finds, and how many bytes, by what they are; 503 while the index is loaded", 200, "application/json",
                facets_schema, nullptr, true};
    route.by_minute = true;
    return {std::move(route)};
}

}  // namespace tocd
