// New rows of one table on their way: put together as whole records in memory, and inserted many at once.
// Thread: the writer's, in its transaction.
#pragma once

#include "catalogue/database.hpp"
#include "catalogue/record_page.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tocd {

class IncomingTable {
public:
    // Attaches a table in memory like main.`table` to the connection. Outside of a transaction, once for a connection.
    // Throws Error(internal) unless the table has exactly these columns ("a,b").
    IncomingTable(Database& database, std::string table, std::string_view columns);

    // SQLite reads that memory anew with every statement. Where not, it must not be used.
    [[nodiscard]] bool reads_in_place();

    // Ids must count up until flush(). What `record` points to is copied. Flushes when there is no room.
    void add(int64_t id, const Record& record);

    // Inserts what was added since the last flush. When that fails, the whole transaction is rolled back.
    void flush();

    // Forgets what was added: the transaction was rolled back.
    void discard() noexcept { page_.clear(); }

    [[nodiscard]] const std::string& copy_sql() const noexcept { return copy_; }

private:
    Database& database_;
    const std::string table_;
    const std::string copy_;
    LeafPage page_;  // the table's one page
    int64_t last_id_ = 0;
};

}  // namespace tocd
