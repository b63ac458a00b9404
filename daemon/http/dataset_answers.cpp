#include "http/dataset_answers.hpp"

#include "http/chosen_fields.hpp"
#include "http/facet_json.hpp"
#include "http/failure.hpp"
#include "http/file_query.hpp"
#include "http/to_json.hpp"

#include <map>

namespace tocd {

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

DatasetPage read_datasets(Reader& reader, const Viewer& viewer, const FileQuery& query, const DatasetQuery& datasets, const Deadline& deadline) {
    try {
        return reader.find_datasets(viewer, query, datasets, deadline);
    } catch (const Error& error) {
        // The cursor is the one thing that can be wrong with a query whose parameters were read.
        if (error.kind() != ErrorKind::invalid_argument || datasets.after.empty()) throw;
        throw BadParameter("after", error.what());
    }
}

Answer dataset_answer(const Call& call, const DatasetQuery& datasets) {
    const int64_t began_ns = system_clock().monotonic_ns();
    const FileQuery query = read_file_filters(call.parameters);
    auto reader = call.api.context.readers.lend();
    const DatasetPage page = read_datasets(*reader, call.viewer, query, datasets, call.deadline);
    const Freshness fresh = call.api.coverage.of(*reader, call.viewer, query.shares, query.under, call.deadline);
    Answer answer = json_answer({{"as_of", iso_or_null(page.as_of_ns)},
                        {"complete", page.complete && fresh.complete},
                        {"query", query.search ? Json(query.search->text) : Json()},
                        {"timed_out", !page.complete},
                        {"took_ms", milliseconds_since(began_ns)},
                        {"directories", page.directories},
                        {"called", page.called},
                        {"total", to_json(page.total)},
                        {"next", page.next.empty() ? Json() : Json(page.next)},
                        {"datasets", pick_each(array_json(page.datasets), call.parameters.texts("fields"))}});
    answer.fleeting = !page.complete;
    return answer;
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

}  // namespace tocd
