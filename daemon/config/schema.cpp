#include "config/print.hpp"

#include "config/fields.hpp"
#include "config/units.hpp"

#include <nlohmann/json.hpp>

namespace tocd {
namespace {

using Json = nlohmann::ordered_json;

// The schema of one field's value, from the member's type, with the member's value as the default.
struct ValueSchema {
    const Field& field;

    Json operator()(const std::string* member) const {
        if (!field.choices.empty()) return {{"enum", field.choices}, {"default", *member}};
        Json schema = {{"type", "string"}, {"minLength", field.limits.min}, {"maxLength", field.limits.max}};
        if (field.example.empty())
            schema["default"] = *member;
        else
            schema["examples"] = {field.example};
        return schema;
    }
    Json operator()(const bool* member) const { return {{"type", "boolean"}, {"default", *member}}; }
    Json operator()(const uint32_t* member) const {
        Json schema = {
            {"type", "integer"}, {"minimum", field.limits.min}, {"maximum", field.limits.max}, {"default", *member}};
        if (field.format != Format::size) return schema;
        schema["type"] = {"integer", "string"};
        schema["pattern"] = kSizePattern;
        return schema;
    }
    Json operator()(const std::chrono::seconds* member) const { return duration("integer", *member); }
    Json operator()(const std::chrono::milliseconds* member) const { return duration("number", *member); }
    Json operator()(const std::vector<std::string>* member) const {
        return {{"type", "array"},
                {"items", {{"type", "string"}, {"minLength", 1}, {"maxLength", kMaxEntryBytes}}},
                {"maxItems", field.limits.max},
                {"default", *member}};
    }
    template <class Enum>
    requires std::is_enum_v<Enum> Json operator()(const Enum* member) const {
        return {{"enum", field.choices}, {"default", field.choices.at(static_cast<size_t>(*member))}};
    }

private:
    // Text with a unit, or a number of seconds: "pattern" holds for the one, "minimum" for the other.
    [[nodiscard]] Json duration(const char* number, std::chrono::milliseconds value) const {
        const auto seconds = [](int64_t ms) {
            return ms % 1000 == 0 ? Json(ms / 1000) : Json(static_cast<double>(ms) / 1000);
        };
        return {{"type", {"string", number}},
                {"pattern", kDurationPattern},
                {"minimum", seconds(field.limits.min)},
                {"maximum", seconds(field.limits.max)},
                {"default", format_duration(value)}};
    }
};

Json section_schema(Section section) {
    Config config = default_entries();
    Json properties = Json::object();
    Json required = Json::array();
    for (const Field& field : fields()) {
        if (field.section != section) continue;
        Json schema = {{"description", field.doc}};
        schema.update(std::visit(ValueSchema{field}, field.slot(config, 0)));
        properties[std::string(field.key)] = schema;
        if (field.required) required.push_back(field.key);
    }
    Json schema = {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
    if (!required.empty()) schema["required"] = required;
    return schema;
}

}  // namespace

std::string config_schema() {
    Json properties = Json::object();
    for (const SectionRow& row : sections()) {
        Json schema = {{"description", row.doc}};
        if (const Field* const whole = whole_section(row.section)) {
            Config config = default_entries();
            schema.update(std::visit(ValueSchema{*whole}, whole->slot(config, 0)));
            schema["type"] = {schema["type"], "null"};
            schema["description"] = std::string(row.doc) + " " + std::string(whole->doc);
        } else if (is_list(row.section)) {
            schema.update(
                Json{{"type", {"array", "null"}}, {"items", section_schema(row.section)}, {"maxItems", kMaxShares}});
        } else {
            schema.update(section_schema(row.section));
            schema["type"] = {"object", "null"};  // a section of which every line is a comment
        }
        properties[std::string(row.key)] = schema;
    }
    const Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                         {"title", "Configuration of tocd"},
                         {"type", {"object", "null"}},
                         {"properties", properties},
                         {"additionalProperties", false}};
    return schema.dump(2) + "\n";
}

}  // namespace tocd
