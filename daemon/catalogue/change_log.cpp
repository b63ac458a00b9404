#include "catalogue/change_log.hpp"

#include "base/text.hpp"
#include "catalogue/directory_rows.hpp"
#include "catalogue/scan_plan.hpp"
#include "catalogue/statement.hpp"

#include <algorithm>

namespace tocd {
namespace {

constexpr size_t kMostPaths = 20'000;  // remembered; a few megabytes

// Paths get rows of their own for each scan, so that old ones fall away in the order of their ids.
int64_t path_id(Database& database, ScanState& scan, int64_t directory_id) {
    const std::string path = relative_path(database, scan.plan, directory_id);
    if (scan.change_paths.size() >= kMostPaths) scan.change_paths.clear();
    const auto [known, is_new] = scan.change_paths.try_emplace(path, 0);
    if (!is_new) return known->second;
    const std::string display = display_text(path);
    Statement insert(database, "INSERT INTO change_path(share_id, path, path_raw) VALUES (?1, ?2, ?3)");
    insert.bind(1, scan.share_id).bind_text(2, display);
    if (display == path) insert.bind_null(3);
    else insert.bind_blob(3, path);
    insert.run();
    return known->second = database.last_insert_id();
}

void bind_name(Statement& insert, int index, std::string_view name, std::string& display) {
    display = display_text(name);
    insert.bind_text(index, display);
    if (display == name) insert.bind_null(index + 1);
    else insert.bind_blob(index + 1, name);
}

struct NamedFile {
    int64_t directory_id;
    std::string name;
};

NamedFile read_name(Database& database, int64_t file_id) {
    Statement row(database,
        "SELECT ifnull(x.name_raw, f.name) FROM file f LEFT JOIN file_detail x ON x.file_id = f.id WHERE f.id = ?1");
    NamedFile out{directory_of_file(file_id), {}};
    if (row.bind(1, file_id).step()) out.name = row.text(0);
    return out;
}

int64_t newest(Database& database, const char* sql) { return database.read_integer(sql); }

// The newest change (or path) that is too old to keep, as the scans that ended noted them.
int64_t too_old(Database& database, const char* sql, int64_t share_id, UnixNs before_ns) {
    Statement row(database, sql);
    return row.bind(1, share_id).bind(2, before_ns).step() ? row.integer(0) : 0;
}

}  // namespace

void log_change(Database& database, ScanState& scan, ChangeKind kind, const Change& change) {
    if (!scan.scanned) return;
    std::string display;
    std::string old_display;
    const int64_t path = path_id(database, scan, change.parent_id);
    const bool moved = kind == ChangeKind::moved;
    const int64_t old_path = moved ? path_id(database, scan, change.old_parent_id) : 0;
    Statement insert(database,
        "INSERT INTO change(share_id, scan_id, at_ns, kind, is_directory, path_id, name, name_raw, old_path_id, old_name,"
        " old_name_raw, row_id, old_row_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)");
    insert.bind(1, scan.share_id).bind(2, scan.scan_id).bind(3, change.at_ns).bind(4, static_cast<int>(kind));
    insert.bind(5, change.directory).bind(6, path);
    bind_name(insert, 7, change.name, display);
    if (moved) {
        insert.bind(9, old_path);
        bind_name(insert, 10, change.old_name, old_display);
    } else {
        insert.bind_null(9).bind_null(10).bind_null(11);
    }
    insert.bind(12, change.row_id).bind(13, change.old_row_id).run();
}

void log_file(Database& database, ScanState& scan, ChangeKind kind, int64_t file_id) {
    if (!scan.scanned) return;
    const NamedFile file = read_name(database, file_id);
    log_change(database, scan, kind, {.row_id = file_id, .at_ns = scan.record.started_ns, .parent_id = file.directory_id, .name = file.name});
}

void log_moved_file(Database& database, ScanState& scan, int64_t old_id, int64_t new_id) {
    const NamedFile old = read_name(database, old_id);
    const NamedFile now = read_name(database, new_id);
    log_change(database, scan, ChangeKind::moved,
               {.row_id = new_id, .at_ns = scan.record.started_ns, .parent_id = now.directory_id, .name = now.name,
                .old_parent_id = old.directory_id, .old_name = old.name, .old_row_id = old_id});
}

void end_history(Database& database, const ScanState& scan, const HistoryLimits& limits, UnixNs now_ns) {
    const int64_t last = newest(database, "SELECT ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'change'), 0)");
    const int64_t last_path = newest(database, "SELECT ifnull(max(id), 0) FROM change_path");
    Statement(database, "UPDATE scan SET last_change_id = ?2, last_change_path_id = ?3 WHERE id = ?1")
        .bind(1, scan.scan_id).bind(2, last).bind(3, last_path).run();
    Statement(database, "INSERT OR IGNORE INTO change_floor(share_id, floor_id) VALUES (?1, ?2)")
        .bind(1, scan.share_id).bind(2, last).run();

    const UnixNs before_ns = now_ns - limits.keep_ns;
    int64_t floor = too_old(database,
        "SELECT max(last_change_id) FROM scan WHERE share_id = ?1 AND finished_ns < ?2", scan.share_id, before_ns);
    const int64_t path_floor = too_old(database,
        "SELECT max(last_change_path_id) FROM scan WHERE share_id = ?1 AND finished_ns < ?2", scan.share_id, before_ns);
    floor = std::max(floor, last - limits.keep_changes);
    Statement raise(database, "UPDATE change_floor SET floor_id = ?2 WHERE share_id = ?1 AND floor_id < ?2");
    raise.bind(1, scan.share_id).bind(2, floor).run();
    if (database.changed_rows() == 0) return;
    Statement(database, "DELETE FROM change WHERE id <= ?2 AND share_id = ?1").bind(1, scan.share_id).bind(2, floor).run();
    Statement(database, "DELETE FROM change_path WHERE id <= ?2 AND share_id = ?1")
        .bind(1, scan.share_id).bind(2, path_floor).run();
}

}  // namespace tocd
