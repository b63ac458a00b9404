#include "catalogue/removals.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "catalogue/change_log.hpp"
#include "catalogue/directory_rows.hpp"
#include "catalogue/file_rows.hpp"
#include "catalogue/moves.hpp"
#include "catalogue/own_totals.hpp"
#include "catalogue/purge.hpp"
#include "catalogue/settle.hpp"
#include "catalogue/statement.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>

namespace tocd {
namespace {

constexpr int64_t kAnyScan = std::numeric_limits<int64_t>::max();

// Of a directory that this scan listed cleanly (or found the same, or unchanged): what is staged in it was missed just
// now. After a scan that ended early it may be back by now, and a listing that failed since then cannot tell.
constexpr std::string_view kListedNow = " AND p.hash_low IS NOT NULL AND t.last_listed_ns >= ?2";

// What would go: directories that are missed, with all below them, and files.
struct Removals {
    std::vector<int64_t> directories;  // parents before those below them; each one is not gone yet
    std::vector<int64_t> tops;         // of these: the missed ones themselves, ascending
    std::vector<int64_t> files;        // in directories that stay
    int64_t count = 0;                 // files, those below the directories too
};

std::vector<int64_t> all_ids(Statement& read) {
    std::vector<int64_t> ids;
    while (read.step()) ids.push_back(read.integer(0));
    return ids;
}

// `newest_scan`: only what that scan, or an earlier one, missed.
std::vector<int64_t> read_ids(Database& database, std::string_view sql, const ScanState& scan, int64_t newest_scan) {
    Statement read(database, sql);
    read.bind(1, scan.share_id).bind(2, scan.record.started_ns).bind(3, newest_scan);
    return all_ids(read);
}

// `id` and all its descendants that are not gone yet.
std::vector<int64_t> subtree(Database& database, int64_t id) {
    Statement read(database,
        "WITH RECURSIVE below(id) AS (SELECT ?1 UNION ALL"
        " SELECT d.id FROM below JOIN directory d ON d.parent_id = below.id WHERE d.state <> 4)"
        " SELECT id FROM below");
    read.bind(1, id);
    return all_ids(read);
}

Removals find_removals(Database& database, const ScanState& scan, int64_t newest_scan) {
    static const std::string directories =
        "SELECT d.id FROM directory d JOIN directory p ON p.id = d.parent_id JOIN directory_stamp t ON t.directory_id = p.id"
        " WHERE +d.share_id = ?1 AND d.state = 3 AND ifnull(d.staged_scan_id, 0) <= ?3" + std::string(kListedNow) + " ORDER BY d.id";
    static const std::string files =
        "SELECT g.file_id FROM staged_gone g JOIN directory p ON p.id = g.file_id >> 24"
        " JOIN directory_stamp t ON t.directory_id = p.id WHERE p.share_id = ?1 AND g.proven AND g.scan_id <= ?3" +
        std::string(kListedNow) + " AND p.state <> 4 ORDER BY g.file_id";
    Removals out;
    std::set<int64_t> listed;
    for (const int64_t top : read_ids(database, directories, scan, newest_scan)) {
        if (listed.contains(top)) continue;  // below another one
        out.tops.push_back(top);
        for (const int64_t id : subtree(database, top))
            if (listed.insert(id).second) out.directories.push_back(id);
    }
    for (const int64_t id : read_ids(database, files, scan, newest_scan))
        if (!listed.contains(directory_of_file(id))) out.files.push_back(id);
    out.count = static_cast<int64_t>(out.files.size());
    for (const int64_t id : out.directories) out.count += read_own_totals(database, id).files;
    return out;
}

// All files that would go.
std::vector<int64_t> missed_files(Database& database, const Removals& removals, const std::atomic<bool>& given_up) {
    std::vector<int64_t> ids = removals.files;
    for (const int64_t directory : removals.directories) {
        go_on_unless(given_up);
        Statement read(database,
            "SELECT f.id FROM file f LEFT JOIN staged_gone g ON g.file_id = f.id WHERE f.id BETWEEN ?1 AND ?2"
            " AND (f.last_seen_ns IS NULL OR g.file_id IS NOT NULL)");
        read.bind(1, first_file_id(directory)).bind(2, last_file_id(directory));
        while (read.step()) ids.push_back(read.integer(0));
    }
    return ids;
}

// A file that moved is neither gone nor, in its new place, added.
void count_gone(ScanState& scan, int64_t id, const FileColumns& file, const std::vector<int64_t>& moved) {
    scan.sums.add(file.extension_id, file.owner_id, -1, file.size_bytes);
    scan.gone_files += 1;
    if (!std::binary_search(moved.begin(), moved.end(), id)) {
        scan.record.gone += 1;
        return;
    }
    scan.record.moved += 1;
    scan.record.added -= 1;
}

// The directory goes: its files are gone with the stamp of its last listing, staged ones with their own time.
void make_directory_gone(Database& database, ScanState& scan, int64_t id, const std::vector<int64_t>& moved,
                         const std::atomic<bool>& given_up) {
    DirectoryRow row = read_directory_row(database, id);
    const bool counted = row.last_listed_ns.value_or(kNoTime) >= scan.record.started_ns;  // before its parent was listed
    for_each_batch(database, id, [&](const FileRows& files) {
        go_on_unless(given_up);
        for (const FileRow& file : files.rows) {
            if (!file.present()) continue;
            if (counted) {
                scan.record.files -= 1;
                scan.listed_bytes -= file.columns.size_bytes;
            }
            count_gone(scan, file.id, file.columns, moved);
            if (file.staged == FileRow::Staged::no) continue;
            unstage_file(database, file.id);
            note_gone_row(database, scan.share_id, scan.scan_id, false, file.id);  // also when its directory comes back
        }
    });
    if (row.state != DirectoryState::staged_gone) {  // with the staged one above it
        check_transition(row.state, DirectoryState::staged_gone);
        row.state = DirectoryState::staged_gone;
    }
    check_transition(row.state, DirectoryState::gone);
    row.state = DirectoryState::gone;
    row.attributes.mount_root = false;  // a mount point cannot be removed: what comes back is another directory
    row.hash = {};  // should it come back, every row is compared: below it everything went too
    update_directory_row(database, row);
    delete_unreadable(database, id);
    Statement(database, "DELETE FROM pending_directory WHERE parent_id = ?1").bind(1, id).run();
    write_own_totals(database, id, OwnTotals{});
}

void apply(Database& database, ScanState& scan, const Removals& removals, const std::vector<int64_t>& moved,
           const std::atomic<bool>& given_up) {
    const std::set<int64_t> tops(removals.tops.begin(), removals.tops.end());
    for (const int64_t id : removals.directories) {
        go_on_unless(given_up);
        if (tops.contains(id)) {
            const DirectoryRow row = read_directory_row(database, id);
            log_change(database, scan, ChangeKind::gone,
                       {.row_id = id, .directory = true, .at_ns = scan.record.started_ns, .parent_id = row.parent_id, .name = row.name});
        }
        make_directory_gone(database, scan, id, moved, given_up);
        note_gone_row(database, scan.share_id, scan.scan_id, true, id);
    }
    const std::unordered_set<int64_t> gone(removals.directories.begin(), removals.directories.end());
    std::erase_if(scan.pending, [&](const auto& pending) { return gone.contains(pending.second.parent_id); });
    std::set<int64_t> touched;
    for (const int64_t id : removals.files) {
        go_on_unless(given_up);
        if (!std::binary_search(moved.begin(), moved.end(), id)) log_file(database, scan, ChangeKind::gone, id);
        const FileColumns columns = read_file_row(database, id).columns;
        count_gone(scan, id, columns, moved);
        scan.record.files -= 1;  // its directory's listing counted it as present
        scan.listed_bytes -= columns.size_bytes;
        unstage_file(database, id);
        note_gone_row(database, scan.share_id, scan.scan_id, false, id);
        touched.insert(directory_of_file(id));
    }
    for (const int64_t id : touched) {
        go_on_unless(given_up);
        write_own_totals(database, id, sum_present_files(database, id));
    }
    if (!removals.directories.empty() || !removals.files.empty()) scan.fresh.reset();
    scan.totals_changed |= !removals.directories.empty() || !removals.files.empty();
}

// The scan since which removals of this share wait, when it is old enough for another one to agree with it; 0: none.
struct Held {
    int64_t scan_id = 0;
    bool agreeable = false;
};

Held read_held(Database& database, const ScanState& scan) {
    Statement row(database,
        "SELECT s.held_scan_id, c.started_ns FROM share s JOIN scan c ON c.id = s.held_scan_id WHERE s.id = ?1");
    if (!row.bind(1, scan.share_id).step()) return {};
    return {row.integer(0), scan.clock_believed && scan.record.started_ns - row.integer(1) >= scan.rules.hold_agree_ns};
}

void store_held(Database& database, int64_t share_id, int64_t scan_id) {
    Statement update(database, "UPDATE share SET held_scan_id = ?2 WHERE id = ?1");
    update.bind(1, share_id);
    if (scan_id == 0) update.bind_null(2);
    else update.bind(2, scan_id);
    update.run();
}

std::vector<int64_t> old_ids(const std::vector<MovedFile>& moved) {
    std::vector<int64_t> ids;
    for (const MovedFile& file : moved) ids.push_back(file.old_id);
    std::sort(ids.begin(), ids.end());
    return ids;
}

bool are_too_many(const ScanState& scan, int64_t count) {
    if (scan.accept_root || count <= scan.rules.hold_files) return false;
    return static_cast<WideBytes>(count) * 1000 > static_cast<WideBytes>(scan.sums.files()) * scan.rules.hold_permille;
}

// What is somewhere else is not lost, and waits for nothing; `now` gets it. A directory that is missed waits with all in it.
std::vector<MovedFile> take_moved(Removals& now, const Removals& all, std::vector<MovedFile> moved) {
    const std::unordered_set<int64_t> directories(now.directories.begin(), now.directories.end());
    std::vector<int64_t> files = now.files;
    std::erase_if(moved, [&](const MovedFile& file) {
        const auto is_one_of = [&](const std::vector<int64_t>& ids) { return std::binary_search(ids.begin(), ids.end(), file.old_id); };
        if (is_one_of(now.files) || directories.contains(directory_of_file(file.old_id))) return false;  // goes in any case
        if (!is_one_of(all.files)) return true;
        files.push_back(file.old_id);
        return false;
    });
    std::sort(files.begin(), files.end());
    now.count += static_cast<int64_t>(files.size() - now.files.size());
    now.files = std::move(files);
    return moved;
}

}  // namespace

void apply_removals(Database& database, ScanState& scan, const std::atomic<bool>& given_up) {
    const Removals all = find_removals(database, scan, kAnyScan);
    std::vector<MovedFile> moved;
    if (!scan.added.empty()) moved = match_moved_files(database, scan, missed_files(database, all, given_up), given_up);
    const bool complete = scan.record.failed == 0 && scan.record.mode != ScanMode::part;
    const Held held = read_held(database, scan);
    const bool too_many = are_too_many(scan, all.count - static_cast<int64_t>(moved.size()));
    Removals some;
    if (too_many) {
        if (complete && held.agreeable) some = find_removals(database, scan, held.scan_id);
        moved = take_moved(some, all, std::move(moved));
    }
    const bool waits = too_many && some.count < all.count;  // else what is left are directories without files
    const Removals& now = waits ? some : all;  // no copy: 80 MB for ten million files
    write_moves(database, scan, moved);
    apply(database, scan, now, old_ids(moved), given_up);
    scan.record.held = all.count - now.count;
    if (!waits && held.scan_id != 0) store_held(database, scan.share_id, 0);
    if (waits && complete && (held.agreeable || held.scan_id == 0)) store_held(database, scan.share_id, scan.scan_id);
    if (waits)
        log_warning("scan", "too many files are missed at once: their removal waits for a second scan or for confirmation",
                    {{"share", scan.record.share}, {"files", scan.record.held}, {"scan", scan.scan_id}});
}

void apply_confirmed(Database& database, ScanState& scan, const std::atomic<bool>& given_up) {
    apply(database, scan, find_removals(database, scan, scan.scan_id), {}, given_up);
    store_held(database, scan.share_id, 0);
}

}  // namespace tocd
