#include "http/schemas.hpp"

#include "http/record_fields.hpp"
#include "http/to_json.hpp"

namespace tocd {
namespace {

Json tops_schema(std::string_view doc) {
    Json schema = object_schema({{"by_files", array_of("Top")}, {"by_size", array_of("Top")}});
    schema["description"] = doc;
    return schema;
}

}  // namespace

Json schema_ref(std::string_view name) { return {{"$ref", "#/components/schemas/" + std::string(name)}}; }
Json nullable_ref(std::string_view name) { return {{"oneOf", Json::array({schema_ref(name), {{"type", "null"}}})}}; }
Json array_of(std::string_view name) { return {{"type", "array"}, {"items", schema_ref(name)}}; }

Json simple_schema(std::string_view type, std::string_view doc) {
    if (type.ends_with('?'))
        return {{"type", Json::array({type.substr(0, type.size() - 1), "null"})}, {"description", doc}};
    return {{"type", type}, {"description", doc}};
}

Json object_schema(std::vector<std::pair<std::string, Json>> properties) {
    Json schema = {{"type", "object"},
                   {"properties", Json::object()},
                   {"required", Json::array()},
                   {"additionalProperties", false}};
    for (auto& [key, property] : properties) {
        schema["required"].push_back(key);
        schema["properties"][key] = std::move(property);
    }
    return schema;
}

Json catalogue_schema(std::vector<std::pair<std::string, Json>> properties) {
    Json as_of = simple_schema(
        "string?", "Start of the oldest last ended scan of the shares asked; null: one was never scanned to its end");
    as_of["format"] = "date-time";
    properties.insert(properties.begin(),
                      {"complete", simple_schema("boolean",
                                                 "False: parts could not be read, were never scanned to the end, or "
                                                 "time ran out; numbers are at least what is shown")});
    properties.insert(properties.begin(), {"as_of", std::move(as_of)});
    return object_schema(std::move(properties));
}

static Json texts_schema(const char* doc) {
    return {{"type", "array"}, {"items", {{"type", "string"}}}, {"description", doc}};
}

static Json rules_schema() {
    return object_schema(
        {{"exclude_snapshots", texts_schema("Patterns of snapshot folders that are left out, tried first")},
         {"exclude", texts_schema("Patterns of what else is left out; of both lists the last that matches decides")},
         {"one_file_system", simple_schema("boolean", "Other mounts below the root are not entered")},
         {"marker", simple_schema("string?", "What must exist below the root before and after a scan")},
         {"max_entries_per_second", simple_schema("integer", "Names that a scan looks at in a second, at most; 0: no limit")},
         {"back_off", simple_schema("boolean", "Fewer threads while the share answers slowly")},
         {"quiet_hours", texts_schema("Local times in which scans by schedule wait")}});
}

static Json dataset_schema() {
    Json schema = schema_of(dataset_fields(), "A directory by the files directly in it that a query finds");
    const Json type = object_schema({{"ext", simple_schema("string", "Empty: none")}, {"files", simple_schema("integer", "How many")}});
    const Json types = {{"type", "array"}, {"items", type}, {"description", "Most frequent extensions of them, at most 3"}};
    const Json period = object_schema({{"period", simple_schema("string", "Of mtime, UTC: 2015 or 2015-03")}, {"files", simple_schema("integer", "How many")}});
    const Json periods = {{"type", "array"},
                          {"items", period},
                          {"description", "Months with files of it, the earliest first; years where they lie more than two years apart"}};
    for (const auto& [key, list] : {std::pair<const char*, Json>{"types", types},
                                    {"more_types", simple_schema("integer", "Other extensions")},
                                    {"owners", texts_schema("Owners of most of them, at most 3")},
                                    {"more_owners", simple_schema("integer", "Other owners")},
                                    {"periods", periods}}) {
        schema["properties"][key] = list;
        schema["required"].push_back(key);
    }
    return schema;
}

Json record_schemas() {
    Json share = schema_of(share_fields(), "A configured tree");
    for (const auto& [key, type] : {std::pair{"held", "HeldRemovals"}, std::pair{"last_scan", "Scan"}, std::pair{"progress", "Progress"}, std::pair{"rules", "ShareRules"}}) {
        share["properties"][key] = nullable_ref(type);
        share["required"].push_back(key);
    }
    share["properties"]["client_paths"] = {{"type", "array"},
                                           {"description", "Where people find the share on their own machines, as configured"},
                                           {"items", schema_ref("ClientPath")}};
    share["required"].push_back("client_paths");
    Json client_path_kind = simple_schema("string", "posix (/mnt/data), unc (\\\\server\\data), drive (X:) or smb (smb://server/data)");
    client_path_kind["enum"] = {"posix", "unc", "drive", "smb"};
    Json scan_with_errors =
        schema_of(scan_fields(), "One pass over a share, with the first 1000 of what it could not read");
    scan_with_errors["properties"]["errors"] = array_of("ScanError");
    scan_with_errors["required"].push_back("errors");
    Json progress = schema_of(progress_fields(), "What a share's scan does now");
    progress["properties"]["levels"] = array_of("Level");
    progress["properties"]["levels"]["description"] = "What was listed by depth: the share's root, then what it holds, …";
    progress["required"].push_back("levels");
    Json change = schema_of(change_fields(), "What a scan found out that had changed");
    change["properties"]["clock"] = simple_schema("string", "since= that goes on behind it. Opaque");
    change["required"].push_back("clock");
    Json event = progress;
    event["description"] = "Data of a scan event: the share's Progress";
    event["properties"]["share"] = simple_schema("string", "Name of the share");
    event["required"].push_back("share");
    Json error = object_schema(
        {{"kind",
          simple_schema("string",
                        "invalid_argument, not_found, unavailable, conflict, corrupt, limit, cancelled or internal")},
         {"message", simple_schema("string", "What is wrong, and what would be right")},
         {"parameter", simple_schema("string", "The parameter it speaks of")},
         {"position", simple_schema("integer", "Of q: where it cannot be read, in characters from 0")},
         {"length", simple_schema("integer", "Of q: characters from there on that are wrong")},
         {"reason", simple_schema("string", "Of q: what is wrong there")},
         {"remedy", simple_schema("string", "Of q: what would be right; may be empty")}});
    error["required"] = Json::array({"kind", "message"});
    return {{"File", schema_of(file_fields(), "A regular file")},
            {"Directory", schema_of(directory_fields(), "A directory")},
            {"Dataset", dataset_schema()},
            {"Scan", schema_of(scan_fields(), "One pass over a share")},
            {"ScanWithErrors", std::move(scan_with_errors)},
            {"ScanError", schema_of(scan_error_fields(), "What a scan could not read")},
            {"Progress", std::move(progress)},
            {"ScanEvent", std::move(event)},
            {"ChangeEvent", object_schema({{"share", simple_schema("string", "Name of the share in which something changed")},
                                           {"clock", simple_schema("string", "of its newest change, as since= of /api/v1/changes. Opaque")}})},
            {"Change", std::move(change)},
            {"Level", schema_of(level_fields(), "One level of a tree")},
            {"HeldRemovals", schema_of(held_fields(), "Files that are missed and not marked gone, since they are too many at once; null: none")},
            {"Share", std::move(share)},
            {"ShareRules", rules_schema()},
            {"ClientPath", object_schema({{"kind", std::move(client_path_kind)},
                                          {"prefix", simple_schema("string", "Stands for the share's own path there; in what follows unc and drive have backslashes, smb is percent-encoded")}})},
            {"Total", schema_of(total_fields(), "Number and bytes of files")},
            {"Top", schema_of(top_fields(), "One group of files")},
            {"Tops", tops_schema("The largest groups by number and by bytes")},
            {"Failure", object_schema({{"error", std::move(error)}})}};
}

Json iso_or_null(UnixNs t) { return t == 0 ? Json() : Json(format_iso(t)); }

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace tocd
