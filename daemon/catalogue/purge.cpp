#include "catalogue/purge.hpp"

#include "base/error.hpp"
#include "catalogue/directory_rows.hpp"
#include "catalogue/scan_state.hpp"
#include "catalogue/statement.hpp"

#include <algorithm>
#include <vector>

namespace tocd {
namespace {

constexpr int64_t kRowsPerStep = 5000;

// The start of the scan since which a row must be gone, so that `count` scans, the one that ends now too, have run to their
// end since then.
UnixNs nth_last_start(Database& database, const ScanState& scan, int64_t count) {
    if (count == 1) return scan.record.started_ns;
    Statement row(database,
        "SELECT started_ns FROM scan WHERE share_id = ?1 AND id < ?2 AND mode <> 2 AND outcome IN (1, 2)"
        " ORDER BY id DESC LIMIT 1 OFFSET ?3");
    return row.bind(1, scan.share_id).bind(2, scan.scan_id).bind(3, count - 2).step() ? row.integer(0) : kNoTime;
}

bool cannot_tell(int64_t state) {
    return state == static_cast<int>(DirectoryState::failed) || state == static_cast<int>(DirectoryState::staged_gone);
}

}  // namespace

void note_gone_row(Database& database, int64_t share_id, int64_t scan_id, bool is_directory, int64_t row_id) {
    Statement(database, "INSERT OR IGNORE INTO gone_row(share_id, scan_id, is_directory, row_id) VALUES (?1, ?2, ?3, ?4)")
        .bind(1, share_id).bind(2, scan_id).bind(3, is_directory).bind(4, row_id).run();
    if (is_directory)
        Statement(database, "UPDATE directory SET gone_scan_id = ?2 WHERE id = ?1").bind(1, row_id).bind(2, scan_id).run();
}

void note_gone_files(Database& database, int64_t share_id, int64_t directory_id) {
    Statement(database,
        "INSERT OR IGNORE INTO gone_row(share_id, scan_id, is_directory, row_id)"
        " SELECT ?1, d.gone_scan_id, 0, f.id FROM directory d JOIN file f ON f.id BETWEEN ?3 AND ?4"
        " WHERE d.id = ?2 AND d.gone_scan_id IS NOT NULL AND f.last_seen_ns IS NULL")
        .bind(1, share_id).bind(2, directory_id).bind(3, first_file_id(directory_id)).bind(4, last_file_id(directory_id)).run();
}

Purge::Purge(Database& database, const ScanState& scan)
    : share_id_(scan.share_id),
      scan_id_(scan.scan_id),
      limit_ns_(scan.record.finished_ns - scan.rules.keep_gone_ns),
      done_(scan.rules.keep_gone_ns == 0 || !scan.clock_believed) {
    if (const int64_t scans = scan.rules.keep_gone_scans; scans > 0)
        limit_ns_ = std::min(limit_ns_, nth_last_start(database, scan, scans));
}

int64_t Purge::step(Database& database) {
    budget_ = kRowsPerStep;
    files_ = 0;
    while (budget_ > 0 && !done_) {
        std::vector<GoneRow> rows;
        Statement read(database, "SELECT is_directory, row_id FROM gone_row WHERE share_id = ?1 AND scan_id = ?2 LIMIT ?3");
        read.bind(1, share_id_).bind(2, gone_in_).bind(3, budget_);
        while (read.step()) rows.push_back({read.integer(0) != 0, read.integer(1)});
        read.reset();
        if (rows.empty()) {
            done_ = !next_scan(database);
            continue;
        }
        for (const GoneRow& row : rows) {
            if (budget_ <= 0 || !judge(database, row)) break;
            --budget_;
        }
    }
    if (files_ > 0)
        Statement(database, "UPDATE scan SET purged = purged + ?2 WHERE id = ?1").bind(1, scan_id_).bind(2, files_).run();
    return files_;
}

bool Purge::next_scan(Database& database) {
    for (;;) {
        Statement next(database,
            "SELECT g.scan_id, s.finished_ns, s.confirmed_ns FROM gone_row g LEFT JOIN scan s ON s.id = g.scan_id"
            " WHERE g.share_id = ?1 AND g.scan_id > ?2 AND g.scan_id < ?3 LIMIT 1");
        if (!next.bind(1, share_id_).bind(2, gone_in_).bind(3, scan_id_).step()) return false;
        gone_in_ = next.integer(0);
        gone_ns_ = next.integer(1);
        if (gone_ns_ > limit_ns_) return false;  // later scans ended later
        if (next.optional_integer(2).value_or(gone_ns_) <= limit_ns_) return true;
    }
}

// False: the budget ended before the row was done with.
bool Purge::judge(Database& database, const GoneRow& gone) {
    const bool is_directory = gone.is_directory;
    Statement row(database, is_directory
        ? "SELECT p.state, d.state = 4 AND d.gone_scan_id = ?2 FROM directory d"
          " LEFT JOIN directory p ON p.id = d.parent_id WHERE d.id = ?1"
        : "SELECT d.state, ifnull(f.last_seen_ns <= ?2, 0) AND g.file_id IS NULL FROM file f JOIN directory d ON d.id = f.id >> 24"
          " LEFT JOIN staged_gone g ON g.file_id = f.id WHERE f.id = ?1");
    const bool gone_since = row.bind(1, gone.row_id).bind(2, is_directory ? gone_in_ : gone_ns_).step() && row.integer(1) != 0;
    const bool waits = gone_since && cannot_tell(row.integer(0));
    row.reset();
    if (gone_since && !waits) {
        if (!is_directory) delete_files(database, gone.row_id, gone.row_id);
        else if (!delete_tree(database, gone.row_id)) return false;
    }
    Statement(database, "DELETE FROM gone_row WHERE share_id = ?1 AND scan_id = ?2 AND is_directory = ?3 AND row_id = ?4")
        .bind(1, share_id_).bind(2, gone_in_).bind(3, is_directory).bind(4, gone.row_id).run();
    if (waits) note_gone_row(database, share_id_, scan_id_, is_directory, gone.row_id);
    return true;
}

void Purge::delete_files(Database& database, int64_t first_id, int64_t last_id) {
    const auto run = [&](std::string_view sql) { Statement(database, sql).bind(1, first_id).bind(2, last_id).run(); };
    run("DELETE FROM file_detail WHERE file_id BETWEEN ?1 AND ?2");
    run("DELETE FROM file_move WHERE old_id BETWEEN ?1 AND ?2");
    run("DELETE FROM file_move WHERE new_id BETWEEN ?1 AND ?2");
    run("DELETE FROM file WHERE id BETWEEN ?1 AND ?2");
    files_ += database.changed_rows();
    budget_ -= database.changed_rows();
}

// From below: all below it has been gone for as long.
bool Purge::delete_tree(Database& database, int64_t top) {
    for (int64_t id = top;;) {
        Statement child(database, "SELECT id, state FROM directory WHERE parent_id = ?1 LIMIT 1");
        if (child.bind(1, id).step()) {
            if (child.integer(1) != static_cast<int>(DirectoryState::gone))
                throw Error(ErrorKind::internal, "directory " + std::to_string(child.integer(0)) + " is there below a gone one");
            id = child.integer(0);
            continue;
        }
        child.reset();
        Statement last(database, "SELECT max(id) FROM (SELECT id FROM file WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3)");
        last.bind(1, first_file_id(id)).bind(2, last_file_id(id)).bind(3, std::max<int64_t>(budget_, 1));
        const std::optional<int64_t> last_id = last.step() ? last.optional_integer(0) : std::nullopt;
        last.reset();
        if (last_id) {
            delete_files(database, first_file_id(id), *last_id);
            if (budget_ <= 0) return false;
            continue;
        }
        const int64_t parent_id = delete_directory_row(database, id);
        --budget_;
        if (id == top) return true;
        if (budget_ <= 0) return false;
        id = parent_id;
    }
}

void PurgeQueue::add(Database& database, ScanState& scan) {
    Purge purge(database, scan);
    scan.record.purged = purge.step(database);
    scan.gone_files -= scan.record.purged;
    if (!purge.is_done()) purges_.push_back(purge);
}

void PurgeQueue::leave(int64_t share_id) {
    std::erase_if(purges_, [&](const Purge& purge) { return purge.share_id() == share_id; });
}

int64_t PurgeQueue::step(Database& database) {
    Purge& purge = purges_.back();
    const int64_t files = purge.step(database);
    Statement(database, "UPDATE share SET gone_files = gone_files - ?2 WHERE id = ?1")
        .bind(1, purge.share_id()).bind(2, files).run();
    if (purge.is_done()) purges_.pop_back();
    return files;
}

}  // namespace tocd
