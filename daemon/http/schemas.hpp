// JSON Schemas (2020-12, as OpenAPI 3.1 uses them) of the answers, built from the tables of record keys.
#pragma once

#include "http/field.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace tocd {

// {"$ref": "#/components/schemas/NAME"}
[[nodiscard]] Json schema_ref(std::string_view name);
[[nodiscard]] Json nullable_ref(std::string_view name);
[[nodiscard]] Json array_of(std::string_view name);
// {"type": …, "description": …}; a type that ends with '?' may be null.
[[nodiscard]] Json simple_schema(std::string_view type, std::string_view doc);
// An object with exactly these keys, all required.
[[nodiscard]] Json object_schema(std::vector<std::pair<std::string, Json>> properties);
// The same after "as_of" and "complete", which every answer from the catalogue begins with.
[[nodiscard]] Json catalogue_schema(std::vector<std::pair<std::string, Json>> properties);

}  // namespace tocd
