#include "http/openapi.hpp"

#include "base/text.hpp"
#include "http/schemas.hpp"
#include "http/to_json.hpp"

#include <algorithm>

namespace tocd {
namespace {

Json choices_of(const Parameter& parameter) {
    Json out = Json::array();
    std::string_view rest = parameter.choices;
    while (!rest.empty()) {
        const size_t end = rest.find(',');
        out.push_back(rest.substr(0, end));
        if (parameter.type == ParameterType::order) out.push_back("-" + std::string(rest.substr(0, end)));
        rest = end == rest.npos ? std::string_view{} : rest.substr(end + 1);
    }
    return out;
}

Json value_schema(const Parameter& parameter) {
    switch (parameter.type) {
        case ParameterType::words:
        case ParameterType::list: return {{"type", "array"}, {"items", {{"type", "string"}}}};
        case ParameterType::integer:
            return {{"type", "integer"},
                    {"format", "int64"},
                    {"minimum", parameter.minimum},
                    {"maximum", parameter.maximum}};
        case ParameterType::size: return {{"type", "string"}, {"pattern", "^[0-9]+([kKmMgGtTpP]([iI]?[bB])?)?$"}};
        case ParameterType::time:
            return {{"type", "string"}, {"examples", Json::array({"2026-11-22", "2026-11-22T20:17:05Z", "30d"})}};
        case ParameterType::flag:
            return {{"type", "string"}, {"enum", Json::array({"1", "0", "true", "false", "yes", "no"})}};
        case ParameterType::choice:
        case ParameterType::order: return {{"type", "string"}, {"enum", choices_of(parameter)}};
        case ParameterType::path: return {{"type", "string"}, {"pattern", "^/"}};
        case ParameterType::query:
        case ParameterType::text: break;
    }
    return {{"type", "string"}};
}

Json parameter_json(const Parameter& parameter) {
    Json schema = value_schema(parameter);
    if (!parameter.preset.empty())
        schema["default"] = parameter.type == ParameterType::integer ? Json(std::stoll(std::string(parameter.preset)))
                                                                     : Json(parameter.preset);
    Json out = {{"name", parameter.name},
                {"in", parameter.in_path ? "path" : "query"},
                {"description", parameter.doc},
                {"schema", std::move(schema)}};
    if (parameter.in_path) out["required"] = true;
    if (parameter.type == ParameterType::list) out["explode"] = true;
    return out;
}

Json failure_json(std::string_view doc) {
    return {{"description", doc}, {"content", {{"application/json", {{"schema", schema_ref("Failure")}}}}}};
}

// "GET /api/v1/shares/{name}/scans" → "get_shares_name_scans": what code generators name their functions.
std::string operation_id(const Route& route) {
    std::string path(route.path);
    constexpr std::string_view kPrefix = "/api/v1";
    if (path.starts_with(kPrefix)) path.erase(0, kPrefix.size());
    std::string id = ascii_lower(route.method);
    for (const char c : path) {
        if (c == '/' || c == '.')
            id.push_back('_');
        else if (c != '{' && c != '}')
            id.push_back(c);
    }
    return id;
}

Json operation_json(const Route& route) {
    Json out = {{"operationId", operation_id(route)}, {"summary", route.doc}};
    if (!route.parameters.empty()) {
        out["parameters"] = Json::array();
        for (const Parameter& parameter : route.parameters) out["parameters"].push_back(parameter_json(parameter));
    }
    if (route.body != nullptr)
        out["requestBody"] = {{"required", false}, {"content", {{"application/json", {{"schema", route.body()}}}}}};
    if (!route.text_type.empty())
        out["requestBody"]["content"][std::string(route.text_type)] = {
            {"schema", {{"type", "string"}, {"description", route.text_doc}}}};
    const Json schema = route.answer != nullptr ? route.answer() : Json{{"type", "string"}};
    out["responses"][std::to_string(route.status)] = {
        {"description", route.doc}, {"content", {{std::string(route.media_type), {{"schema", schema}}}}}};
    if (route.cacheable) out["responses"]["304"] = {{"description", "If-None-Match names the answer that still holds"}};
    out["responses"]["default"] = failure_json("What is wrong");
    return out;
}

}  // namespace

Json openapi_document(const std::vector<Route>& routes) {
    Json document = {{"openapi", "3.1.0"},
                     {"info",
                      {{"title", "tocd"},
                       {"version", TOCD_VERSION},
                       {"description",
                        "The table of contents of file shares. Sizes are bytes; times are ISO 8601 in UTC, with the "
                        "exact Unix nanoseconds in the key with _ns. Names are shown "
                        "as UTF-8; the key with _base64 has the exact bytes where they are not. Parameters are "
                        "percent-decoded and taken as bytes. Unknown parameters are refused."}}},
                     {"paths", Json::object()}};
    for (const Route& route : routes)
        document["paths"][std::string(route.path)][ascii_lower(route.method)] = operation_json(route);
    document["components"]["schemas"] = record_schemas();
    return document;
}

}  // namespace tocd
