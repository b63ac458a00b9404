// Rows of `directory`, `directory_stamp` and `pending_directory`, and the state machine of a directory's life.
// Thread: the writer's, in its transaction.
#pragma once

#include "catalogue/database.hpp"
#include "catalogue/scan_state.hpp"
#include "model/file_id.hpp"
#include "model/listing.hpp"
#include "model/records.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace tocd {

struct DirectoryRow {
    int64_t id = 0;
    int64_t parent_id = 0;  // 0: root
    std::string name;       // exact bytes, empty for the root
    DirectoryState state = DirectoryState::listed;
    DirectoryAttributes attributes;
    std::optional<int64_t> owner_id;
    UnixNs first_seen_ns = 0;
    std::optional<UnixNs> first_listed_ns;
    int64_t next_ordinal = 0;
    ListingHash hash;       // unknown: compare every row
    int error_number = 0;
    std::optional<UnixNs> last_listed_ns;  // directory_stamp; read only, see write_stamp
    friend bool operator==(const DirectoryRow&, const DirectoryRow&) = default;
};

// Throws Error(internal) unless the life of a directory (daemon/README.md) knows this step: pending → listed or
// failed; listed ↔ failed; both → staged gone → gone; staged gone and gone → listed (seen again).
void check_transition(DirectoryState from, DirectoryState to);
// It counts as one that could not be listed. A mount that is not crossed (EXDEV) does not.
[[nodiscard]] bool is_unlisted(DirectoryState state, int64_t error_number) noexcept;

// Throws Error(internal) when there is no such row.
[[nodiscard]] DirectoryRow read_directory_row(Database& database, int64_t id);
[[nodiscard]] std::optional<int64_t> find_root_id(Database& database, int64_t share_id);
// Present directories of the share as its totals say, its root too; 0 before its first listing.
[[nodiscard]] int64_t known_directories(Database& database, int64_t share_id);

void insert_directory_row(Database& database, int64_t share_id, const DirectoryRow& row);
void update_directory_row(Database& database, const DirectoryRow& row);  // all but id, parent, name, first_seen
void set_directory_state(Database& database, int64_t id, DirectoryState from, DirectoryState to);
void stage_directory(Database& database, int64_t id, DirectoryState from, int64_t scan_id);
// It is called `name` in `parent_id` from now on; its id, and all below it, stay.
void move_directory_row(Database& database, int64_t id, int64_t parent_id, const std::string& name);
// It goes on as `successor_id`, which takes over what is below it: the row itself becomes a gone one below that, without
// a name, and holds what was gone before.
void retire_directory_row(Database& database, int64_t id, int64_t successor_id);
// Nothing is below it any more. Gives its parent's id. No later directory gets its id.
int64_t delete_directory_row(Database& database, int64_t id);
// The smallest id that no directory ever had.
[[nodiscard]] int64_t new_directory_id(Database& database);
// One of `ids` is `descendant` or above it.
[[nodiscard]] bool is_any_above(Database& database, const std::unordered_set<int64_t>& ids, int64_t descendant);
[[nodiscard]] inline bool is_above(Database& database, int64_t id, int64_t descendant) { return is_any_above(database, {id}, descendant); }
// A directory of the share is staged gone. Looks at all of them.
[[nodiscard]] bool has_staged(Database& database, int64_t share_id);
// `id`, or one above it, is staged gone.
[[nodiscard]] bool is_staged_or_below(Database& database, int64_t id);
// All below `id` that are listed or failed, and were not listed since `listed_before_ns`; in any order.
[[nodiscard]] std::vector<int64_t> directories_below(Database& database, int64_t id, UnixNs listed_before_ns);

// Seen, by a listing. A stamp never moves back.
void write_stamp(Database& database, int64_t directory_id, UnixNs last_listed_ns, uint32_t listing_us, uint64_t entry_count);

// A listing that began at `at_ns` failed; the first of several says since when. `owner_id`: where it is known.
void write_unreadable(Database& database, int64_t directory_id, UnixNs at_ns, std::optional<int64_t> owner_id);
void delete_unreadable(Database& database, int64_t directory_id);
// Seen, by a look at the stamp: directories of the range first_id … last_id, all of which have stamps.
void write_unchanged_stamps(Database& database, int64_t first_id, int64_t last_id, UnixNs checked_ns);

struct ChildRow {
    int64_t id = 0;
    std::string name;
    DirectoryState state = DirectoryState::listed;
    DirectoryAttributes attributes;  // inode, stamp, birth time, mount_root
    ListingHash hash;
};
// Children with a row, in any state; of several rows of one name the one that is there, or was there last, comes first.
[[nodiscard]] std::vector<ChildRow> read_child_rows(Database& database, int64_t parent_id);

void insert_pending_row(Database& database, int64_t share_id, int64_t pending_id, const PendingDirectory& pending);
void delete_pending_row(Database& database, int64_t pending_id);
// Stored pending children of `parent_id` that are not in `scan` yet are added to it; gives the keys of all of them.
[[nodiscard]] std::vector<int64_t> load_pending_children(Database& database, ScanState& scan, int64_t parent_id);
// All of the scan's share, but its root: added to `scan`; gives their keys.
[[nodiscard]] std::vector<int64_t> load_pending(Database& database, ScanState& scan);
// The same for the root of the scan's share; nothing when it is not pending.
[[nodiscard]] std::optional<int64_t> load_pending_root(Database& database, ScanState& scan);

}  // namespace tocd
