// One connection to the catalogue's SQLite file, opened the way tocd needs it.
// Thread: one at a time per Database.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;
namespace SQLite {
class Database;
}

namespace tocd {

inline constexpr int32_t kAccountsId = 0x746F636B;     // of Access::accounts
inline constexpr int32_t kApplicationId = 0x746F6364;  // "tocd"; bytes 68-71 of the file, see file(1)

class Database {
public:
    // write: creates the file and its missing parent directories (mode 0750); page size 16 KiB, WAL, synchronous
    //   NORMAL, no automatic checkpoints (the writer calls checkpoint()). Only one may exist: hold a CatalogueLock.
    // read: the file must exist; cannot write, never checkpoints, distrusts what the file's schema may hold.
    // accounts: what people entered (token_store): created as for write, for its owner alone, with a rollback journal and
    //   synchronous FULL; several processes may write.
    enum class Access { write, read, accounts };

    // Throws Error: invalid_argument (a directory, on a network file system, another program's database),
    // unavailable (missing, permission, disk full), corrupt (not a database). The text names path and remedy.
    Database(const std::string& path, Access access);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] sqlite3* handle() const noexcept { return handle_; }

    // Runs one or more statements that give no rows. For everything with parameters: Statement.
    void execute(std::string_view sql);
    // First column of the first row. Throws Error(internal) when there is no row.
    [[nodiscard]] int64_t read_integer(std::string_view sql);
    [[nodiscard]] int64_t last_insert_id() const noexcept;
    [[nodiscard]] int64_t changed_rows() const noexcept;  // by the last INSERT, UPDATE or DELETE

    enum class Begin { read, write };
    void begin(Begin what);
    // Ends the transaction that is open, if one is. Where there is no memory even for that, the next begin() does it first.
    void roll_back() noexcept;
    [[nodiscard]] bool in_transaction() const noexcept;  // SQLite itself rolls back on a full disk and on I/O errors

    // Lets the statement that runs fail with Error(unavailable). Thread: any.
    void interrupt() noexcept;

    struct Wal {
        int pages = 0;   // in the log; -1: not known
        int copied = 0;  // of these, now in the database file
    };
    // passive: copies what no reader needs, never waits. truncate: waits (busy timeout) for readers, then empties
    // the log's file; when readers stay, copies what it can and gives back copied < pages.
    enum class Checkpoint { passive, truncate };
    Wal checkpoint(Checkpoint how);
    [[nodiscard]] int wal_pages() const noexcept { return wal_pages_; }  // in the log after this writer's last commit

private:
    friend class Statement;
    // A compiled statement that is kept for the next use. Most are asked for by a literal: its address finds them
    // without reading 300 bytes of SQL, which was a tenth of what storing a small directory costs.
    struct Kept {
        std::string_view sql;
        sqlite3_stmt* statement = nullptr;
        bool lent = false;
    };
    struct Lent {
        sqlite3_stmt* statement = nullptr;
        Kept* kept = nullptr;  // null: finalized when it comes back
    };
    [[nodiscard]] Lent lend_statement(std::string_view sql, bool keep);
    void take_back_statement(Lent lent) noexcept;
    [[nodiscard]] Kept* find_kept(std::string_view sql);
    [[nodiscard]] sqlite3_stmt* compile(std::string_view sql, bool keep);
    void finalize_statements() noexcept;

    struct TextHash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>()(text); }
    };
    const std::string path_;
    std::unique_ptr<SQLite::Database> connection_;
    sqlite3* handle_ = nullptr;
    int wal_pages_ = 0;
    bool left_open_ = false;  // a transaction that could not be rolled back
    std::unordered_map<std::string, Kept, TextHash, std::equal_to<>> kept_;  // by their SQL text
    std::unordered_map<const char*, Kept*> kept_by_address_;                 // of the text that asked last
};

// A read transaction (all reads inside agree) or a write transaction (BEGIN IMMEDIATE: no lost upgrade from read to
// write). Rolls back at scope end unless committed.
class Transaction {
public:
    using Kind = Database::Begin;
    Transaction(Database& database, Kind kind);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    Database& database_;
    bool open_ = true;
};

}  // namespace tocd
