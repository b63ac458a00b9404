#include "catalogue/directory_records.hpp"

#include "base/error.hpp"
#include "catalogue/statement.hpp"

#include <tuple>

namespace tocd {
namespace {

// Both halves give the same columns. `newest` is NULL where there is no file; sorting puts it below every time.
std::string select_listed(std::string_view condition) {
    return "SELECT d.id AS id, d.name AS name, ifnull(d.name_raw, d.name) AS name_bytes, d.state AS state, "
           "d.error_errno, "
           "d.mtime_ns, ifnull(o.user_name, p.user_name), ifnull(o.group_name, p.group_name), d.mode, d.first_seen_ns, t.last_listed_ns, t.entry_count, "
           "t.listing_us, "
           "n.files, n.size_bytes, ifnull(n.total_files, 0) AS total_files, n.total_directories, "
           "ifnull(n.total_size_bytes, 0) AS total_size_bytes, n.total_allocated_bytes, n.total_newest_mtime_ns AS "
           "newest, "
           "ifnull(n.total_failed, d.state = 2), u.since_ns FROM directory d LEFT JOIN owner o ON o.id = d.owner_id "
           "LEFT JOIN unreadable_directory u ON u.directory_id = d.id AND d.state = 2 "
           "LEFT JOIN owner p ON p.id = u.owner_id "
           "LEFT JOIN directory_stamp t ON t.directory_id = d.id LEFT JOIN directory_total n ON n.directory_id = d.id "
           "WHERE " +
           std::string(condition);
}

std::string select_pending(std::string_view condition) {
    return "SELECT -id AS id, name, ifnull(name_raw, name) AS name_bytes, 0 AS state, NULL, NULL, NULL, NULL, NULL, "
           "first_seen_ns, NULL, NULL, NULL, NULL, NULL, 0 AS total_files, NULL, 0 AS total_size_bytes, NULL, NULL AS "
           "newest, "
           "0, NULL FROM pending_directory WHERE " +
           std::string(condition);
}

DirectoryRecord record_at(const Statement& row, const ShareRow& share) {
    DirectoryRecord record;
    record.id = row.integer(0);
    record.name = row.text(2);
    record.share = share.name;
    record.state = static_cast<DirectoryState>(row.integer(3));
    if (record.state == DirectoryState::failed) record.error_number = static_cast<int>(row.integer(4));
    record.mtime_ns = row.integer(5);
    record.owner = row.text(6);
    record.group = row.text(7);
    record.mode = static_cast<uint32_t>(row.integer(8));
    record.first_seen_ns = row.integer(9);
    record.last_seen_ns = row.integer(10);
    record.entry_count = static_cast<uint64_t>(row.integer(11));
    record.listing_us = static_cast<uint32_t>(row.integer(12));
    record.files = row.integer(13);
    record.size_bytes = row.integer(14);
    record.total_files = row.integer(15);
    record.total_directories = row.integer(16);
    record.total_size_bytes = row.integer(17);
    record.total_allocated_bytes = row.integer(18);
    record.newest_mtime_ns = row.optional_integer(19).value_or(kNoTime);
    record.failed_directories = row.integer(20);
    record.failed_since_ns = row.integer(21);
    return record;
}

std::string_view sort_column(DirectoryQuery::Sort sort) {
    switch (sort) {
        case DirectoryQuery::Sort::name: return "name";
        case DirectoryQuery::Sort::size: return "total_size_bytes";
        case DirectoryQuery::Sort::files: return "total_files";
        case DirectoryQuery::Sort::modified: return "newest";
    }
    return "name";
}

std::string last_part(const std::string& path) {
    const std::vector<std::string_view> parts = path_parts(path);
    return parts.empty() ? "/" : std::string(parts.back());
}

}  // namespace

DirectoryRecord read_directory(ReadCall& call, const ShareRow& share, int64_t id, const std::string& path) {
    DirectoryRecord record;
    record.state = DirectoryState::pending;
    record.share = share.name;
    if (id != 0) {
        Statement row(call.database(), id > 0 ? select_listed("d.id = ?1") : select_pending("id = -?1"));
        if (!row.bind(1, id).step())
            throw NotFound(Named::directory, "there is no directory " + directory_id_text(id));
        record = record_at(row, share);
    }
    record.path = path;
    record.project = call.project_of(path);
    record.name = last_part(path);
    return record;
}

std::vector<DirectoryRecord> read_children(ReadCall& call, const ShareRow& share, int64_t parent_id,
                                           const std::string& parent_path, const DirectoryQuery& query) {
    std::string sql;
    switch (query.gone) {
        case GoneFilter::gone: sql = select_listed("d.parent_id = ?1 AND d.state = 4 AND d.name <> ''"); break;
        case GoneFilter::present:
            sql = select_listed("d.parent_id = ?1 AND d.state <> 4 UNION ALL ") + select_pending("parent_id = ?1");
            break;
        case GoneFilter::any:
            sql = select_listed("d.parent_id = ?1 AND d.name <> '' UNION ALL ") + select_pending("parent_id = ?1");
            break;
    }
    const std::string direction = query.descending ? " DESC" : "";
    sql.append(" ORDER BY ").append(sort_column(query.sort)).append(direction);
    sql.append(", name" + direction + ", id" + direction + " LIMIT ?2 OFFSET ?3");
    Statement rows(call.database(), sql);
    rows.bind(1, parent_id).bind(2, int64_t{query.limit} + 1).bind(3, int64_t{query.offset});
    std::vector<DirectoryRecord> children;
    while (rows.step()) {
        children.push_back(record_at(rows, share));
        children.back().path = join_path(parent_path, children.back().name);
        children.back().project = call.project_of(children.back().path);
    }
    return children;
}

bool comes_before(const DirectoryRecord& a, const DirectoryRecord& b, const DirectoryQuery& query) {
    const auto key = [&](const DirectoryRecord& d) {
        int64_t number = 0;
        if (query.sort == DirectoryQuery::Sort::size) number = d.total_size_bytes;
        if (query.sort == DirectoryQuery::Sort::files) number = d.total_files;
        if (query.sort == DirectoryQuery::Sort::modified) number = d.newest_mtime_ns;
        return std::tuple<int64_t, const std::string&, int64_t>(number, d.name, d.id);
    };
    return query.descending ? key(b) < key(a) : key(a) < key(b);
}

}  // namespace tocd
