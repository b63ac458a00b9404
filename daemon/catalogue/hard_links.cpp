#include "catalogue/hard_links.hpp"

#include "catalogue/statement.hpp"

namespace tocd {

RepeatedBytes find_repeated_bytes(Database& database) {
    Statement groups(database,
                     "SELECT d.share_id, count(*), max(f.size_bytes) "
                     "FROM file_detail x INDEXED BY file_detail_by_links CROSS JOIN file f CROSS JOIN directory d "
                     "WHERE x.link_count > 1 AND f.id = x.file_id AND d.id = f.id >> 24 "
                     "AND (f.last_seen_ns IS NULL OR f.id IN (SELECT file_id FROM staged_gone)) AND d.state <> 4 "
                     "GROUP BY d.share_id, f.inode HAVING count(*) > 1");
    RepeatedBytes repeated;
    while (groups.step()) repeated[groups.integer(0)] += WideBytes{groups.integer(1) - 1} * groups.integer(2);
    return repeated;
}

const RepeatedBytes& RepeatedBytesMemory::read(Database& database) {
    const int64_t ended = database.read_integer("SELECT count(*) FROM scan WHERE outcome <> 0");
    if (ended != ended_scans_) {
        bytes_ = find_repeated_bytes(database);
        ended_scans_ = ended;
    }
    return bytes_;
}

}  // namespace tocd
