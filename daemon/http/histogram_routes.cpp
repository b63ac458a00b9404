// GET /stats/histogram.
#include "http/facet_json.hpp"
#include "http/file_query.hpp"
#include "http/routes.hpp"
#include "http/to_json.hpp"

namespace tocd {
namespace {

Json totals_json(const std::vector<Totals>& totals) {
    Json out = Json::array();
    for (const Totals& total : totals) out.push_back(to_json(total));
    return out;
}

Json row_json(const HistogramRow& row) {
    Json out = facet_value_json(row.value);
    out["classes"] = totals_json(row.classes);
    return out;
}

Answer get_histogram(const Call& call) {
    const FileQuery query = read_file_filters(call.parameters);
    HistogramQuery asked;
    asked.of = facet_key(call.parameters.text("of").value_or("size"));
    if (const auto by = call.parameters.text("by")) asked.by = facet_key(*by);
    asked.limit = static_cast<uint32_t>(call.parameters.number("limit").value_or(20));
    asked.now_ns = this_minute_ns();
    auto reader = call.api.context.readers.lend();
    const HistogramPage page = reader->find_histogram(call.viewer, query, asked, call.deadline);
    const Freshness fresh = call.api.coverage.of(*reader, call.viewer, query.shares, query.under, call.deadline);
    Json classes = Json::array(), rows = Json::array();
    for (const FacetValue& value : page.classes) classes.push_back(facet_value_json(value));
    for (const HistogramRow& row : page.rows) rows.push_back(row_json(row));
    Json others = to_json(page.others.value.totals);
    others["classes"] = totals_json(page.others.classes);
    Answer answer = json_answer({{"as_of", iso_or_null(page.as_of_ns)},
                        {"complete", page.complete && fresh.complete},
                        {"query", query.search ? Json(query.search->text) : Json()},
                        {"of", facet_name(asked.of)},
                        {"by", asked.by ? Json(facet_name(*asked.by)) : Json()},
                        {"total", to_json(page.total)},
                        {"classes", classes},
                        {"distinct", page.distinct},
                        {"rows", rows},
                        {"others", page.distinct > static_cast<int64_t>(page.rows.size()) ? others : Json()}});
    answer.fleeting = !page.complete;
    return answer;
}

Json histogram_schema() {
    const Json totals = {{"type", "array"}, {"items", schema_ref("Total")}, {"description", "Its files by the classes above, in their order"}};
    Json row = facet_value_schema();
    row["properties"]["classes"] = totals;
    row["required"].push_back("classes");
    Json others = object_schema({{"files", simple_schema("integer", "How many")}, {"size_bytes", simple_schema("integer", "Their sizes")}, {"classes", totals}});
    return catalogue_schema({{"query", simple_schema("string?", "q in its one form; null: not given")},
                             {"of", simple_schema("string", "As asked")},
                             {"by", simple_schema("string?", "As asked")},
                             {"total", schema_ref("Total")},
                             {"classes", {{"type", "array"}, {"items", facet_value_schema()}, {"description", "All files of the query, class by class"}}},
                             {"distinct", simple_schema("integer", "Values of by that there are")},
                             {"rows", {{"type", "array"}, {"items", row}, {"description", "The same for each value of by; none without by"}}},
                             {"others",
                              {{"oneOf", Json::array({others, {{"type", "null"}}})}, {"description", "The same for all values that the limit cut; null: it cut none"}}}});
}

}  // namespace

std::vector<Route> histogram_routes() {
    using enum ParameterType;
    std::vector<Parameter> parameters = unordered_filters();
    parameters.push_back({"of", choice, "What the classes are of: sizes, ages, or years of the last change", false, "size,age,year", "size"});
    parameters.push_back({"by", choice, "Also each value of this by itself: whose files are how old, what types are how large; as for /api/v1/facets", false, kFacetChoices});
    parameters.push_back({"limit", integer, "Values of by; those with most files. Sizes, ages and years come all", false, {}, "20", 1, 1000});
    Route route{"GET", "/api/v1/stats/histogram", kReads, std::move(parameters), get_histogram,
                "The files that the filters find by classes of size or age, or by year; with by for each owner, type, directory, … by itself. 503 "
                "while the index is loaded",
                200, "application/json", histogram_schema, nullptr, true};
    route.by_minute = true;
    return {std::move(route)};
}

}  // namespace tocd
