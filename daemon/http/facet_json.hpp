// Values by which files are told apart, as parameters and answers have them. Thread: any (pure).
#pragma once

#include "http/field.hpp"
#include "model/facets.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace tocd {

inline constexpr std::array<std::pair<std::string_view, FacetKey>, 9> kFacetKeys = {{{"ext", FacetKey::ext},
                                                                         {"owner", FacetKey::owner},
                                                                         {"group", FacetKey::group},
                                                                         {"share", FacetKey::share},
                                                                         {"project", FacetKey::project},
                                                                         {"size", FacetKey::size},
                                                                         {"age", FacetKey::age},
                                                                         {"year", FacetKey::year},
                                                                         {"directory", FacetKey::directory}}};
inline constexpr std::string_view kFacetChoices = "ext,owner,group,share,project,size,age,year,directory";  // the same

[[nodiscard]] FacetKey facet_key(std::string_view name);  // one of the choices
[[nodiscard]] std::string_view facet_name(FacetKey key) noexcept;

[[nodiscard]] Json facet_value_json(const FacetValue& value);
[[nodiscard]] Json facet_value_schema();

// For took_ms.
[[nodiscard]] double milliseconds_since(int64_t monotonic_ns);

// Ages are told as of the last full minute, so that an answer holds for one: its ETag changes as often.
[[nodiscard]] UnixNs this_minute_ns();

}  // namespace tocd
