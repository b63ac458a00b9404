// The filters that /files and the exports share. Thread: any (pure).
#pragma once

#include "http/parameters.hpp"
#include "http/schemas.hpp"
#include "model/query.hpp"

#include <vector>

namespace tocd {

// Filters and sort; `preset_sort` is what sort= means when it is not given.
[[nodiscard]] std::vector<Parameter> file_filters(std::string_view preset_sort);
[[nodiscard]] std::vector<Parameter> unordered_filters();  // without the sort
[[nodiscard]] FileQuery read_file_filters(const Parameters& parameters);  // all but the sort
[[nodiscard]] FileQuery read_file_query(const Parameters& parameters);

[[nodiscard]] GoneFilter read_gone(const Parameters& parameters);
inline constexpr std::string_view kGoneChoices = "no,yes,any";
inline constexpr std::string_view kGoneDoc =
    "Files and directories that are gone: no (only what is there), yes (only what is gone), any";

}  // namespace tocd
