// Names of users and groups from the system's databases (getpwuid_r(3), NSS).
#pragma once

#include "catalogue/dictionaries.hpp"

namespace tocd {

[[nodiscard]] AccountNames system_account_names();

}  // namespace tocd
