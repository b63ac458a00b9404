// fields=: which keys of the records of a list an answer has. Thread: any.
#pragma once

#include "http/parameters.hpp"
#include "http/schemas.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocd {

// The parameter of a route that lists records of these kinds ("File" of record_schemas(), or "Directory,File").
[[nodiscard]] Parameter fields_parameter(std::string_view records);

// The same object with the keys of `fields` alone, in that order; none: all. A key_base64 stays with its key.
[[nodiscard]] Json pick_fields(Json record, const std::vector<std::string>& fields);
// Of every record of a list.
[[nodiscard]] Json pick_each(Json records, const std::vector<std::string>& fields);

}  // namespace tocd
