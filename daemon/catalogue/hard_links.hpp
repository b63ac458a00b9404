// Files that have several names in a share: their bytes count once.
// Thread: that of the Database.
#pragma once

#include "catalogue/database.hpp"
#include "catalogue/totals.hpp"

#include <cstdint>
#include <unordered_map>

namespace tocd {

// share.id -> bytes that its present files hold more than once: sum of sizes - this = unique bytes. Looks only at
// rows with several links; those with equal inodes in a share are one file. Shares without any are left out.
[[nodiscard]] std::unordered_map<int64_t, WideBytes> repeated_bytes(Database& database);

}  // namespace tocd
