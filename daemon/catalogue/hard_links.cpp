#include "catalogue/hard_links.hpp"

#include "catalogue/sql_text.hpp"

namespace tocd {

RepeatedBytes find_repeated_bytes(Database& database, DirectorySights* sights) {
    SqlText sql;
    sql.add("SELECT d.share_id, count(*), max(f.size_bytes) "
                     "FROM file_detail x INDEXED BY file_detail_by_links CROSS JOIN file f CROSS JOIN directory d "
                     "WHERE x.link_count > 1 AND f.id = x.file_id AND d.id = f.id >> 24 "
                     "AND (f.last_seen_ns IS NULL OR f.id IN (SELECT file_id FROM staged_gone)) AND d.state <> 4 ");
    if (sights != nullptr) sql.add("AND sees_files(").pointer(sights, DirectorySights::kPointerType).add(", d.id) ");
    sql.add("GROUP BY d.share_id, f.inode HAVING count(*) > 1");
    Statement groups(database, sql.text());
    sql.bind_to(groups);
    RepeatedBytes repeated;
    while (groups.step()) repeated[groups.integer(0)] += WideBytes{groups.integer(1) - 1} * groups.integer(2);
    return repeated;
}

RepeatedBytes RepeatedBytesMemory::read(ReadCall& call) {
    Database& database = call.database();
    if (call.has_hidden_paths()) {
        DirectorySights sights(call);
        return find_repeated_bytes(database, &sights);
    }
    const int64_t ended = database.read_integer("SELECT count(*) FROM scan WHERE outcome <> 0");
    if (ended != ended_scans_) {
        bytes_ = find_repeated_bytes(database);
        ended_scans_ = ended;
    }
    return bytes_;
}

}  // namespace tocd
