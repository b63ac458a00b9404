#include "catalogue/settle.hpp"

#include "base/error.hpp"
#include "catalogue/directory_rows.hpp"
#include "catalogue/file_rows.hpp"
#include "catalogue/own_totals.hpp"
#include "catalogue/statement.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {
namespace {

void count_gone(ScanState& scan, const FileColumns& file) {
    scan.sums.add(file.extension_id, file.owner_id, -1, file.size_bytes);
    scan.record.gone += 1;
    scan.gone_files += 1;
}

std::vector<int64_t> all_ids(Statement& read) {
    std::vector<int64_t> ids;
    while (read.step()) ids.push_back(read.integer(0));
    return ids;
}

std::vector<int64_t> read_ids(Database& database, std::string_view sql, const ScanState& scan) {
    Statement read(database, sql);
    read.bind(1, scan.share_id).bind(2, scan.record.started_ns);
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

// The directory goes: its files are gone with the stamp of its last listing, staged ones with their own time.
void make_directory_gone(Database& database, ScanState& scan, int64_t id) {
    const FileRows files = read_file_rows(database, id);
    for (const FileRow& file : files.rows) {
        if (!file.present()) continue;
        count_gone(scan, file.columns);
        if (file.staged != FileRow::Staged::no) unstage_file(database, file.id);
    }
    DirectoryRow row = read_directory_row(database, id);
    if (row.state != DirectoryState::staged_gone) {  // with the staged one above it
        check_transition(row.state, DirectoryState::staged_gone);
        row.state = DirectoryState::staged_gone;
    }
    check_transition(row.state, DirectoryState::gone);
    row.state = DirectoryState::gone;
    row.attributes.mount_root = false;  // a mount point cannot be removed: what comes back is another directory
    row.hash = {};  // should it come back, every row is compared: below it everything went too
    update_directory_row(database, row);
    Statement(database, "DELETE FROM pending_directory WHERE parent_id = ?1").bind(1, id).run();
    write_own_totals(database, id, OwnTotals{});
}

// Of a directory that this scan listed cleanly (or found the same): what is staged in it was missed just now. After
// a scan that ended early it may be back by now, and a listing that failed since then cannot tell.
constexpr std::string_view kListedNow = " AND p.hash_low IS NOT NULL AND t.last_listed_ns >= ?2";

}  // namespace

void go_on_unless(const std::atomic<bool>& given_up) {
    if (given_up.load(std::memory_order_relaxed))
        throw Error(ErrorKind::unavailable, "tocd had to stop while the end of the scan was stored: the next scan goes on");
}

void apply_staged(Database& database, ScanState& scan, const std::atomic<bool>& given_up) {
    const std::vector<int64_t> directories = read_ids(database,
        "SELECT d.id FROM directory d JOIN directory p ON p.id = d.parent_id JOIN directory_stamp t ON t.directory_id = p.id"
        " WHERE d.share_id = ?1 AND d.state = 3" + std::string(kListedNow), scan);
    for (const int64_t staged : directories) {
        if (read_directory_row(database, staged).state == DirectoryState::gone) continue;  // below another one
        for (const int64_t id : subtree(database, staged)) {
            go_on_unless(given_up);
            make_directory_gone(database, scan, id);
        }
    }

    const std::vector<int64_t> files = read_ids(database,
        "SELECT g.file_id FROM staged_gone g JOIN directory p ON p.id = g.file_id >> 24"
        " JOIN directory_stamp t ON t.directory_id = p.id WHERE p.share_id = ?1 AND g.proven" + std::string(kListedNow), scan);
    std::set<int64_t> touched;
    for (const int64_t id : files) {
        go_on_unless(given_up);
        const FileColumns columns = read_file_row(database, id).columns;
        count_gone(scan, columns);
        scan.record.files -= 1;  // its directory's listing counted it as present
        scan.listed_bytes -= columns.size_bytes;
        unstage_file(database, id);
        touched.insert(id >> kOrdinalBits);
    }
    for (const int64_t id : touched) {
        go_on_unless(given_up);
        write_own_totals(database, id, sum_present_files(read_file_rows(database, id)));
    }
    scan.totals_changed |= !directories.empty() || !files.empty();
}

void store_gone_files(Database& database, int64_t share_id, int64_t gone_files) {
    Statement(database, "UPDATE share SET gone_files = ?2 WHERE id = ?1 AND gone_files <> ?2")
        .bind(1, share_id).bind(2, gone_files).run();
}

ShareSums load_sums(Database& database, int64_t share_id) {
    ShareSums sums;
    Statement extensions(database, "SELECT extension_id, files, size_low, size_carry FROM extension_sum WHERE share_id = ?1");
    extensions.bind(1, share_id);
    while (extensions.step())
        sums.by_extension[extensions.integer(0)] = {extensions.integer(1), wide(extensions.integer(2), extensions.integer(3))};
    Statement owners(database, "SELECT owner_id, files, size_low, size_carry FROM owner_sum WHERE share_id = ?1");
    owners.bind(1, share_id);
    while (owners.step())
        sums.by_owner[owners.integer(0)] = {owners.integer(1), wide(owners.integer(2), owners.integer(3))};
    return sums;
}

void store_sums(Database& database, int64_t share_id, ShareSums& sums) {
    if (!sums.changed) return;
    const auto store = [&](std::string_view sql, const std::unordered_map<int64_t, Sum>& map) {
        Statement write(database, sql);
        for (const auto& [id, sum] : map)
            write.bind(1, share_id).bind(2, id).bind(3, sum.files)
                .bind(4, low_of(sum.size_bytes)).bind(5, carry_of(sum.size_bytes)).run();
    };
    store("INSERT OR REPLACE INTO extension_sum(share_id, extension_id, files, size_low, size_carry)"
          " VALUES (?1, ?2, ?3, ?4, ?5)", sums.by_extension);
    store("INSERT OR REPLACE INTO owner_sum(share_id, owner_id, files, size_low, size_carry)"
          " VALUES (?1, ?2, ?3, ?4, ?5)", sums.by_owner);
    sums.changed = false;
}

}  // namespace tocd
