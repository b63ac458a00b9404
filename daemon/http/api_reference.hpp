// The API as a document for people, made from the route table and the tables of record keys.
// Thread: any (pure).
#pragma once

#include "http/routes.hpp"

#include <string>

namespace tocd {

// Markdown. packaging/docs/api.md is this text of all_routes().
[[nodiscard]] std::string api_reference(const std::vector<Route>& routes);

}  // namespace tocd
