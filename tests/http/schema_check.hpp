// Checks a JSON value against the part of JSON Schema that the OpenAPI document uses.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace tocd {

// What does not fit, with its place; empty when all does. Properties that the schema does not know never fit.
[[nodiscard]] inline std::string schema_fault(const nlohmann::json& document, nlohmann::json schema,
                                              const nlohmann::json& value, const std::string& place = "$") {
    if (schema.contains("$ref")) {
        const std::string ref = schema["$ref"];
        schema = document.at(nlohmann::json::json_pointer(ref.substr(1)));
    }
    if (schema.contains("oneOf")) {
        int fitting = 0;
        for (const auto& one : schema["oneOf"]) fitting += schema_fault(document, one, value, place).empty();
        return fitting == 1 ? "" : place + " fits " + std::to_string(fitting) + " of oneOf: " + value.dump();
    }
    const auto is = [&](const std::string& type) {
        if (type == "object") return value.is_object();
        if (type == "array") return value.is_array();
        if (type == "string") return value.is_string();
        if (type == "integer") return value.is_number_integer();
        if (type == "number") return value.is_number();
        if (type == "boolean") return value.is_boolean();
        return type == "null" && value.is_null();
    };
    bool fits = false;
    if (schema["type"].is_array())
        for (const auto& type : schema["type"]) fits = fits || is(type);
    else
        fits = is(schema["type"]);
    if (!fits) return place + " is not " + schema["type"].dump() + ": " + value.dump();
    if (value.is_array()) {
        for (size_t i = 0; i < value.size(); ++i)
            if (auto fault = schema_fault(document, schema["items"], value[i], place + "[" + std::to_string(i) + "]");
                !fault.empty())
                return fault;
    }
    if (!value.is_object() || !schema.contains("properties")) return "";
    for (const auto& [key, member] : value.items()) {
        if (!schema["properties"].contains(key)) return place + "." + key + " is not in the schema";
        if (auto fault = schema_fault(document, schema["properties"][key], member, place + "." + key); !fault.empty())
            return fault;
    }
    for (const auto& key : schema["required"])
        if (!value.contains(key)) return place + "." + key.get<std::string>() + " is missing";
    return "";
}

}  // namespace tocd
