// New rows of `file`: those of one listing go in with one statement.
// Thread: the writer's, in its transaction.
#pragma once

#include "catalogue/database.hpp"
#include "catalogue/file_columns.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

class FileInsert {
public:
    // Gives a connection the table-valued function that the rows are read from. Once, before the first flush().
    static void prepare(Database& database);

    explicit FileInsert(Database& database);

    // Ids must count up from call to call, so that every insert appends. first_seen_ns: nothing = the directory's
    // first_listed_ns. The bytes of columns.name must live until flush(). Many are flushed at once.
    void add(int64_t id, const FileColumns& columns, std::optional<int64_t> first_seen_ns);

    // Inserts what was added since the last flush. When that fails, the whole transaction is rolled back.
    void flush();

    struct Row {
        int64_t id;
        std::optional<int64_t> first_seen_ns;
        std::string_view name;  // UTF-8
        bool exact;             // name is columns.name
        FileColumns columns;
    };

private:
    Database& database_;
    int64_t greatest_id_;  // in the table
    std::vector<Row> rows_;
    std::deque<std::string> display_;  // a deque: views stay valid while it grows
};

}  // namespace tocd
