// One table per record says its keys: the JSON object, its schema and the CSV columns are all made from it.
#pragma once

#include "base/text.hpp"
#include "base/time.hpp"
#include "model/entry.hpp"

#include <nlohmann/json.hpp>

#include <span>
#include <string>
#include <string_view>

namespace tocd {

using Json = nlohmann::ordered_json;

enum class FieldKind : uint8_t {
    text,   // valid UTF-8
    bytes,  // exact bytes: display text, and key_base64 when it is not exact
    time,   // UnixNs, null when not known: ISO text, and key_ns
    integer,
    number,
    flag,
};

template <class Record>
struct Field {
    std::string_view key;
    FieldKind kind;
    bool nullable;
    std::string_view doc;
    Json (*value)(const Record&);  // bytes: a string of any bytes; time: an integer or null
};

// A time of a record as a field's value: `none` means "not known".
[[nodiscard]] inline Json time_value(UnixNs t, UnixNs none = 0) { return t == none ? Json() : Json(t); }

// Appends what a field of this kind shows to `object`.
void put_field(Json& object, std::string_view key, FieldKind kind, Json value);
// The schema's properties of such a field.
void put_field_schema(Json& properties, Json& required, std::string_view key, FieldKind kind, bool nullable,
                      std::string_view doc);

template <class Record>
[[nodiscard]] Json object_of(std::span<const Field<Record>> fields, const Record& record) {
    Json object = Json::object();
    for (const Field<Record>& field : fields) put_field(object, field.key, field.kind, field.value(record));
    return object;
}

template <class Record>
[[nodiscard]] Json schema_of(std::span<const Field<Record>> fields, std::string_view doc) {
    Json properties = Json::object();
    Json required = Json::array();
    for (const Field<Record>& field : fields)
        put_field_schema(properties, required, field.key, field.kind, field.nullable, field.doc);
    return {{"type", "object"},
            {"description", doc},
            {"properties", std::move(properties)},
            {"required", std::move(required)},
            {"additionalProperties", false}};
}

}  // namespace tocd
