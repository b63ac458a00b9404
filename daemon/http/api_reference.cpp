#include "http/api_reference.hpp"

#include "http/openapi.hpp"

#include <algorithm>

namespace tocd {
namespace {

constexpr const char* kBegin = R"(# The API

This page is made by `tocd --reference api` from the table by which `tocd` itself answers. The running daemon describes
the same as OpenAPI 3.1 at `/api/v1/openapi.json`. How to use it from a script: [scripts.md](scripts.md).

- Sizes are bytes. Times are ISO 8601 in UTC, with the exact Unix nanoseconds in the key with `_ns`.
- Names and paths are shown as UTF-8. Where the exact bytes are not UTF-8, stray ones are shown as `\xHH`, and the key
  with `_base64` has them exactly.
- Ids are opaque texts.
- Parameters are percent-decoded and taken as bytes: `%FF` is that byte. Unknown parameters are refused, with the
  nearest known one in the message.
- A *size* is a number of bytes, or `10k`, `10M`, `10G`, `10T`, `10P` (times 1024). A *time* is a date, a date with a time
  (ISO 8601), or how long ago: `30m`, `12h`, `30d`, `2w`, `1y`.
- `as_of` is the start of the oldest last ended scan of the shares asked, `complete` whether all of it is known.
- `GET` works as `HEAD` too. Answers with an `ETag` answer 304 to `If-None-Match`; what time cut has none. Answers are compressed where
  `Accept-Encoding` wants gzip, but for events and what is a few hundred bytes.
- `.json` behind the path of what answers JSON changes nothing. What may change in this API, and what does not:
  [What stays as it is](scripts.md#what-stays-as-it-is).
- An error is an HTTP status and a [Failure](#failure). 503 comes with `Retry-After`; 504 says that a query took longer
  than `http.query_timeout`.
- The `Host` must be one that the server knows (421 otherwise): loopback, an address of `http.listen`, or a name of
  `http.allowed_hosts`. Over a unix socket any will do. `POST` and `DELETE` are refused (403) when a page of another
  site sends them.
- A client that ends its sending with its request (`nc -N`) gets an answer that takes no longer than a second, over a unix
  socket any. News (`events`, `follow`, `wait`) end for him: keep the connection open for these.
)";

std::string cell(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '|') out.push_back('\\');
        out.push_back(c);
    }
    return out;
}

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return text;
}

// "integer", "string or null", "list of [File](#file)".
std::string type_text(const Json& schema) {
    if (schema.contains("$ref")) {
        const auto& ref = schema["$ref"].get_ref<const std::string&>();
        const std::string name = ref.substr(ref.rfind('/') + 1);
        return "[" + name + "](#" + lower(name) + ")";
    }
    if (schema.contains("oneOf")) {
        std::string out;
        for (const Json& one : schema["oneOf"]) out += (out.empty() ? "" : " or ") + type_text(one);
        return out;
    }
    if (schema.contains("enum")) {
        std::string out;
        for (const Json& one : schema["enum"]) out += (out.empty() ? "" : ", ") + code(one.get<std::string>());
        return out;
    }
    const Json& type = schema["type"];
    if (type.is_array()) {
        std::string out;
        for (const Json& one : type) out += (out.empty() ? "" : " or ") + one.get<std::string>();
        return out;
    }
    if (type == "array") return "list of " + type_text(schema["items"]);
    return type.get<std::string>();
}

// `prefix`: "error." for the keys of an object inside.
std::string keys_rows(const Json& schema, const std::string& prefix) {
    std::string out;
    for (const auto& [key, property] : schema["properties"].items()) {
        std::string doc = property.value("description", "");
        const Json& required = schema.contains("required") ? schema["required"] : Json::array();
        if (std::find(required.begin(), required.end(), key) == required.end())
            doc += doc.empty() ? "May be missing" : " (may be missing)";
        if (property.contains("properties")) {
            out += keys_rows(property, prefix + key + ".");
            continue;
        }
        out += "| " + code(prefix + key) + " | " + cell(type_text(property)) + " | " + cell(doc) + " |\n";
    }
    return out;
}

std::string keys_table(const Json& schema) {
    return "\n| key | type | meaning |\n|---|---|---|\n" + keys_rows(schema, "");
}

std::string_view value_word(const Parameter& parameter) {
    switch (parameter.type) {
        case ParameterType::words: return "words, repeatable";
        case ParameterType::list: return "list with commas, repeatable";
        case ParameterType::integer: return "number";
        case ParameterType::size: return "size";
        case ParameterType::time: return "time";
        case ParameterType::query: return "[query](query.md)";
        case ParameterType::flag: return "1 or 0";
        case ParameterType::path: return "absolute path";
        case ParameterType::choice:
        case ParameterType::order:
        case ParameterType::text: break;
    }
    return "text";
}

// "a,b" -> "`a`, `b`"
std::string choices_text(const Parameter& parameter) {
    std::string out;
    std::string_view rest = parameter.choices;
    while (!rest.empty()) {
        const size_t end = rest.find(',');
        out += (out.empty() ? "" : ", ") + code(rest.substr(0, end));
        rest = end == rest.npos ? std::string_view{} : rest.substr(end + 1);
    }
    if (parameter.type == ParameterType::order) out += "; with `-` before it descending";
    return out;
}

std::string parameter_row(const Parameter& parameter) {
    std::string value = parameter.choices.empty() ? std::string(value_word(parameter)) : choices_text(parameter);
    if (parameter.type == ParameterType::integer) {
        value += ", " + std::to_string(parameter.minimum);
        if (parameter.maximum < INT64_MAX)
            value += " to " + std::to_string(parameter.maximum);
        else
            value += " or more";
    }
    std::string preset = parameter.preset.empty() ? "" : code(parameter.preset);
    if (parameter.in_path) preset = "in the path";
    return "| " + code(parameter.name) + " | " + cell(value) + " | " + preset + " | " + cell(parameter.doc) + " |\n";
}

std::string route_text(const Route& route) {
    std::string out = "\n## " + std::string(route.method) + " " + std::string(route.path) + "\n\n";
    out.append(route.doc).append(".\n");
    if (route.rule.whole) out += "\nFor who sees everything.\n";
    else if (route.rule.least == Role::none) out += "\nFor everybody, known or not.\n";
    else if (route.rule.least > Role::viewer) out += "\nFor " + std::string(role_name(route.rule.least)) + "s.\n";
    if (!route.parameters.empty()) {
        out += "\n| parameter | value | default | meaning |\n|---|---|---|---|\n";
        for (const Parameter& parameter : route.parameters) out += parameter_row(parameter);
    }
    if (route.body != nullptr) out += "\nBody: JSON, or " + (route.text_type.empty() ? "none at all" : "`" + std::string(route.text_type) + "`, " + std::string(route.text_doc)) + ".\n" + keys_table(route.body());
    out += "\nAnswer: " + std::to_string(route.status) + ", " + code(route.media_type);
    if (route.answer == nullptr) return out + ".\n";
    const Json schema = route.answer();
    if (schema.contains("properties")) return out + ".\n" + keys_table(schema);
    const std::string doc = schema.value("description", "");
    if (schema.contains("oneOf")) {
        out += ": " + doc + ".\n";
        for (const Json& one : schema["oneOf"]) out += keys_table(one);
        return out;
    }
    return out + (doc.empty() ? "" : ": " + doc) + ".\n";
}

}  // namespace

std::string api_reference(const std::vector<Route>& routes) {
    std::string out = kBegin;
    for (const Route& route : routes) out += route_text(route);
    out += "\n## Records\n";
    const Json document = openapi_document(routes);
    for (const auto& [name, schema] : document["components"]["schemas"].items()) {
        out += "\n### " + name + "\n";
        if (schema.contains("description")) out += "\n" + schema["description"].get<std::string>() + ".\n";
        out += keys_table(schema);
    }
    return out;
}

}  // namespace tocd
