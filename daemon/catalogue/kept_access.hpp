// Table `kept_access`: who may see all of a share, kept for the time when it is no longer configured.
// Thread: the writer's, in a write transaction.
#pragma once

#include "catalogue/database.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tocd {

// The entries of `access` that hide a share or something in it: of each whom it lets in ("user:NAME", "group:NAME", "token:NAME").
using AccessLists = std::vector<std::vector<std::string>>;

struct KeptAccess {
    std::string share;
    AccessLists lists;  // not empty
};

// In place of what was kept of the share.
void store_kept_access(Database& database, int64_t share_id, const AccessLists& lists);
// Of the shares that are not configured and of which something was hidden, by name.
[[nodiscard]] std::vector<KeptAccess> read_kept_access(Database& database);

}  // namespace tocd
