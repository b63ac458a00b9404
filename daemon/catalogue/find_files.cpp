#include "base/error.hpp"
#include "catalogue/cursor.hpp"
#include "catalogue/file_count.hpp"
#include "catalogue/file_records.hpp"
#include "catalogue/file_terms.hpp"
#include "catalogue/find_in_index.hpp"
#include "catalogue/queries.hpp"
#include "catalogue/sort_by_rows.hpp"
#include "catalogue/sort_keys.hpp"
#include "catalogue/statement.hpp"

#include <set>

namespace tocd {
namespace {

constexpr uint32_t kMostRows = 16'000;  // a page of an export that is sorted

// One row more than the page has, to know whether there is a next one.
void add_limit(SqlText& sql, const FileQuery& query) { sql.add(" LIMIT ").value(int64_t{query.limit} + 1); }

// Columns: id, how little it fits, name. SQLite takes the names of columns in conditions, too.
SqlText relevance_sql(const FileQuery& query, const FileScope& scope, DirectoryPaths& paths) {
    SqlText sql = select_files(query, scope, [&](SqlText& columns) {
        columns.add("f.id, ");
        if (scope.search != nullptr)
            scope.search->add_misfit(columns, scope.tree);
        else
            add_sort_key(columns, query.sort, paths);
        columns.add(" AS misfit, f.name");
    });
    if (!query.after.empty()) {
        const SortPosition position = decode_cursor(query);
        sql.add(" AND (misfit, f.name, f.id) ").add(query.descending ? "< (" : "> (").value(position.number);
        sql.add(", ").value(position.text).add(", ").value(position.id).add(")");
    }
    sql.add(query.descending ? " ORDER BY 2 DESC, 3 DESC, 1 DESC" : " ORDER BY 2, 3, 1");
    add_limit(sql, query);
    return sql;
}

void add_position(SqlText& sql, const FileQuery& query, const SortPosition& position, DirectoryPaths& paths) {
    sql.add(" AND (");
    add_sort_key(sql, query.sort, paths);
    sql.add(query.descending ? ", f.id) < (" : ", f.id) > (");
    if (sorts_by_text(query.sort))
        sql.value(position.text);
    else
        sql.value(position.number);
    sql.add(", ").value(position.id).add(")");
}

SqlText page_sql(const FileQuery& query, const FileScope& scope, DirectoryPaths& paths) {
    if (query.sort == FileSort::relevance) return relevance_sql(query, scope, paths);
    std::optional<SortPosition> position;
    if (!query.after.empty()) position = decode_cursor(query);
    SqlText sql;
    if (query.sort == FileSort::id) {
        const int64_t bound = position ? position->id + (query.descending ? -1 : 1) : 0;
        sql = select_files_by_id(query, scope, "f.id, f.id", query.descending, bound);
    } else {
        sql = select_files(query, scope, [&](SqlText& columns) {
            columns.add("f.id, ");
            add_sort_key(columns, query.sort, paths);
        });
        if (position) add_position(sql, query, *position, paths);
        sql.add(query.descending ? " ORDER BY 2 DESC, 1 DESC" : " ORDER BY 2, 1");
    }
    add_limit(sql, query);
    return sql;
}

struct Found {
    std::vector<int64_t> ids;
    bool more = false;
    SortPosition last;
};

// Only ids and sort keys: the sorter stays small, and the six tables of a full row are asked for the page alone.
Found find_ids(ReadCall& call, DirectoryPaths& paths, const FileQuery& query, const FileScope& scope) {
    Found found;
    const SqlText sql = page_sql(query, scope, paths);
    if (scope.nothing) return found;
    Statement rows(call.database(), sql.text(), Statement::Use::once);
    sql.bind_to(rows);
    while (rows.step()) {
        if (found.ids.size() == query.limit) {
            found.more = true;
            break;
        }
        found.ids.push_back(rows.integer(0));
        found.last.id = rows.integer(0);
        if (!sorts_by_text(query.sort)) found.last.number = rows.integer(1);
        if (sorts_by_text(query.sort) || query.sort == FileSort::relevance)
            found.last.text = rows.bytes(query.sort == FileSort::relevance ? 2 : 1);
    }
    return found;
}

void count_by_sql(ReadCall& call, const FileQuery& query, const FileScope& scope, FilePage& page) {
    if (!query.count) return;
    try {
        page.total = count_files(call, query, scope);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::limit) throw;
        page.complete = false;  // the rows are good; only how many there are in all is not known
    }
}

}  // namespace

FilePage find_files(ReadCall& call, const FileQuery& query, const PinnedIndex* index) {
    if (query.limit == 0 || query.limit > kMostRows)
        throw Error(ErrorKind::invalid_argument, "limit must be between 1 and " + std::to_string(kMostRows));
    DirectoryPaths paths(call);
    const FileScope scope = find_scope(call, paths, query);
    FilePage page;
    page.as_of_ns = call.as_of_ns(scope.shares);
    Found found;
    if (index != nullptr && !scope.nothing) {
        IndexAnswer answer = has_sort_key(query.sort) ? find_in_index(call, *index, query, scope) : sort_by_rows(call, *index, query, scope);
        page.complete = answer.complete;
        page.by_index = true;
        if (query.count) page.total = answer.totals;
        found.more = answer.more;
        for (const SortPosition& row : answer.rows) found.ids.push_back(row.id);
        if (!answer.rows.empty()) found.last = std::move(answer.rows.back());
    } else {
        found = find_ids(call, paths, query, scope);
        count_by_sql(call, query, scope, page);
    }
    FileRecords records(call, paths);
    for (const int64_t id : found.ids)
        if (std::optional<FileRecord> file = records.read(id)) page.files.push_back(std::move(*file));
    if (found.more) page.next = encode_cursor(query, found.last);
    return page;
}

FileRecord get_file(ReadCall& call, int64_t id) {
    DirectoryPaths paths(call);
    FileRecords records(call, paths);
    std::optional<FileRecord> file = records.read(id);
    if (!file) {  // its directory went on under another id; a row that is there and not seen leads nowhere
        Statement now(call.database(), "SELECT new_id FROM file_move WHERE old_id = ?1 AND NOT EXISTS (SELECT 1 FROM file WHERE id = ?1)");
        if (now.bind(1, id).step()) file = records.read(now.integer(0));
    }
    if (!file) throw NotFound(Named::file, "there is no file " + file_id_text(id));
    return std::move(*file);
}

std::optional<FileRecord> find_moved_file(ReadCall& call, const FileRecord& file) {
    DirectoryPaths paths(call);
    FileRecords records(call, paths);
    Statement next(call.database(), "SELECT new_id FROM file_move WHERE old_id = ?1");
    std::optional<FileRecord> found;
    std::set<int64_t> passed{file.id};  // a row that was moved away from may be gone again when its file had come back
    for (bool gone = file.gone; gone && next.bind(1, found ? found->id : file.id).step(); next.reset()) {
        const int64_t id = next.integer(0);
        std::optional<FileRecord> there = passed.insert(id).second ? records.read(id) : std::nullopt;
        if (!there) break;  // purged since
        gone = there->gone;
        found = std::move(there);
    }
    return found;
}

}  // namespace tocd
