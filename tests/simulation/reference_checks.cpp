// What must hold in the tables after every round, whatever happened.
#include "catalogue/statement.hpp"
#include "catalogue_comparison.hpp"

#include <string_view>

namespace tocd::simulation {
namespace {

struct Rule {
    const char* broken;  // said when the count is not 0
    std::string_view sql;
};

constexpr Rule kRules[] = {
    {"file rows without a directory", "SELECT count(*) FROM file WHERE id >> 24 NOT IN (SELECT id FROM directory)"},
    {"file rows with an ordinal that was not given out",
     "SELECT count(*) FROM file f JOIN directory d ON d.id = f.id >> 24 WHERE (f.id & 16777215) >= d.next_ordinal"},
    {"file rows twice under one name",
     "SELECT count(*) FROM (SELECT 1 FROM file f LEFT JOIN file_detail x ON x.file_id = f.id"
     " GROUP BY f.id >> 24, ifnull(x.name_raw, f.name) HAVING count(*) > 1)"},
    {"file rows without extension or owner",
     "SELECT count(*) FROM file WHERE extension_id NOT IN (SELECT id FROM extension) OR owner_id NOT IN (SELECT id "
     "FROM owner)"},
    {"files first seen after they were last seen", "SELECT count(*) FROM files WHERE first_seen_ns > last_seen_ns"},
    {"files without first_seen or last_seen",
     "SELECT count(*) FROM files WHERE first_seen_ns IS NULL OR last_seen_ns IS NULL"},
    {"times that are no integers",
     "SELECT count(*) FROM files WHERE typeof(ctime_ns) <> 'integer' OR typeof(ifnull(btime_ns, 0)) <> 'integer'"
     " OR typeof(ifnull(atime_ns, 0)) <> 'integer' OR typeof(allocated_bytes) <> 'integer'"},
    {"details without a file", "SELECT count(*) FROM file_detail WHERE file_id NOT IN (SELECT id FROM file)"},
    {"details that say nothing",
     "SELECT count(*) FROM file_detail WHERE name_raw IS NULL AND link_count = 1 AND atime_ns IS NULL"},
    {"stamps without a directory",
     "SELECT count(*) FROM directory_stamp WHERE directory_id NOT IN (SELECT id FROM directory)"},
    {"totals without a directory",
     "SELECT count(*) FROM directory_total WHERE directory_id NOT IN (SELECT id FROM directory)"},
    {"directories without totals",
     "SELECT count(*) FROM directory WHERE id NOT IN (SELECT directory_id FROM directory_total)"},
    {"directories in a state that does not exist", "SELECT count(*) FROM directory WHERE state NOT BETWEEN 1 AND 4"},
    {"directories below a gone one that are not gone",
     "SELECT count(*) FROM directory d JOIN directory p ON p.id = d.parent_id WHERE p.state = 4 AND d.state <> 4"},
    {"directories of another share than their parent",
     "SELECT count(*) FROM directory d JOIN directory p ON p.id = d.parent_id WHERE p.share_id <> d.share_id"},
    {"directories with a parent that is not there",
     "SELECT count(*) FROM directory WHERE parent_id IS NOT NULL AND parent_id NOT IN (SELECT id FROM directory)"},
    {"listed directories without a stamp",
     "SELECT count(*) FROM directory WHERE (first_listed_ns IS NULL) <> (id NOT IN (SELECT directory_id FROM "
     "directory_stamp))"},
    {"pending directories below nothing",
     "SELECT count(*) FROM pending_directory WHERE parent_id IS NOT NULL AND parent_id NOT IN (SELECT id FROM "
     "directory WHERE state <> 4)"},
    {"pending directories that have a row already",
     "SELECT count(*) FROM pending_directory p JOIN directory d ON d.parent_id IS p.parent_id AND d.share_id = "
     "p.share_id"
     " AND ifnull(d.name_raw, d.name) = ifnull(p.name_raw, p.name) WHERE d.state IN (1, 2)"},
    {"names that two directories have at once",
     "SELECT count(*) FROM (SELECT 1 FROM directory WHERE state IN (1, 2) AND parent_id IS NOT NULL"
     " GROUP BY parent_id, ifnull(name_raw, name) HAVING count(*) > 1)"},
    {"directories that are their own parents",
     "WITH RECURSIVE below(id) AS (SELECT id FROM directory WHERE parent_id IS NULL UNION ALL"
     " SELECT d.id FROM below JOIN directory d ON d.parent_id = below.id)"
     " SELECT (SELECT count(*) FROM directory) - (SELECT count(*) FROM below)"},
    {"staged files without a row, or that were seen",
     "SELECT count(*) FROM staged_gone WHERE file_id NOT IN (SELECT id FROM file WHERE last_seen_ns IS NOT NULL)"},
    {"staged files in a gone directory",
     "SELECT count(*) FROM staged_gone g JOIN directory d ON d.id = g.file_id >> 24 WHERE d.state = 4"},
    {"gone directories that are never forgotten",
     "SELECT count(*) FROM directory d WHERE state = 4 AND NOT EXISTS (SELECT 1 FROM gone_row g WHERE g.share_id = d.share_id"
     " AND g.scan_id = d.gone_scan_id AND g.is_directory AND g.row_id = d.id)"},
    {"gone files that are never forgotten",
     "SELECT count(*) FROM file WHERE last_seen_ns IS NOT NULL AND id NOT IN (SELECT file_id FROM staged_gone)"
     " AND id NOT IN (SELECT row_id FROM gone_row WHERE NOT is_directory)"},
    {"details or moves of files without a row",
     "SELECT count(*) FROM (SELECT file_id AS id FROM file_detail UNION ALL SELECT old_id FROM file_move UNION ALL"
     " SELECT new_id FROM file_move) WHERE id NOT IN (SELECT id FROM file)"},
    {"sums below zero",
     "SELECT count(*) FROM (SELECT files, size_low FROM extension_sum UNION ALL SELECT files, size_low FROM owner_sum)"
     " WHERE files < 0 OR size_low < 0"},
    {"scans that ended and still run", "SELECT count(*) FROM scan WHERE outcome = 0 OR finished_ns IS NULL"},
    {"scans with a negative count of directories, others, excluded, failed or mounts",
     "SELECT count(*) FROM scan WHERE min(directories, others, excluded, failed, skipped_mounts) < 0"},
    {"scans with negative files or size_bytes", "SELECT count(*) FROM scan WHERE min(files, size_bytes) < 0"},
    {"scans with negative added, changed or gone", "SELECT count(*) FROM scan WHERE min(added, changed, gone) < 0"},
};

}  // namespace

int64_t count_rows(Database& database, const std::string& sql) { return database.read_integer(sql); }

Differences check_references(Database& database) {
    Differences out;
    for (const Rule& rule : kRules)
        if (const int64_t count = database.read_integer(rule.sql); count != 0)
            out.push_back(std::to_string(count) + " " + rule.broken);
    return out;
}

Differences check_nothing_left(Database& database, const std::string& share, bool held) {
    constexpr std::string_view kHidden =
        "WITH RECURSIVE hidden(id) AS (SELECT id FROM directory WHERE error_errno IN (16, 18) OR (?2 AND state = 3) UNION"  // EBUSY, EXDEV: below a mount
        " SELECT d.id FROM hidden JOIN directory d ON d.parent_id = hidden.id) ";
    const auto count = [&](std::string_view sql) {
        Statement read(database, std::string(kHidden) + std::string(sql));
        read.bind_text(1, share).bind(2, held);
        return read.step() ? read.integer(0) : -1;
    };
    Differences out;
    if (const int64_t left = count("SELECT count(*) FROM staged_gone g JOIN directory d ON d.id = g.file_id >> 24"
                                   " JOIN share s ON s.id = d.share_id WHERE s.name = ?1 AND d.id NOT IN hidden");
        left != 0 && !held)
        out.push_back(std::to_string(left) + " files are still staged");
    if (const int64_t left = count("SELECT count(*) FROM directory d JOIN share s ON s.id = d.share_id"
                                   " WHERE s.name = ?1 AND d.state = 3 AND d.id NOT IN hidden");
        left != 0)
        out.push_back(std::to_string(left) + " directories are still staged");
    if (const int64_t left = count("SELECT count(*) FROM pending_directory p JOIN share s ON s.id = p.share_id"
                                   " WHERE s.name = ?1 AND ifnull(p.parent_id, 0) NOT IN hidden");
        left != 0)
        out.push_back(std::to_string(left) + " directories are still pending");
    return out;
}

uint64_t file_table_fingerprint(Database& database) {
    uint64_t hash = 14695981039346656037u;  // FNV-1a
    const auto add = [&](std::string_view bytes) {
        for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
        hash = (hash ^ 0x100) * 1099511628211u;
    };
    for (const std::string_view sql : {"SELECT * FROM file ORDER BY id", "SELECT * FROM file_detail ORDER BY file_id",
                                       "SELECT * FROM staged_gone ORDER BY file_id"}) {
        Statement read(database, sql);
        while (read.step())
            for (int i = 0; i < read.columns(); ++i) add(read.is_null(i) ? "NULL" : read.bytes(i));
    }
    return hash;
}

}  // namespace tocd::simulation
