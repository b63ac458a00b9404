#include "http/facet_json.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "http/schemas.hpp"

namespace tocd {

FacetKey facet_key(std::string_view name) {
    for (const auto& [known, key] : kFacetKeys)
        if (known == name) return key;
    throw Error(ErrorKind::internal, "a route takes a grouping that does not exist");
}

std::string_view facet_name(FacetKey key) noexcept {
    for (const auto& [name, other] : kFacetKeys)
        if (other == key) return name;
    return "";
}

Json facet_value_json(const FacetValue& value) {
    Json out = {{"value", value.value}, {"query", value.query}, {"files", value.totals.files}, {"size_bytes", value.totals.size_bytes}};
    if (value.exact) out["value_base64"] = base64_encode(*value.exact);
    return out;
}

Json facet_value_schema() {
    Json schema = object_schema({{"value", simple_schema("string", "What the files have in common")},
                          {"query", simple_schema("string", "The same in the query language: with it behind q, separated by a blank, these files are found")},
                          {"files", simple_schema("integer", "How many")},
                          {"size_bytes", simple_schema("integer", "Their sizes")}});
    schema["properties"]["value_base64"] = simple_schema("string", "Exact bytes of a directory's path, when the text is not exact: under takes them");
    return schema;
}

double milliseconds_since(int64_t monotonic_ns) { return static_cast<double>(system_clock().monotonic_ns() - monotonic_ns) / 1e6; }

UnixNs this_minute_ns() {
    constexpr int64_t kMinuteNs = 60 * kNsPerSecond;
    return system_clock().now_ns() / kMinuteNs * kMinuteNs;
}

}  // namespace tocd
