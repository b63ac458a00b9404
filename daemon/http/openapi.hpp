// The OpenAPI 3.1 document of a route table. Thread: any (pure).
#pragma once

#include "http/routes.hpp"

namespace tocd {

[[nodiscard]] Json openapi_document(const std::vector<Route>& routes);

}  // namespace tocd
