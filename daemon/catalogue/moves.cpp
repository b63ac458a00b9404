#include "catalogue/moves.hpp"

#include "base/text.hpp"
#include "catalogue/change_log.hpp"
#include "catalogue/scan_plan.hpp"
#include "catalogue/settle.hpp"
#include "catalogue/own_totals.hpp"
#include "catalogue/statement.hpp"
#include "catalogue/store_listing.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace tocd {
namespace {

constexpr size_t kMostMatched = 2'000'000;  // files in memory; what is missed beyond them is gone and not moved

// At least half of the entries that the directory had are there by name and inode.
bool has_its_children(Database& database, int64_t id, const Listing& listing) {
    std::unordered_map<std::string_view, uint64_t> inode_of;
    for (const Entry& entry : listing.entries) inode_of.emplace(entry.name, entry.inode);
    Statement children(database,
        "SELECT ifnull(x.name_raw, f.name), f.inode FROM file f LEFT JOIN file_detail x ON x.file_id = f.id"
        " WHERE f.id BETWEEN ?1 AND ?2 AND (f.last_seen_ns IS NULL OR f.id IN (SELECT file_id FROM staged_gone))"
        " UNION ALL SELECT ifnull(name_raw, name), inode FROM directory WHERE parent_id = ?3 AND state <> 4");
    children.bind(1, first_file_id(id)).bind(2, last_file_id(id)).bind(3, id);
    size_t known = 0;
    size_t found = 0;
    while (children.step()) {
        ++known;
        const auto now = inode_of.find(children.bytes(0));
        if (now != inode_of.end() && now->second == static_cast<uint64_t>(children.integer(1))) ++found;
    }
    return known > 0 && found * 2 >= known;
}

struct Identity {
    int64_t inode;
    int64_t btime_ns;
    friend bool operator==(const Identity&, const Identity&) = default;
};
struct IdentityHash {
    size_t operator()(const Identity& identity) const noexcept {
        return std::hash<int64_t>()(identity.inode * 31 + identity.btime_ns);
    }
};
struct MissedFile {
    int64_t id;
    int64_t first_seen_ns;
};
using Missed = std::unordered_multimap<Identity, MissedFile, IdentityHash>;

constexpr std::string_view kIdentity =
    "SELECT f.id, f.inode, f.mtime_ns + f.ctime_offset_ns - f.btime_offset_ns, ifnull(f.first_seen_ns, d.first_listed_ns)"
    " FROM file f JOIN directory d ON d.id = f.id >> 24 WHERE f.btime_offset_ns IS NOT NULL";

// Of several names of one file the one that is known longest, or has the smallest id.
Missed::iterator longest_known(Missed& missed, const Identity& identity) {
    const auto [first, last] = missed.equal_range(identity);
    if (first == last) return missed.end();
    return std::min_element(first, last, [](const auto& a, const auto& b) {
        return std::pair(a.second.first_seen_ns, a.second.id) < std::pair(b.second.first_seen_ns, b.second.id);
    });
}

Missed read_missed(Database& database, const std::vector<int64_t>& ids, const std::atomic<bool>& given_up) {
    static const std::string sql = std::string(kIdentity) + " AND f.id = ?1";
    Missed missed;
    for (const int64_t id : ids) {
        go_on_unless(given_up);
        if (missed.size() >= kMostMatched) break;
        Statement row(database, sql);
        if (row.bind(1, id).step()) missed.emplace(Identity{row.integer(1), row.integer(2)}, MissedFile{id, row.integer(3)});
    }
    return missed;
}

}  // namespace

void uncount(Database& database, ScanState& scan, int64_t directory_id) {
    const OwnTotals own = read_own_totals(database, directory_id);
    scan.record.files -= own.files;
    scan.listed_bytes -= own.size_bytes;
}

void find_moved_from(Database& database, ScanState& scan, PendingDirectory& pending, DirectoryToList& item) {
    pending.moved_from_id = 0;
    if (!scan.scanned || !scan.trusts_inodes || pending.inode == 0) return;
    Statement rows(database,
        "SELECT id, inode, btime_ns, hash_low, hash_high FROM directory WHERE share_id = ?1 AND inode = ?2"
        " AND parent_id IS NOT NULL AND mount_root = 0 AND mtime_ns IS NOT NULL ORDER BY state = 4, id DESC");
    rows.bind(1, scan.share_id).bind(2, pending.inode);
    while (rows.step()) {
        const int64_t id = rows.integer(0);
        // Nothing moves below itself: what the catalogue knows of one of the two places is out of date then.
        if (scan.moved_now.contains(id) || is_above(database, id, pending.parent_id)) continue;
        std::string path = relative_path(database, scan.plan, id);
        if (path == item.path) continue;  // what was here before, and comes back
        pending.moved_from_id = id;
        item.moved_from = std::move(path);
        item.known.inode = pending.inode;
        item.known.btime_ns = rows.optional_integer(2).value_or(kNoTime);
        // Without birth times the children have to be seen.
        if (item.known.btime_ns != kNoTime && !pending.whole)
            item.known_hash = {static_cast<uint64_t>(rows.integer(3)), static_cast<uint64_t>(rows.integer(4))};
        return;
    }
}

std::optional<DirectoryRow> take_moved_row(Database& database, ScanState& scan, const PendingDirectory& pending,
                                           const Listing& listing, LeftName& left) {
    const int64_t id = pending.moved_from_id;
    if (id == 0 || !listing.moved || scan.moved_now.contains(id) || is_above(database, id, pending.parent_id)) return std::nullopt;
    write_unchanged(database, scan);  // what this scan has seen shows in the stamps
    DirectoryRow row = read_directory_row(database, id);
    if (row.attributes.inode != listing.attributes.inode || row.attributes.btime_ns != listing.attributes.btime_ns) return std::nullopt;
    if (row.attributes.btime_ns == kNoTime && !has_its_children(database, id, listing)) return std::nullopt;
    const bool was_gone = row.state == DirectoryState::gone;
    log_change(database, scan, was_gone ? ChangeKind::added : ChangeKind::moved,
               {.row_id = id, .directory = true, .at_ns = listing.listed_at_ns, .parent_id = pending.parent_id, .name = pending.name,
                .old_parent_id = row.parent_id, .old_name = row.name});
    if (row.last_listed_ns.value_or(kNoTime) >= scan.record.started_ns) uncount(database, scan, id);
    const bool may_be_taken = row.state < DirectoryState::staged_gone &&
                              read_directory_row(database, row.parent_id).state < DirectoryState::staged_gone;
    if (may_be_taken) left = {row.parent_id, row.name};
    move_directory_row(database, id, pending.parent_id, pending.name);
    row.parent_id = pending.parent_id;
    row.name = pending.name;
    scan.moved_now.insert(id);
    scan.staged_now.erase(id);
    scan.vanished.erase(id);
    scan.plan.again.erase(id);
    scan.record.moved += 1;
    scan.totals_changed = true;
    if (was_gone) scan.plan.paths.clear();
    else plan_again_below(database, scan, id);
    return row;
}

std::vector<MovedFile> match_moved_files(Database& database, ScanState& scan, std::vector<int64_t> missed_ids,
                                         const std::atomic<bool>& given_up) {
    static const std::string sql = std::string(kIdentity) + " AND f.id BETWEEN ?1 AND ?2";
    std::vector<MovedFile> moved;
    if (missed_ids.empty() || scan.added.empty() || !scan.trusts_inodes) return moved;
    Missed missed = read_missed(database, missed_ids, given_up);
    std::sort(missed_ids.begin(), missed_ids.end());  // some were added and missed by this same scan
    for (const AddedFiles& added : scan.added) {
        go_on_unless(given_up);
        Statement rows(database, sql);
        rows.bind(1, added.first_id).bind(2, added.first_id + added.count - 1);
        while (!missed.empty() && rows.step()) {
            const auto found = longest_known(missed, {rows.integer(1), rows.integer(2)});
            if (found == missed.end() || std::binary_search(missed_ids.begin(), missed_ids.end(), rows.integer(0))) continue;
            moved.push_back({found->second.id, rows.integer(0), found->second.first_seen_ns});
            missed.erase(found);
        }
    }
    return moved;
}

void write_moves(Database& database, ScanState& scan, const std::vector<MovedFile>& moved) {
    for (const MovedFile& file : moved) {
        // One that this scan found first in its old place, and missed there later, may have been seen in the new one before.
        if (file.first_seen_ns < scan.record.started_ns)
            Statement(database, "UPDATE file SET first_seen_ns = ?2 WHERE id = ?1").bind(1, file.new_id).bind(2, file.first_seen_ns).run();
        Statement(database, "INSERT OR REPLACE INTO file_move(old_id, new_id, moved_ns) VALUES (?1, ?2, ?3)")
            .bind(1, file.old_id).bind(2, file.new_id).bind(3, scan.record.started_ns).run();
        log_moved_file(database, scan, file.old_id, file.new_id);
    }
}

}  // namespace tocd
