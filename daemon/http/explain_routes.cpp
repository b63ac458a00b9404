// GET /shares/{name}/explain.
#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/reader.hpp"
#include "http/failure.hpp"
#include "http/routes.hpp"
#include "http/schemas.hpp"
#include "http/to_json.hpp"
#include "model/ports.hpp"
#include "model/share_rules.hpp"

#include <algorithm>
#include <cerrno>
#include <optional>

namespace tocd {
namespace {

ShareRules rules_of(const Call& call, const std::string& name) {
    if (std::optional<ShareRules> rules = seen_share(call, name)) return *std::move(rules);
    throw NotFound(Named::share, "no share is called " + display_text(name));
}

// What the catalogue knows of a directory; none when it knows no such directory.
std::optional<DirectoryRecord> known_directory(const Call& call, Reader& reader, const std::string& path) {
    DirectoryQuery query;
    query.path = path;
    query.limit = 1;
    try {
        return reader.get_directory(call.viewer, query, call.deadline).directory;
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::not_found) throw;
        return std::nullopt;
    }
}

// A mount that is not entered, at `path` or above it.
std::optional<std::string> other_mount(const Call& call, Reader& reader, const ShareRules& rules, const std::string& path) {
    for (size_t end = std::max<size_t>(rules.path.size(), 1); end < path.size();) {
        end = std::min(path.find('/', end + 1), path.size());
        const std::string part = path.substr(0, end);
        const auto directory = known_directory(call, reader, part);
        if (!directory) return std::nullopt;
        if (directory->state == DirectoryState::failed && (directory->error_number == EXDEV || directory->error_number == EBUSY)) return part;
    }
    return std::nullopt;
}

Answer explain(const Call& call) {
    const ShareRules rules = rules_of(call, call.parameters.text("name").value_or(""));
    std::string path = call.parameters.text("path").value_or("");
    if (path.empty()) throw BadParameter("path", "say which path: path=/absolute/path");
    const bool slash = path.size() > 1 && path.ends_with('/');
    if (slash) path.pop_back();
    auto reader = call.api.context.readers.lend();
    const std::optional<DirectoryRecord> directory = lies_in_share(rules, path) ? known_directory(call, *reader, path) : std::nullopt;
    Explanation out = explain_path(rules, path, slash || directory.has_value());
    if (out.included)
        if (const auto mount = other_mount(call, *reader, rules, path)) {
            out = {false, "another file system is mounted at " + display_text(*mount) + " and one_file_system is true", *mount, "", ""};
        }
    const Freshness fresh = freshness_of(call, *reader, rules.share);
    Json json = {{"as_of", iso_or_null(fresh.as_of_ns)}, {"complete", fresh.complete}, {"share", rules.share}, {"included", out.included}, {"reason", out.reason}};
    put_field(json, "path", FieldKind::bytes, path);
    put_field(json, "at", FieldKind::bytes, out.at);
    json["pattern"] = out.pattern.empty() ? Json() : Json(display_text(out.pattern));
    json["list"] = out.list.empty() ? Json() : Json(out.list);
    return json_answer(json);
}

Json explain_schema() {
    Json schema = catalogue_schema(
        {{"share", simple_schema("string", "Name of the share")},
         {"included", simple_schema("boolean", "The path is kept in the catalogue, when it exists")},
         {"reason", simple_schema("string", "Why, in words")},
         {"path", simple_schema("string", "The path asked for")},
         {"at", simple_schema("string", "The path that decides: the one asked for or a directory above it")},
         {"pattern", simple_schema("string?", "The pattern that decides; null: none matches")},
         {"list", simple_schema("string?", "The setting that it stands in: exclude or exclude_snapshots")}});
    for (const char* key : {"path_base64", "at_base64"}) schema["properties"][key] = simple_schema("string", "Exact bytes, when the text is not exact");
    return schema;
}

}  // namespace

std::vector<Route> explain_routes() {
    using enum ParameterType;
    return {{"GET",
             "/api/v1/shares/{name}/explain",
             kReads,
             {{"name", text, "Name of the share", true},
              {"path", path, "Absolute path; a slash at its end says that it is a directory, which the catalogue knows otherwise"}},
             explain,
             "Why a path is in the share or left out",
             200,
             "application/json",
             explain_schema}};
}

}  // namespace tocd
