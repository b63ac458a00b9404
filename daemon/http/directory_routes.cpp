// GET /directories: one with its children, or those that a query finds.
#include "http/chosen_fields.hpp"
#include "http/dataset_answers.hpp"
#include "http/failure.hpp"
#include "http/file_query.hpp"
#include "http/routes.hpp"
#include "http/to_json.hpp"

#include <limits>

namespace tocd {
namespace {

DirectoryQuery::Sort sort_of(const std::string& key) {
    if (key == "size") return DirectoryQuery::Sort::size;
    if (key == "files") return DirectoryQuery::Sort::files;
    if (key == "modified") return DirectoryQuery::Sort::modified;
    return DirectoryQuery::Sort::name;
}

constexpr std::string_view kChildSorts = "name,size,files,modified";

bool is_one_of(std::string_view key, std::string_view keys) {
    return ("," + std::string(keys) + ",").find("," + std::string(key) + ",") != std::string::npos;
}

void check_sort(const std::string& key, std::string_view keys, const char* when) {
    if (!key.empty() && !is_one_of(key, keys)) throw BadParameter("sort", "sort=" + key + " is not possible " + when + ", only " + std::string(keys));
}

// Whether files are asked for: then those directories that hold them are the answer.
bool is_search(const Call& call) {
    for (const Parameter& filter : unordered_filters())
        if (filter.name != "gone" && call.parameters.has(filter.name)) return true;
    return false;
}

Answer find_directories(const Call& call) {
    if (call.parameters.has("path"))
        throw BadParameter("path", "path is one directory and its children; a search below it takes under");
    const Parameters::Order order = call.parameters.order("sort");
    check_sort(order.key, kDatasetSorts, "with a search");
    DatasetQuery datasets = read_dataset_page(call, 20);
    datasets.sort = order.key.empty() ? DatasetSort::relevance : dataset_sort(order.key);
    datasets.descending = order.descending;
    return dataset_answer(call, datasets);
}

Answer get_directories(const Call& call) {
    if (is_search(call)) return find_directories(call);
    if (call.parameters.has("after")) throw BadParameter("after", "after goes on with a search; children go on with offset");
    DirectoryQuery query;
    const std::optional<std::string> path = call.parameters.text("path");
    query.path = path.value_or("");
    const Parameters::Order order = call.parameters.order("sort");
    check_sort(order.key, kChildSorts, "without a search");
    query.sort = sort_of(order.key);
    query.descending = order.descending;
    query.limit = static_cast<uint32_t>(call.parameters.number("limit").value_or(1000));
    query.offset = static_cast<uint32_t>(call.parameters.number("offset").value_or(0));
    query.gone = read_gone(call.parameters);
    auto reader = call.api.context.readers.lend();
    const DirectoryPage page = reader->get_directory(call.viewer, query, call.deadline);
    const bool complete = !page.only_roots ? page.as_of_ns != 0 && page.directory.failed_directories == 0 &&
                                                 page.directory.state != DirectoryState::pending
                                           : call.api.coverage.of(*reader, call.viewer, {}, path, call.deadline).complete;
    const std::vector<std::string> fields = call.parameters.texts("fields");
    return json_answer({{"as_of", iso_or_null(page.as_of_ns)},
                        {"complete", complete},
                        {"directory", page.only_roots ? Json() : to_json(page.directory)},
                        {"ancestors", array_json(page.ancestors)},
                        {"directories", pick_each(array_json(page.directories), fields)},
                        {"files", pick_each(array_json(page.files), fields)},
                        {"more_directories", page.more_directories},
                        {"more_files", page.more_files}});
}

Json listing_schema() {
    return catalogue_schema({{"directory", nullable_ref("Directory")},
                             {"ancestors", array_of("Directory")},
                             {"directories", array_of("Directory")},
                             {"files", array_of("File")},
                             {"more_directories", simple_schema("boolean", "The limit cut the directories")},
                             {"more_files", simple_schema("boolean", "The limit cut the files")}});
}

Json directories_schema() {
    return {{"oneOf", Json::array({listing_schema(), datasets_schema()})},
            {"description", "the first keys without a search; with q, or another filter of files, those of /api/v1/datasets"}};
}

std::vector<Parameter> parameters() {
    using enum ParameterType;
    std::vector<Parameter> out = {
        {"path", path, "Absolute path of the directory; without it: the roots of all shares, of a path above shares: of those below it, with directory null"}};
    for (Parameter& filter : unordered_filters()) {
        if (filter.name == "q") filter.doc = "A search in the query language (query.md): with it, or any other filter of files, the answer is that of /api/v1/datasets";
        out.push_back(filter);
    }
    out.push_back({"sort", order, "Order of directories and files, name when not given: name, size, files or modified; with a search as for /api/v1/datasets", false,
                   "name,size,files,modified,relevance,newest,oldest,path"});
    out.push_back({"limit", integer, "Directories, and files, each; 1000 when not given, 20 with a search", false, {}, {}, 1, 2000});
    out.push_back({"offset", integer, "Leave out so many directories, and files, each: the next page", false, {}, "0", 0, std::numeric_limits<int32_t>::max()});
    out.push_back({"after", text, "With a search: the next of the page before"});
    out.push_back(fields_parameter("Directory,File,Dataset"));
    return out;
}

}  // namespace

std::vector<Route> directory_routes() {
    return {{"GET", "/api/v1/directories", kReads, parameters(), get_directories,
             "One directory: totals, ancestors from the share's root down, child directories and files. With q, or another filter of files: the "
             "directories that hold such files, or are called so, as /api/v1/datasets has them",
             200, "application/json", directories_schema, nullptr, true}};
}

}  // namespace tocd
