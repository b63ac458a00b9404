// New rows of `file`: those of one listing go in with one statement, as whole records.
// Thread: the writer's, in its transaction.
#pragma once

#include "catalogue/database.hpp"
#include "catalogue/file_columns.hpp"
#include "catalogue/incoming_table.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tocd {

class FileInsert {
public:
    enum class Way { records, statements };  // statements: one per row, three times slower

    // Attaches a table in memory to the connection, which holds the rows on their way. Outside of a transaction, once
    // for a connection. Where SQLite does not read that memory anew each time, the way becomes `statements`.
    explicit FileInsert(Database& database, Way way = Way::records);

    // Ids must count up from call to call until flush(). first_seen_ns: nothing = the directory's first_listed_ns.
    // The bytes of columns.name must live until flush(). Many are flushed at once.
    void add(int64_t id, const FileColumns& columns, std::optional<int64_t> first_seen_ns);

    // Inserts what was added since the last flush. When that fails, the whole transaction is rolled back.
    void flush();

    // Forgets what was added: the transaction was rolled back.
    void discard() noexcept;

    [[nodiscard]] Way way() const noexcept { return way_; }

    [[nodiscard]] const std::string& copy_sql() const { return rows_.value().copy_sql(); }  // of Way::records

private:
    struct Detail {
        int64_t id;
        bool exact;  // the name is UTF-8
        FileColumns columns;
    };

    Database& database_;
    Way way_;
    std::optional<IncomingTable> rows_;
    std::vector<Detail> details_;
};

}  // namespace tocd
