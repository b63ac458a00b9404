#include "catalogue/scan_rows.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/statement.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace tocd {
namespace {

// For people: a list of changes may name half a million.
std::string scope_of(const ScanStart& start) {
    constexpr size_t kMostShown = 20;
    constexpr size_t kMostBytes = 4000;
    std::string scope;
    size_t shown = 0;
    for (const ScanPart& part : start.parts) {
        const std::string path = display_text(part.path);
        if (shown == kMostShown || scope.size() + path.size() > kMostBytes) break;
        scope += (shown++ == 0 ? "" : "\n") + path;
    }
    if (shown < start.parts.size()) scope += (shown == 0 ? "" : "\n") + std::to_string(start.parts.size() - shown) + " more";
    return scope;
}

}  // namespace

void write_scan_row(Database& database, const ScanRecord& r) {
    Statement update(database,
        "UPDATE scan SET outcome = ?2, finished_ns = ?3, directories = ?4, files = ?5, size_bytes = ?6, others = ?7,"
        " excluded = ?8, added = ?9, changed = ?10, gone = ?11, failed = ?12, skipped_mounts = ?13, failure = ?14,"
        " unchanged = ?15, moved = ?16, held = ?17, confirmed_ns = ?18 WHERE id = ?1");
    update.bind(1, r.id).bind(2, static_cast<int>(r.outcome));
    if (r.finished_ns != 0) update.bind(3, r.finished_ns);
    else update.bind_null(3);
    update.bind(4, r.directories).bind(5, r.files).bind(6, r.size_bytes).bind(7, r.others).bind(8, r.excluded);
    update.bind(9, r.added).bind(10, r.changed).bind(11, r.gone).bind(12, r.failed).bind(13, r.skipped_mounts);
    if (r.failure.empty()) update.bind_null(14);
    else update.bind_text(14, r.failure);
    update.bind(15, r.unchanged).bind(16, r.moved).bind(17, r.held).bind(18, r.confirmed_ns).run();
}

int64_t insert_scan_row(Database& database, int64_t share_id, const ScanStart& start) {
    const std::string scope = scope_of(start);
    Statement insert(database, "INSERT INTO scan(share_id, mode, outcome, started_ns, scope) VALUES (?1, ?2, 0, ?3, ?4)");
    insert.bind(1, share_id).bind(2, static_cast<int>(start.mode)).bind(3, start.started_ns);
    if (start.mode == ScanMode::part) insert.bind_text(4, scope);
    else insert.bind_null(4);
    insert.run();
    return database.last_insert_id();
}

void forget_old_parts(Database& database, int64_t share_id) {
    constexpr int64_t kKept = 1000;
    Statement oldest(database, "SELECT id FROM scan WHERE share_id = ?1 AND mode = 2 ORDER BY id DESC LIMIT 1 OFFSET ?2");
    if (!oldest.bind(1, share_id).bind(2, kKept).step()) return;
    const int64_t id = oldest.integer(0);
    for (const char* sql : {"DELETE FROM scan_error WHERE scan_id IN (SELECT id FROM scan WHERE share_id = ?1 AND mode = 2 AND id <= ?2)",
                            "DELETE FROM scan WHERE share_id = ?1 AND mode = 2 AND id <= ?2"})
        Statement(database, sql).bind(1, share_id).bind(2, id).run();
}

bool keeps_inodes(const std::string& file_system) {
    constexpr std::string_view kKnown[] = {"ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "tmpfs", "f2fs", "nfs", "nfs4", "ceph", "overlay"};
    return std::find(std::begin(kKnown), std::end(kKnown), file_system) != std::end(kKnown);
}

UnixNs full_since(Database& database, int64_t share_id, const ScanStart& start) {
    if (start.mode != ScanMode::full) return 0;
    Statement last(database,
        "SELECT outcome, full_since_ns FROM scan WHERE share_id = ?1 AND mode = 0 AND outcome IN (1, 2, 3) ORDER BY id DESC LIMIT 1");
    if (!last.bind(1, share_id).step() || last.integer(0) != static_cast<int>(ScanOutcome::interrupted) || last.is_null(1))
        return start.started_ns;
    const UnixNs since_ns = last.integer(1);
    return start.started_ns - since_ns < start.rules.full_every_ns ? since_ns : start.started_ns;
}

ScanRecord new_record(int64_t id, const ScanStart& start) {
    ScanRecord record;
    record.id = id;
    record.share = start.share;
    record.mode = start.mode;
    record.started_ns = start.started_ns;
    record.scope = scope_of(start);
    return record;
}

ScanRecord read_held_scan(Database& database, const StoredShare& share, int64_t scan_id) {
    Statement last(database,
        "SELECT id, held, started_ns, mode, directories, files, size_bytes, others, excluded, added, changed, gone, failed,"
        " skipped_mounts, unchanged, moved, outcome, finished_ns FROM scan"
        " WHERE share_id = ?1 AND outcome IN (1, 2) AND mode <> 2 ORDER BY id DESC LIMIT 1");
    if (!last.bind(1, share.id).step() || last.integer(0) != scan_id || last.integer(1) == 0)
        throw Error(ErrorKind::conflict, "scan s" + std::to_string(scan_id) + " of share " + share.name +
                                             " holds no removals, or a later scan looked again: confirm the last one");
    ScanRecord r;
    r.id = scan_id;
    r.share = share.name;
    r.held = last.integer(1);
    r.started_ns = last.integer(2);
    r.mode = static_cast<ScanMode>(last.integer(3));
    r.directories = last.integer(4);
    r.files = last.integer(5);
    r.size_bytes = last.integer(6);
    r.others = last.integer(7);
    r.excluded = last.integer(8);
    r.added = last.integer(9);
    r.changed = last.integer(10);
    r.gone = last.integer(11);
    r.failed = last.integer(12);
    r.skipped_mounts = last.integer(13);
    r.unchanged = last.integer(14);
    r.moved = last.integer(15);
    r.outcome = static_cast<ScanOutcome>(last.integer(16));
    r.finished_ns = last.integer(17);
    return r;
}

}  // namespace tocd
