#include "catalogue/directory_records.hpp"

#include "base/error.hpp"
#include "catalogue/seen_totals.hpp"
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

std::string list_of(const std::vector<int64_t>& ids) {
    std::string out;
    for (const int64_t id : ids) out += (out.empty() ? "" : ",") + std::to_string(id);
    return "(" + out + ")";
}

// `children` without those that the viewer does not see, and what they are sorted by as he sees it. Numbers alone go into the text.
std::string seen_children(ReadCall& call, SeenTotalsOf& totals, int64_t parent_id, Sight::State sight, const std::string& children) {
    const SpecialChildren special = special_children(call, parent_id, sight);
    std::string seen;
    for (const auto& [id, state] : special.undecided) {
        const SeenTotals& of = totals.of(id, state);
        seen += (seen.empty() ? "(" : ",(") + std::to_string(id) + "," + std::to_string(of.files) + "," + std::to_string(saturated(of.size_bytes)) + "," +
                (of.newest_mtime_ns ? std::to_string(*of.newest_mtime_ns) : "NULL") + ")";
    }
    if (seen.empty()) seen = "(0,0,0,NULL)";
    std::string columns = "i.id AS id, i.name AS name, i.name_bytes, i.state, i.c4, i.c5, i.c6, i.c7, i.c8, i.c9, i.c10, i.c11, i.c12, i.c13, i.c14, "
                          "ifnull(s.files, i.total_files) AS total_files, i.c16, ifnull(s.size_bytes, i.total_size_bytes) AS total_size_bytes, i.c18, "
                          "iif(s.id IS NULL, i.newest, s.newest) AS newest, i.c20, i.c21";
    return "WITH seen(id, files, size_bytes, newest) AS (VALUES " + seen +
           "), inside(id, name, name_bytes, state, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, total_files, c16, total_size_bytes, c18, newest, c20, c21) "
           "AS (" + children + ") SELECT " + columns + " FROM inside i LEFT JOIN seen s ON s.id = i.id WHERE i.id " +
           (call.sight().seen(sight) == Sight::Seen::passage ? "IN " + list_of(special.shown) : "NOT IN " + list_of(special.hidden));
}

std::string last_part(const std::string& path) {
    const std::vector<std::string_view> parts = path_parts(path);
    return parts.empty() ? "/" : std::string(parts.back());
}

}  // namespace

DirectoryRecord read_directory(ReadCall& call, const ShareRow& share, int64_t id, const std::string& path) {
    const Sight::State sight = call.sight().at(path);
    if (sight == Sight::kHidden) throw NotFound(Named::directory, "there is no directory " + directory_id_text(id));
    DirectoryRecord record;
    record.state = DirectoryState::pending;
    record.share = share.name;
    if (id != 0) {
        Statement row(call.database(), id > 0 ? select_listed("d.id = ?1") : select_pending("id = -?1"));
        if (!row.bind(1, id).step())
            throw NotFound(Named::directory, "there is no directory " + directory_id_text(id));
        record = record_at(row, share);
    }
    if (id > 0 && !Sight::is_decided(sight)) SeenTotalsOf(call).put(record, sight);
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
    const std::string order = std::string(" ORDER BY ").append(sort_column(query.sort)).append(direction) + ", name" + direction +
                              ", id" + direction + " LIMIT ?2 OFFSET ?3";
    const Sight::State sight = call.sight().at(parent_path);
    SeenTotalsOf totals(call);
    Statement rows(call.database(), Sight::is_decided(sight) ? sql + order : seen_children(call, totals, parent_id, sight, sql) + order);
    rows.bind(1, parent_id).bind(2, int64_t{query.limit} + 1).bind(3, int64_t{query.offset});
    std::vector<DirectoryRecord> children;
    while (rows.step()) {
        children.push_back(record_at(rows, share));
        if (const Sight::State child = call.sight().below(sight, children.back().name); children.back().id > 0 && !Sight::is_decided(child))
            totals.put(children.back(), child);
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
