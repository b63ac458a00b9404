// The narrow rows of directories that are listed for the first time: they go in many at once, at a quarter of the cost.
// Thread: the writer's, in its transaction.
#pragma once

#include "catalogue/incoming_table.hpp"
#include "catalogue/own_totals.hpp"

#include <cstdint>

namespace tocd {

class NewDirectories {
public:
    // Attaches two tables in memory: see IncomingTable.
    explicit NewDirectories(Database& database);

    // False: not on this SQLite; write the rows one by one.
    [[nodiscard]] bool works() const noexcept { return works_; }

    // The rows of directory_stamp and directory_total of a directory that has neither. Ids count up. Nobody finds them
    // before flush().
    void add(int64_t id, UnixNs listed_ns, uint32_t listing_us, uint64_t entry_count, const OwnTotals& own);

    void flush();

    // The transaction was rolled back.
    void discard() noexcept;

private:
    IncomingTable stamps_;
    IncomingTable totals_;
    const bool works_;
};

}  // namespace tocd
