#include "catalogue/file_rows.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/directory_rows.hpp"
#include "catalogue/statement.hpp"

namespace tocd {
namespace {

constexpr size_t kRowsPerBatch = 10'000;
constexpr std::string_view kSelect =
    "SELECT f.id, f.extension_id, f.size_bytes, f.allocated_bytes, f.owner_id, f.mtime_ns, f.ctime_offset_ns,"
    " f.btime_offset_ns, f.atime_day, f.inode, f.last_seen_ns, x.link_count, x.atime_ns, g.proven, f.name, x.name_raw"
    " FROM file f LEFT JOIN file_detail x ON x.file_id = f.id LEFT JOIN staged_gone g ON g.file_id = f.id";

FileRow row_of(const Statement& read) {
    FileRow row;
    row.id = read.integer(0);
    FileColumns& c = row.columns;
    c.extension_id = read.integer(1);
    c.size_bytes = read.integer(2);
    c.allocated_bytes = read.optional_integer(3);
    c.owner_id = read.integer(4);
    c.mtime_ns = read.integer(5);
    c.ctime_offset_ns = read.integer(6);
    c.btime_offset_ns = read.optional_integer(7);
    c.atime_day = read.optional_integer(8);
    c.inode = read.integer(9);
    row.last_seen_ns = read.optional_integer(10);
    c.link_count = read.optional_integer(11).value_or(1);
    c.atime_ns = read.optional_integer(12);
    if (const auto proven = read.optional_integer(13))
        row.staged = *proven != 0 ? FileRow::Staged::proven : FileRow::Staged::unproven;
    return row;
}

std::string_view name_of(const Statement& read) { return read.bytes(read.is_null(15) ? 14 : 15); }

void add_row(FileRows& rows, const Statement& read) {
    FileRow& row = rows.rows.emplace_back(row_of(read));
    row.columns.name = rows.names.emplace_back(name_of(read));
}

// Binds the columns of `file` from `index` on: extension, size, … inode.
void bind_columns(Statement& statement, int index, const FileColumns& c) {
    statement.bind(index, c.extension_id).bind(index + 1, c.size_bytes).bind(index + 2, c.allocated_bytes);
    statement.bind(index + 3, c.owner_id).bind(index + 4, c.mtime_ns).bind(index + 5, c.ctime_offset_ns);
    statement.bind(index + 6, c.btime_offset_ns).bind(index + 7, c.atime_day).bind(index + 8, c.inode);
}

}  // namespace

FileRows read_file_rows(Database& database, int64_t directory_id) {
    static const std::string sql = std::string(kSelect) + " WHERE f.id BETWEEN ?1 AND ?2";
    Statement read(database, sql);
    read.bind(1, first_file_id(directory_id)).bind(2, last_file_id(directory_id));
    FileRows out;
    while (read.step()) add_row(out, read);
    return out;
}

void for_each_file_row(Database& database, int64_t directory_id, const std::function<void(const FileRow&)>& look) {
    static const std::string sql = std::string(kSelect) + " WHERE f.id BETWEEN ?1 AND ?2";
    Statement read(database, sql);
    read.bind(1, first_file_id(directory_id)).bind(2, last_file_id(directory_id));
    while (read.step()) {
        FileRow row = row_of(read);
        row.columns.name = name_of(read);
        look(row);
    }
}

void for_each_batch(Database& database, int64_t directory_id, const std::function<void(const FileRows&)>& work) {
    static const std::string sql = std::string(kSelect) + " WHERE f.id BETWEEN ?1 AND ?2 ORDER BY f.id LIMIT ?3";
    for (int64_t next_id = first_file_id(directory_id);;) {
        FileRows batch;
        {
            Statement read(database, sql);
            read.bind(1, next_id).bind(2, last_file_id(directory_id)).bind(3, kRowsPerBatch);
            while (read.step()) add_row(batch, read);
        }
        if (batch.rows.empty()) return;
        work(batch);
        if (batch.rows.size() < kRowsPerBatch) return;
        next_id = batch.rows.back().id + 1;
    }
}

FileRow read_file_row(Database& database, int64_t file_id) {
    static const std::string sql = std::string(kSelect) + " WHERE f.id = ?1";
    Statement read(database, sql);
    if (!read.bind(1, file_id).step())
        throw Error(ErrorKind::internal, "the catalogue has no file " + std::to_string(file_id));
    return row_of(read);
}

void update_file_row(Database& database, int64_t id, const FileColumns& columns) {
    const bool name_is_utf8 = is_utf8(columns.name);
    Statement update(database,
        "UPDATE file SET last_seen_ns = NULL, extension_id = ?2, size_bytes = ?3, allocated_bytes = ?4, owner_id = ?5,"
        " mtime_ns = ?6, ctime_offset_ns = ?7, btime_offset_ns = ?8, atime_day = ?9, inode = ?10 WHERE id = ?1");
    update.bind(1, id);
    bind_columns(update, 2, columns);
    update.run();
    if (columns.needs_detail(name_is_utf8)) write_file_detail(database, id, columns, name_is_utf8);
    else Statement(database, "DELETE FROM file_detail WHERE file_id = ?1").bind(1, id).run();
}

void clear_last_seen(Database& database, int64_t id) {
    Statement(database, "UPDATE file SET last_seen_ns = NULL WHERE id = ?1").bind(1, id).run();
}

void stage_file(Database& database, int64_t id, int64_t last_seen_ns, bool proven, int64_t scan_id) {
    Statement(database, "UPDATE file SET last_seen_ns = ?2 WHERE id = ?1").bind(1, id).bind(2, last_seen_ns).run();
    Statement(database, "INSERT INTO staged_gone(file_id, proven, scan_id) VALUES (?1, ?2, ?3)")
        .bind(1, id).bind(2, proven).bind(3, scan_id).run();
}

void prove_staged_file(Database& database, int64_t id) {
    Statement(database, "UPDATE staged_gone SET proven = 1 WHERE file_id = ?1").bind(1, id).run();
}

void unstage_file(Database& database, int64_t id) {
    Statement(database, "DELETE FROM staged_gone WHERE file_id = ?1").bind(1, id).run();
}

int64_t make_files_gone(Database& database, int64_t directory_id, int64_t last_seen_ns) {
    Statement(database, "UPDATE file SET last_seen_ns = ?3 WHERE id BETWEEN ?1 AND ?2 AND last_seen_ns IS NULL")
        .bind(1, first_file_id(directory_id)).bind(2, last_file_id(directory_id)).bind(3, last_seen_ns).run();
    return database.changed_rows();
}

void give_file_new_id(Database& database, int64_t id, int64_t new_id, int64_t at_ns) {
    for (const char* sql : {"UPDATE file SET id = ?2 WHERE id = ?1", "UPDATE file_detail SET file_id = ?2 WHERE file_id = ?1",
                            "UPDATE staged_gone SET file_id = ?2 WHERE file_id = ?1",
                            "UPDATE file_move SET new_id = ?2 WHERE new_id = ?1"})
        Statement(database, sql).bind(1, id).bind(2, new_id).run();
    Statement(database, "INSERT OR REPLACE INTO file_move(old_id, new_id, moved_ns) VALUES (?1, ?2, ?3)")
        .bind(1, id).bind(2, new_id).bind(3, at_ns).run();
}

void write_file_detail(Database& database, int64_t id, const FileColumns& columns, bool name_is_utf8) {
    Statement write(database,
        "INSERT OR REPLACE INTO file_detail(file_id, name_raw, link_count, atime_ns) VALUES (?1, ?2, ?3, ?4)");
    write.bind(1, id);
    if (name_is_utf8) write.bind_null(2);
    else write.bind_blob(2, columns.name);
    write.bind(3, columns.link_count).bind(4, columns.atime_ns).run();
}

}  // namespace tocd
