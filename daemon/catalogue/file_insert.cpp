#include "catalogue/file_insert.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/file_rows.hpp"
#include "catalogue/sqlite_error.hpp"
#include "catalogue/statement.hpp"

#include <sqlite3.h>

// A statement per row takes 7,600 instructions (callgrind, 12 files a directory), INSERT … SELECT from a table-valued
// function of ours 4,000. Between two tables of the same columns SQLite copies records without a look inside
// (sqlite.org/src: xferOptimization): 2,900 with ours, of which 1,800 look for the place of each id. So the new rows are put together as the one page of a table
// in memory, incoming.file. It is read by way of sqlite3_deserialize() and mmap_size, which gives SQLite the page
// itself and no copy: what is written there counts with the next statement. Everything still holds where SQLite would
// do neither: it inserts the same rows, only slower, and a page that it kept would be noticed by its ids.

namespace tocd {
namespace {

constexpr std::string_view kColumns =
    "id,name,extension_id,size_bytes,allocated_bytes,owner_id,mtime_ns,ctime_offset_ns,btime_offset_ns,atime_day,inode,"
    "first_seen_ns,last_seen_ns";  // as record_of() gives them; the last one is NULL and left out
constexpr std::string_view kInsertOne =
    "INSERT OR ROLLBACK INTO main.file VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, NULL)";

std::string text_of(Database& database, std::string_view sql) {
    Statement read(database, sql, Statement::Use::once);
    return read.step() ? read.text(0) : std::string();
}

// incoming.file as SQLite itself makes it, empty: its second and last page is the table's. Gives that page.
char* attach_table(Database& database) {
    const std::string sql = text_of(database, "SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'file'");
    const std::string_view head = "CREATE TABLE ";
    if (!sql.starts_with(head)) throw Error(ErrorKind::internal, "the catalogue's schema has no table file");
    database.execute("ATTACH ':memory:' AS incoming; PRAGMA incoming.page_size=" + std::to_string(LeafPage::kBytes) +
                     "; CREATE TABLE incoming." + sql.substr(head.size()));
    sqlite3_int64 bytes = 0;
    unsigned char* const image = sqlite3_serialize(database.handle(), "incoming", &bytes, 0);
    if (image == nullptr) throw Error(ErrorKind::unavailable, "no memory for new rows");
    if (bytes != 2 * static_cast<sqlite3_int64>(LeafPage::kBytes)) {
        sqlite3_free(image);
        throw Error(ErrorKind::internal, "a table in memory of " + std::to_string(bytes) + " bytes");
    }
    // Not SQLITE_DESERIALIZE_READONLY: BEGIN IMMEDIATE asks for the right to write in every attached database.
    if (sqlite3_deserialize(database.handle(), "incoming", image, bytes, bytes, SQLITE_DESERIALIZE_FREEONCLOSE) != SQLITE_OK)
        throw error_of_sqlite("working on the catalogue", database.path(), database.handle());
    database.execute("PRAGMA incoming.mmap_size=" + std::to_string(bytes));
    return reinterpret_cast<char*>(image) + LeafPage::kBytes;
}

Record record_of(std::string_view name, const FileColumns& c, std::optional<int64_t> first_seen_ns) {
    Record record(name);
    record.add(c.extension_id);
    record.add(c.size_bytes);
    record.add(c.allocated_bytes);
    record.add(c.owner_id);
    record.add(c.mtime_ns);
    record.add(c.ctime_offset_ns);
    record.add(c.btime_offset_ns);
    record.add(c.atime_day);
    record.add(c.inode);
    if (first_seen_ns) record.add(*first_seen_ns);
    return record;
}

}  // namespace

FileInsert::FileInsert(Database& database, Way way) : database_(database), way_(way) {
    const std::string columns = text_of(database_, "SELECT group_concat(name) FROM pragma_table_info('file', 'main')");
    if (columns != kColumns) throw Error(ErrorKind::internal, "the table file has other columns: " + columns);
    if (way_ == Way::statements) return;
    page_.emplace(attach_table(database_));
    if (!reads_in_place()) way_ = Way::statements;
}

// Two looks in one transaction, where SQLite may keep what it read.
bool FileInsert::reads_in_place() {
    const Transaction transaction(database_, Transaction::Kind::read);
    const auto reads = [&](int64_t id) {
        page_->clear();
        return page_->add(id, Record("")) && text_of(database_, "SELECT group_concat(id) FROM incoming.file") == std::to_string(id);
    };
    const bool answer = reads(1) && reads(1000);
    page_->clear();
    return answer;
}

void FileInsert::add(int64_t id, const FileColumns& columns, std::optional<int64_t> first_seen_ns) {
    const bool exact = is_utf8(columns.name);
    std::string display;
    if (!exact) display = display_text(columns.name);
    const std::string_view name = exact ? columns.name : std::string_view(display);
    if (way_ == Way::records) {
        insert_record(id, record_of(name, columns, first_seen_ns));
    } else {
        Statement insert(database_, kInsertOne);
        insert.bind(1, id).bind_text(2, name).bind(3, columns.extension_id).bind(4, columns.size_bytes);
        insert.bind(5, columns.allocated_bytes).bind(6, columns.owner_id).bind(7, columns.mtime_ns);
        insert.bind(8, columns.ctime_offset_ns).bind(9, columns.btime_offset_ns).bind(10, columns.atime_day);
        insert.bind(11, columns.inode).bind(12, first_seen_ns).run();
    }
    if (columns.needs_detail(exact)) details_.push_back({id, exact, columns});
}

void FileInsert::insert_record(int64_t id, const Record& record) {
    if (!page_->add(id, record)) {
        flush();
        if (!page_->add(id, record)) throw Error(ErrorKind::internal, "file " + std::to_string(id) + " has no room in a page");
    }
    last_id_ = id;
}

void FileInsert::flush() {
    if (way_ == Way::records && page_->rows() > 0) {
        Statement(database_, kCopy).run();
        const auto copied = database_.changed_rows();
        if (copied != static_cast<int64_t>(page_->rows()) || database_.last_insert_id() != last_id_)
            throw Error(ErrorKind::internal, std::to_string(copied) + " of " + std::to_string(page_->rows()) + " rows stored, up to file " +
                                                 std::to_string(database_.last_insert_id()) + " of " + std::to_string(last_id_));
        page_->clear();
    }
    for (const Detail& detail : details_) write_file_detail(database_, detail.id, detail.columns, detail.exact);
    details_.clear();
}

void FileInsert::discard() noexcept {
    if (page_) page_->clear();
    details_.clear();
}

}  // namespace tocd
