// GET /directories.
#include "http/chosen_fields.hpp"
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

Answer get_directories(const Call& call) {
    DirectoryQuery query;
    const std::optional<std::string> path = call.parameters.text("path");
    query.path = path.value_or("");
    const Parameters::Order order = call.parameters.order("sort");
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

Json directories_schema() {
    return catalogue_schema({{"directory", nullable_ref("Directory")},
                             {"ancestors", array_of("Directory")},
                             {"directories", array_of("Directory")},
                             {"files", array_of("File")},
                             {"more_directories", simple_schema("boolean", "The limit cut the directories")},
                             {"more_files", simple_schema("boolean", "The limit cut the files")}});
}

}  // namespace

std::vector<Route> directory_routes() {
    using enum ParameterType;
    return {{"GET",
             "/api/v1/directories",
             {{"path", path, "Absolute path of the directory; without it: the roots of all shares, of a path above shares: of those below it, with directory null"},
              {"sort", order, "Order of directories and files", false, "name,size,files,modified", "name"},
              {"limit", integer, "Directories, and files, each", false, {}, "1000", 1, 2000},
              {"offset", integer, "Leave out so many directories, and files, each: the next page", false, {}, "0", 0,
               std::numeric_limits<int32_t>::max()},
              {"gone", choice, kGoneDoc, false, kGoneChoices, "no"},
              fields_parameter("Directory,File")},
             get_directories,
             "One directory: totals, ancestors from the share's root down, child directories and files",
             200,
             "application/json",
             directories_schema,
             nullptr,
             true}};
}

}  // namespace tocd
