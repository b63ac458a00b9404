#include "catalogue/hard_links.hpp"

#include "catalogue/statement.hpp"

namespace tocd {

std::unordered_map<int64_t, WideBytes> repeated_bytes(Database& database) {
    Statement groups(database,
                     "SELECT d.share_id, count(*), max(f.size_bytes) "
                     "FROM file_detail x INDEXED BY file_detail_by_links CROSS JOIN file f CROSS JOIN directory d "
                     "WHERE x.link_count > 1 AND f.id = x.file_id AND d.id = f.id >> 24 "
                     "AND (f.last_seen_ns IS NULL OR f.id IN (SELECT file_id FROM staged_gone)) AND d.state <> 4 "
                     "GROUP BY d.share_id, f.inode HAVING count(*) > 1");
    std::unordered_map<int64_t, WideBytes> repeated;
    while (groups.step()) repeated[groups.integer(0)] += WideBytes{groups.integer(1) - 1} * groups.integer(2);
    return repeated;
}

}  // namespace tocd
