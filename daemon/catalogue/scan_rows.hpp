// Rows of the table scan, and what a new scan takes from those before it.
// Thread: the writer's, in its transaction.
#pragma once

#include "catalogue/database.hpp"
#include "catalogue/shares_table.hpp"
#include "model/ports.hpp"
#include "model/records.hpp"

#include <string>

namespace tocd {

// A running scan; gives its id.
[[nodiscard]] int64_t insert_scan_row(Database& database, int64_t share_id, const ScanStart& start);
// Part scans of the share but the newest thousand: a hook makes one every minute.
void forget_old_parts(Database& database, int64_t share_id);
// Everything that counts on, or ends.
void write_scan_row(Database& database, const ScanRecord& record);
[[nodiscard]] ScanRecord new_record(int64_t id, const ScanStart& start);

// The share's last whole scan, which is `scan_id` and holds removals. Throws Error(conflict) when it is not so.
[[nodiscard]] ScanRecord read_held_scan(Database& database, const StoredShare& share, int64_t scan_id);

// Since when listings count for a full scan: an interrupted one goes on, unless it is too old to be one pass with it.
// 0 for other modes.
[[nodiscard]] UnixNs full_since(Database& database, int64_t share_id, const ScanStart& start);

// Of these file systems the inode of a thing is known to stay; of others only experience tells.
[[nodiscard]] bool keeps_inodes(const std::string& file_system);

}  // namespace tocd
