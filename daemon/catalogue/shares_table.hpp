// Rows of `share`: which trees there are, and whether a root is the one that was scanned before.
// Thread: the writer's.
#pragma once

#include "catalogue/database.hpp"
#include "catalogue/scan_writer.hpp"
#include "model/ports.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tocd {

struct StoredShare {
    int64_t id = 0;
    std::string name;
    std::optional<uint64_t> root_inode;  // nothing: never scanned
    std::optional<UnixNs> root_btime_ns;
    std::string root_file_system;
    std::string root_source;
    uint64_t hash_key[2] = {0, 0};
    int64_t files = 0;       // present, as of the last commit
    int64_t gone_files = 0;
    bool keeps_stamps = true;
    std::optional<bool> stable_inodes;  // nothing: not known yet
    bool settled = false;
    bool scanned = false;
    std::optional<uint64_t> rules_hash;
    UnixNs rules_since_ns = 0;
};

void store_configured_shares(Database& database, const std::vector<ConfiguredShare>& shares);

// The share's row, made now when it is new (in a transaction of its own when none is open).
[[nodiscard]] StoredShare find_or_add_share(Database& database, const std::string& name, const std::string& path);

// Throws Error(conflict) when the root is another one than before, or empty while files are known below it: a mount
// that is not there must not look like a share whose files were deleted. start.accept_root passes both.
void check_root(const StoredShare& share, const ScanStart& start);
void store_keeps_stamps(Database& database, int64_t share_id, bool keeps);
void store_trusts_inodes(Database& database, int64_t share_id, bool stable);
void store_scanned(Database& database, int64_t share_id);
void store_rules(Database& database, int64_t share_id, uint64_t rules_hash, UnixNs since_ns);
// The share of a scan. Throws Error(not_found) when there is no such scan.
[[nodiscard]] StoredShare find_share_of_scan(Database& database, int64_t scan_id);
void store_settled(Database& database, int64_t share_id, bool settled);
void accept_root(Database& database, int64_t share_id, const ScanStart& start);

}  // namespace tocd
