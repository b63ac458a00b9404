// Files that have several names in a share: their bytes count once.
// Thread: that of the Database.
#pragma once

#include "catalogue/database.hpp"
#include "catalogue/directory_sights.hpp"
#include "catalogue/totals.hpp"

#include <cstdint>
#include <unordered_map>

namespace tocd {

// share.id -> bytes that its present files hold more than once: sum of sizes - this = unique bytes. Looks only at
// rows with several links; those with equal inodes in a share are one file. Shares without any are left out.
using RepeatedBytes = std::unordered_map<int64_t, WideBytes>;
// `sights`: only of files that they show; null: of all.
[[nodiscard]] RepeatedBytes find_repeated_bytes(Database& database, DirectorySights* sights = nullptr);

// Remembers them from one end of a scan to the next: they cost 2.5 us per row with several links, and pages ask for
// them again and again while a scan runs.
class RepeatedBytesMemory {
public:
    // Of everybody's files; of what a viewer sees of them, when that is less, nothing is remembered.
    [[nodiscard]] RepeatedBytes read(ReadCall& call);

private:
    int64_t ended_scans_ = -1;
    RepeatedBytes bytes_;
};

}  // namespace tocd
