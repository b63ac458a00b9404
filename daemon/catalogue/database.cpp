#include "catalogue/database.hpp"

#include "base/text.hpp"
#include "catalogue/damage.hpp"
#include "catalogue/directory_sights.hpp"
#include "catalogue/log_memory.hpp"
#include "catalogue/place.hpp"
#include "catalogue/sought_rows.hpp"
#include "catalogue/sqlite_error.hpp"
#include "catalogue/statement.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <fcntl.h>
#include <unistd.h>
#include <cerrno>

namespace tocd {
namespace {

constexpr int kWriterWaitMs = 10'000;
constexpr int kReaderWaitMs = 2'000;
constexpr size_t kMostKept = 96;  // statements

// SQLite takes "file:…" and ":memory:" for more than names; with a '/' in front they are only names.
std::string plain_path(const std::string& path) {
    if (path.empty()) throw Error(ErrorKind::invalid_argument, "the catalogue has no path");
    return path[0] == '/' ? path : "./" + path;
}

// The names in the catalogue are not everybody's, so the file is made here: SQLite itself would take 0644, and it
// gives the log beside it the mode of the file.
void create_file(const std::string& path, mode_t mode) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file >= 0)
        ::close(file);
    else if (errno != EEXIST)
        throw error_from_errno(ErrorKind::unavailable, "cannot create the catalogue", path, errno);
}

bool is_fresh(Database& database) {
    return database.read_integer("PRAGMA application_id") == 0 && database.read_integer("SELECT count(*) FROM sqlite_schema") == 0;
}

void refuse_foreign(Database& database, bool fresh_is_fine) {
    if (database.read_integer("PRAGMA application_id") == kApplicationId || (fresh_is_fine && is_fresh(database))) return;
    throw Error(ErrorKind::invalid_argument,
                display_text(database.path()) +
                    " is a database of another program, not a catalogue of tocd; name another file");
}

void set_up_accounts(Database& database) {
    const bool fresh = is_fresh(database);
    if (!fresh && database.read_integer("PRAGMA application_id") != kAccountsId)
        throw Error(ErrorKind::invalid_argument, display_text(database.path()) + " is no file of tocd's tokens; move it away");
    // FULL does not sync the folder behind the journal's removal, and a journal that comes back takes the last commit back.
    database.execute("PRAGMA synchronous=EXTRA; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA mmap_size=0");
    if (fresh) database.execute("PRAGMA application_id=" + std::to_string(kAccountsId));
}

void set_up_writer(Database& database) {
    // page_size only counts before the first page is written, so it comes before everything else.
    database.execute("PRAGMA page_size=16384");
    refuse_foreign(database, true);
    Statement wal(database, "PRAGMA journal_mode=WAL");
    if (!wal.step() || wal.bytes(0) != "wal")
        throw Error(ErrorKind::unavailable, "cannot use a write-ahead log for " + display_text(database.path()) +
                                                "; its file system must support shared memory between processes");
    wal.reset();
    // Debian builds SQLite with SECURE_DELETE, which overwrites freed pages: a second write for nothing here.
    database.execute(
        "PRAGMA synchronous=NORMAL; PRAGMA secure_delete=OFF; PRAGMA wal_autocheckpoint=0; "
        "PRAGMA foreign_keys=OFF; PRAGMA trusted_schema=OFF; PRAGMA mmap_size=0; PRAGMA cache_size=-16384");
    if (database.read_integer("PRAGMA application_id") == 0)
        database.execute("PRAGMA application_id=" + std::to_string(kApplicationId));
}

void set_up_reader(Database& database) {
    // No automatic indices: for "extension = x" SQLite would index all files in memory, once per query.
    database.execute(
        "PRAGMA automatic_index=OFF; PRAGMA query_only=ON; PRAGMA trusted_schema=OFF; PRAGMA mmap_size=0; PRAGMA "
        "cache_size=-16384; "
        "PRAGMA wal_autocheckpoint=0");
    sqlite3* const handle = database.handle();
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    add_sought_functions(handle);
    add_sight_functions(handle);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 16 << 20);
    sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, 1 << 20);
    sqlite3_limit(handle, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 8192);
    refuse_foreign(database, false);
}

}  // namespace

Database::Database(const std::string& path, Access access) : path_(path) {
    // Statistics of memory that nobody reads take a mutex per allocation. Before SQLite's first use in the process.
    static const bool configured = [] {
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        listen_for_damage();
        make_room_for_log_memory();
        return true;
    }();
    static_cast<void>(configured);
    const std::string file = plain_path(path);
    const bool writes = access == Access::write, accounts = access == Access::accounts, reads = access == Access::read;
    if (!reads) create_parent_directories(file);
    check_place(file);
    if (!reads) create_file(file, accounts ? 0600 : 0640);
    try {
        connection_ = std::make_unique<SQLite::Database>(file, (reads ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE) | SQLite::OPEN_NOMUTEX,
                                                         writes ? kWriterWaitMs : kReaderWaitMs);
    } catch (const SQLite::Exception& e) {
        throw_sqlite_error("cannot open the catalogue", path, e.getExtendedErrorCode(), e.what());
    }
    handle_ = connection_->getHandle();
    sqlite3_extended_result_codes(handle_, 1);
    try {
        writes ? set_up_writer(*this) : accounts ? set_up_accounts(*this) : set_up_reader(*this);
        const auto count_pages = [](void* database, sqlite3*, const char*, int pages) {
            static_cast<Database*>(database)->wal_pages_ = pages;
            return SQLITE_OK;
        };
        if (writes) sqlite3_wal_hook(handle_, count_pages, this);
    } catch (...) {
        finalize_statements();  // no destructor runs from here
        throw;
    }
}

Database::~Database() { finalize_statements(); }

void Database::execute(std::string_view sql) {
    const std::string text(sql);
    if (sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        throw_sqlite_error("working on the catalogue", path_, handle_);
}

int64_t Database::read_integer(std::string_view sql) {
    Statement statement(*this, sql);
    if (!statement.step()) throw Error(ErrorKind::internal, "no row from: " + std::string(sql));
    return statement.integer(0);
}

int64_t Database::last_insert_id() const noexcept { return sqlite3_last_insert_rowid(handle_); }
int64_t Database::changed_rows() const noexcept { return sqlite3_changes64(handle_); }

void Database::begin(Begin what) {
    if (left_open_ && in_transaction()) execute("ROLLBACK");
    left_open_ = false;
    execute(what == Begin::read ? "BEGIN" : "BEGIN IMMEDIATE");
}

void Database::roll_back() noexcept {
    if (!in_transaction()) return;
    sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
    left_open_ = in_transaction();
}

bool Database::in_transaction() const noexcept { return sqlite3_get_autocommit(handle_) == 0; }

void Database::interrupt() noexcept { sqlite3_interrupt(handle_); }

Database::Wal Database::checkpoint(Checkpoint how) {
    Wal wal;
    const int mode = how == Checkpoint::passive ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_TRUNCATE;
    const int code = sqlite3_wal_checkpoint_v2(handle_, "main", mode, &wal.pages, &wal.copied);
    if (code != SQLITE_OK && (code & 0xFF) != SQLITE_BUSY)
        throw_sqlite_error("copying the log into the catalogue", path_, handle_);
    return wal;
}

sqlite3_stmt* Database::compile(std::string_view sql, bool keep) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                        keep ? SQLITE_PREPARE_PERSISTENT : 0, &statement, nullptr);
    if (code != SQLITE_OK) throw_sqlite_error("working on the catalogue", path_, handle_);
    return statement;
}

// The statement of this text; nothing when there are too many to keep one more.
Database::Kept* Database::find_kept(std::string_view sql) {
    if (const auto found = kept_by_address_.find(sql.data()); found != kept_by_address_.end() && found->second->sql == sql)
        return found->second;
    auto found = kept_.find(sql);
    if (found == kept_.end()) {
        if (kept_.size() >= kMostKept) return nullptr;
        found = kept_.try_emplace(std::string(sql)).first;
        found->second.sql = found->first;
    }
    if (kept_by_address_.size() >= 4 * kMostKept) kept_by_address_.clear();  // texts that are made anew each time
    kept_by_address_[sql.data()] = &found->second;
    return &found->second;
}

Database::Lent Database::lend_statement(std::string_view sql, bool keep) {
    Kept* const kept = keep ? find_kept(sql) : nullptr;
    if (kept == nullptr || kept->lent) return {compile(sql, false), nullptr};
    if (kept->statement == nullptr) kept->statement = compile(sql, true);
    kept->lent = true;
    return {kept->statement, kept};
}

void Database::take_back_statement(Lent lent) noexcept {
    if (lent.kept == nullptr) {
        sqlite3_finalize(lent.statement);
        return;
    }
    sqlite3_reset(lent.statement);
    sqlite3_clear_bindings(lent.statement);
    lent.kept->lent = false;
}

void Database::finalize_statements() noexcept {
    for (const auto& [sql, kept] : kept_) sqlite3_finalize(kept.statement);
}

Transaction::Transaction(Database& database, Kind kind) : database_(database) {
    database.begin(kind);
}

Transaction::~Transaction() {
    if (open_) database_.roll_back();
}

void Transaction::commit() {
    database_.execute("COMMIT");
    open_ = false;
}

}  // namespace tocd
