#include "catalogue/own_totals.hpp"

#include "catalogue/statement.hpp"

namespace tocd {

bool write_own_totals(Database& database, int64_t directory_id, const OwnTotals& totals) {
    // A new directory's recursive totals begin as its own: of one without children they stay so, and most have none.
    Statement write(database,
        "INSERT INTO directory_total(directory_id, files, size_bytes, allocated_bytes, newest_mtime_ns,"
        " total_files, total_size_bytes, total_allocated_bytes, total_newest_mtime_ns)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?2, ?3, ?4, ?5) ON CONFLICT(directory_id) DO UPDATE SET files = excluded.files,"
        " size_bytes = excluded.size_bytes, allocated_bytes = excluded.allocated_bytes,"
        " newest_mtime_ns = excluded.newest_mtime_ns WHERE files <> excluded.files"
        " OR size_bytes <> excluded.size_bytes OR allocated_bytes <> excluded.allocated_bytes"
        " OR newest_mtime_ns IS NOT excluded.newest_mtime_ns");
    write.bind(1, directory_id).bind(2, totals.files).bind(3, saturated(totals.size_bytes));
    write.bind(4, saturated(totals.allocated_bytes)).bind(5, totals.newest_mtime_ns).run();
    return database.changed_rows() > 0;
}

OwnTotals read_own_totals(Database& database, int64_t directory_id) {
    Statement own(database, "SELECT files, size_bytes, allocated_bytes, newest_mtime_ns FROM directory_total WHERE directory_id = ?1");
    if (!own.bind(1, directory_id).step()) return {};
    return {own.integer(0), own.integer(1), own.integer(2), own.optional_integer(3)};
}

OwnTotals sum_present_files(Database& database, int64_t directory_id) {
    OwnTotals out;
    for_each_file_row(database, directory_id, [&](const FileRow& row) {
        if (row.present()) out.add(row.columns);
    });
    return out;
}

}  // namespace tocd
