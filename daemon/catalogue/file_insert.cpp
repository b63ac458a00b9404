#include "catalogue/file_insert.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/file_rows.hpp"
#include "catalogue/sqlite_error.hpp"
#include "catalogue/statement.hpp"

#include <algorithm>
#include <new>
#include <sqlite3.h>

// Why a table-valued function: a statement per row opens a cursor, looks for its place from the root of the tree and
// takes a dozen parameters, 7,600 instructions in all (callgrind, 12 files a directory). INSERT … SELECT needs 4,400 a row,
// thanks to two more things: OR ROLLBACK, since what might abort in its middle would first copy every page that it
// touches; and an id for the first row only, as SQLite finds the end of a table faster than the place of a number.

namespace tocd {
namespace {

constexpr size_t kMostRows = 8192;  // of one statement
constexpr const char* kPointerType = "tocd-new-files";

enum Column : int {
    kId, kName, kExtension, kSize, kAllocated, kOwner, kMtime, kCtimeOffset, kBtimeOffset, kAtimeDay, kInode, kFirstSeen,
    kRows,  // the argument: a pointer to the rows
};
constexpr const char* kDeclaration =
    "CREATE TABLE new_file(id INTEGER, name TEXT, extension_id INTEGER, size_bytes INTEGER,"
    " allocated_bytes INTEGER, owner_id INTEGER, mtime_ns INTEGER, ctime_offset_ns INTEGER, btime_offset_ns INTEGER,"
    " atime_day INTEGER, inode INTEGER, first_seen_ns INTEGER, rows HIDDEN)";
constexpr std::string_view kInsert =
    "INSERT OR ROLLBACK INTO file(id, name, extension_id, size_bytes, allocated_bytes, owner_id, mtime_ns,"
    " ctime_offset_ns, btime_offset_ns, atime_day, inode, first_seen_ns)"
    " SELECT id, name, extension_id, size_bytes, allocated_bytes, owner_id, mtime_ns, ctime_offset_ns,"
    " btime_offset_ns, atime_day, inode, first_seen_ns FROM new_file(?1)";

struct Batch {
    const std::vector<FileInsert::Row>& rows;
    bool append;  // ids count up by one from the first, which is past the end of the table
};

struct Cursor {
    sqlite3_vtab_cursor base;
    const Batch* batch;
    size_t at;
};

Cursor* cursor_of(sqlite3_vtab_cursor* base) { return reinterpret_cast<Cursor*>(base); }

int connect_table(sqlite3* handle, void*, int, const char* const*, sqlite3_vtab** out, char**) {
    *out = new (std::nothrow) sqlite3_vtab{};
    if (*out == nullptr) return SQLITE_NOMEM;
    return sqlite3_declare_vtab(handle, kDeclaration);
}

int disconnect_table(sqlite3_vtab* table) {
    delete table;
    return SQLITE_OK;
}

int plan(sqlite3_vtab*, sqlite3_index_info* info) {
    for (int i = 0; i < info->nConstraint; ++i) {
        const auto& constraint = info->aConstraint[i];
        if (constraint.iColumn != kRows || constraint.op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
        if (constraint.usable == 0) return SQLITE_CONSTRAINT;
        info->aConstraintUsage[i].argvIndex = 1;
        info->aConstraintUsage[i].omit = 1;
        return SQLITE_OK;
    }
    return SQLITE_CONSTRAINT;
}

int open_cursor(sqlite3_vtab*, sqlite3_vtab_cursor** out) {
    auto* cursor = new (std::nothrow) Cursor{};
    if (cursor == nullptr) return SQLITE_NOMEM;
    *out = &cursor->base;
    return SQLITE_OK;
}

int close_cursor(sqlite3_vtab_cursor* base) {
    delete cursor_of(base);
    return SQLITE_OK;
}

int start(sqlite3_vtab_cursor* base, int, const char*, int, sqlite3_value** arguments) {
    Cursor* cursor = cursor_of(base);
    cursor->batch = static_cast<const Batch*>(sqlite3_value_pointer(arguments[0], kPointerType));
    cursor->at = 0;
    return cursor->batch == nullptr ? SQLITE_MISUSE : SQLITE_OK;
}

int advance(sqlite3_vtab_cursor* base) {
    ++cursor_of(base)->at;
    return SQLITE_OK;
}

int is_at_end(sqlite3_vtab_cursor* base) { return cursor_of(base)->at >= cursor_of(base)->batch->rows.size() ? 1 : 0; }

void give(sqlite3_context* out, const std::optional<int64_t>& value) {
    if (value) sqlite3_result_int64(out, *value);  // without a value the column is NULL
}

int give_column(sqlite3_vtab_cursor* base, sqlite3_context* out, int column) {
    const Cursor& cursor = *cursor_of(base);
    const FileInsert::Row& row = cursor.batch->rows[cursor.at];
    const FileColumns& c = row.columns;
    switch (column) {
        case kId:
            if (cursor.at == 0 || !cursor.batch->append) sqlite3_result_int64(out, row.id);
            break;
        case kName: sqlite3_result_text64(out, row.name.data(), row.name.size(), SQLITE_STATIC, SQLITE_UTF8); break;
        case kFirstSeen: give(out, row.first_seen_ns); break;
        case kExtension: sqlite3_result_int64(out, c.extension_id); break;
        case kSize: sqlite3_result_int64(out, c.size_bytes); break;
        case kAllocated: give(out, c.allocated_bytes); break;
        case kOwner: sqlite3_result_int64(out, c.owner_id); break;
        case kMtime: sqlite3_result_int64(out, c.mtime_ns); break;
        case kCtimeOffset: sqlite3_result_int64(out, c.ctime_offset_ns); break;
        case kBtimeOffset: give(out, c.btime_offset_ns); break;
        case kAtimeDay: give(out, c.atime_day); break;
        case kInode: sqlite3_result_int64(out, c.inode); break;
        default: break;
    }
    return SQLITE_OK;
}

int give_rowid(sqlite3_vtab_cursor* base, sqlite3_int64* out) {
    *out = static_cast<sqlite3_int64>(cursor_of(base)->at);
    return SQLITE_OK;
}

const sqlite3_module* table_module() {
    static const sqlite3_module module = [] {
        sqlite3_module m{};
        m.xConnect = connect_table;  // without xCreate: it is there by its name alone
        m.xBestIndex = plan;
        m.xDisconnect = disconnect_table;
        m.xOpen = open_cursor;
        m.xClose = close_cursor;
        m.xFilter = start;
        m.xNext = advance;
        m.xEof = is_at_end;
        m.xColumn = give_column;
        m.xRowid = give_rowid;
        return m;
    }();
    return &module;
}

}  // namespace

void FileInsert::prepare(Database& database) {
    if (sqlite3_create_module_v2(database.handle(), "new_file", table_module(), nullptr, nullptr) != SQLITE_OK)
        throw error_of_sqlite("working on the catalogue", database.path(), database.handle());
}

FileInsert::FileInsert(Database& database)
    : database_(database), greatest_id_(database.read_integer("SELECT ifnull(max(id), 0) FROM file")) {}

void FileInsert::add(int64_t id, const FileColumns& columns, std::optional<int64_t> first_seen_ns) {
    const bool exact = is_utf8(columns.name);
    const std::string_view name = exact ? columns.name : display_.emplace_back(display_text(columns.name));
    rows_.push_back({id, first_seen_ns, name, exact, columns});
    if (rows_.size() >= kMostRows) flush();  // a directory of ten million names would take 3 GB
}

void FileInsert::flush() {
    if (rows_.empty()) return;
    const int64_t first_id = rows_.front().id;
    const int64_t last_id = rows_.back().id;
    Batch batch{rows_, first_id > greatest_id_ && last_id - first_id + 1 == static_cast<int64_t>(rows_.size())};
    Statement(database_, kInsert).bind_pointer(1, &batch, kPointerType).run();
    if (database_.last_insert_id() != last_id)
        throw Error(ErrorKind::internal, "file " + std::to_string(last_id) + " became " + std::to_string(database_.last_insert_id()));
    greatest_id_ = std::max(greatest_id_, last_id);
    for (const Row& row : rows_)
        if (row.columns.needs_detail(row.exact)) write_file_detail(database_, row.id, row.columns, row.exact);
    rows_.clear();
    display_.clear();
}

}  // namespace tocd
