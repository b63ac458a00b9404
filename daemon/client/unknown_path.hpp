// What to say of a path that the catalogue does not know. Thread: one.
#pragma once

#include "client/session.hpp"

#include <string>

namespace tocd {

// Why: no share holds it (and which there are), or its share knows no such directory (and the nearest name).
[[nodiscard]] std::string explain_unknown_path(const Session& session, const std::string& path);

}  // namespace tocd
