#include "catalogue/incoming_table.hpp"

#include "base/error.hpp"
#include "catalogue/sqlite_error.hpp"
#include "catalogue/statement.hpp"

#include <sqlite3.h>

#include <utility>

// Per row of `file`, a statement takes 7,600 instructions (callgrind, 12 files a directory), INSERT … SELECT from a
// table-valued function of ours 4,000. Between two tables of the same columns SQLite copies records without a look inside
// (sqlite.org/src: xferOptimization): 2,900 with ours, of which 1,800 look for the place of each id. So the new rows are
// put together as the one page of a table in memory. It is read by way of sqlite3_deserialize() and mmap_size, which gives
// SQLite the page itself and no copy: what is written there counts with the next statement. Everything still holds where
// SQLite would do neither: it inserts the same rows, only slower, and a page that it kept would be noticed by its ids.

namespace tocd {
namespace {

std::string text_of(Database& database, std::string_view sql) {
    Statement read(database, sql, Statement::Use::once);
    return read.step() ? read.text(0) : std::string();
}

// The attached table as SQLite itself makes it, empty: its database's second and last page is the table's. Gives that page.
char* attach_table(Database& database, const std::string& table) {
    const std::string sql = text_of(database, "SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = '" + table + "'");
    const std::string_view head = "CREATE TABLE ";
    if (!sql.starts_with(head)) throw Error(ErrorKind::internal, "the catalogue's schema has no table " + table);
    const std::string schema = "incoming_" + table;
    database.execute("ATTACH ':memory:' AS " + schema + "; PRAGMA " + schema + ".page_size=" + std::to_string(LeafPage::kBytes) +
                     "; CREATE TABLE " + schema + "." + sql.substr(head.size()));
    sqlite3_int64 bytes = 0;
    unsigned char* const image = sqlite3_serialize(database.handle(), schema.c_str(), &bytes, 0);
    if (image == nullptr) throw Error(ErrorKind::unavailable, "no memory for new rows");
    if (bytes != 2 * static_cast<sqlite3_int64>(LeafPage::kBytes)) {
        sqlite3_free(image);
        throw Error(ErrorKind::internal, "a table in memory of " + std::to_string(bytes) + " bytes");
    }
    // Not SQLITE_DESERIALIZE_READONLY: BEGIN IMMEDIATE asks for the right to write in every attached database.
    if (sqlite3_deserialize(database.handle(), schema.c_str(), image, bytes, bytes, SQLITE_DESERIALIZE_FREEONCLOSE) != SQLITE_OK)
        throw_sqlite_error("working on the catalogue", database.path(), database.handle());
    database.execute("PRAGMA " + schema + ".mmap_size=" + std::to_string(bytes));
    return reinterpret_cast<char*>(image) + LeafPage::kBytes;
}

}  // namespace

IncomingTable::IncomingTable(Database& database, std::string table, std::string_view columns)
    : database_(database), table_(std::move(table)),
      copy_("INSERT OR ROLLBACK INTO main." + table_ + " SELECT * FROM incoming_" + table_ + "." + table_),
      page_(attach_table(database, table_)) {
    const std::string found = text_of(database_, "SELECT group_concat(name) FROM pragma_table_info('" + table_ + "', 'main')");
    if (found != columns) throw Error(ErrorKind::internal, "the table " + table_ + " has other columns: " + found);
}

// Two looks in one transaction, where SQLite may keep what it read.
bool IncomingTable::reads_in_place() {
    const Transaction transaction(database_, Transaction::Kind::read);
    const std::string ids = "SELECT group_concat(rowid) FROM incoming_" + table_ + "." + table_;
    const auto reads = [&](int64_t id) {
        page_.clear();
        return page_.add(id, Record("")) && text_of(database_, ids) == std::to_string(id);
    };
    const bool answer = reads(1) && reads(1000);
    page_.clear();
    return answer;
}

void IncomingTable::add(int64_t id, const Record& record) {
    if (!page_.add(id, record)) {
        flush();
        if (!page_.add(id, record)) throw Error(ErrorKind::internal, "row " + std::to_string(id) + " of " + table_ + " has no room in a page");
    }
    last_id_ = id;
}

void IncomingTable::flush() {
    if (page_.rows() == 0) return;
    Statement(database_, copy_).run();
    const auto copied = database_.changed_rows();
    if (copied != static_cast<int64_t>(page_.rows()) || database_.last_insert_id() != last_id_)
        throw Error(ErrorKind::internal, std::to_string(copied) + " of " + std::to_string(page_.rows()) + " rows of " + table_ +
                                             " stored, up to " + std::to_string(database_.last_insert_id()) + " of " + std::to_string(last_id_));
    page_.clear();
}

}  // namespace tocd
