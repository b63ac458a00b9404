// One directory with what is directly inside it.
#include "base/error.hpp"
#include "catalogue/directory_records.hpp"
#include "catalogue/file_records.hpp"
#include "catalogue/file_terms.hpp"
#include "catalogue/queries.hpp"

#include <algorithm>

namespace tocd {
namespace {

constexpr uint32_t kMostRows = 2000;

std::string_view file_order(const DirectoryQuery& query) {
    switch (query.sort) {
        case DirectoryQuery::Sort::size:
            return query.descending ? "f.size_bytes DESC, f.name DESC" : "f.size_bytes, f.name";
        case DirectoryQuery::Sort::modified:
            return query.descending ? "f.mtime_ns DESC, f.name DESC" : "f.mtime_ns, f.name";
        case DirectoryQuery::Sort::name:
        case DirectoryQuery::Sort::files: break;  // files hold no files: by name then
    }
    return query.descending ? "f.name DESC" : "f.name";
}

std::vector<int64_t> file_ids(ReadCall& call, int64_t directory_id, const std::string& path, const DirectoryQuery& query) {
    if (!call.sight().shows_files_in(path)) return {};
    std::string sql =
        "SELECT f.id FROM directory d CROSS JOIN file f WHERE d.id IN (SELECT ?1 UNION ALL SELECT id FROM directory "
        "WHERE parent_id = ?1 AND ifnull(name_raw, name) = '') AND f.id BETWEEN d.id << 24 AND (d.id << 24) + 16777215";
    sql.append(gone_condition(query.gone)).append(" ORDER BY ").append(file_order(query)).append(" LIMIT ?2 OFFSET ?3");
    Statement rows(call.database(), sql);
    rows.bind(1, directory_id).bind(2, int64_t{query.limit} + 1).bind(3, int64_t{query.offset});
    std::vector<int64_t> ids;
    while (rows.step()) ids.push_back(rows.integer(0));
    return ids;
}

template <class Item>
bool cut_to(std::vector<Item>& items, uint32_t limit) {
    if (items.size() <= limit) return false;
    items.erase(items.begin() + limit, items.end());
    return true;
}

// The roots of shares, as the directories of a directory above them that is none.
DirectoryPage list_roots(ReadCall& call, DirectoryPaths& paths, const DirectoryQuery& query, const std::vector<const ShareRow*>& shares) {
    DirectoryPage page;
    page.only_roots = true;
    for (const ShareRow* share : shares) {
        DirectoryRecord root = read_directory(call, *share, paths.root_of(*share), share->path);
        const bool gone = root.state == DirectoryState::gone;
        if (query.gone == GoneFilter::any || gone == (query.gone == GoneFilter::gone))
            page.directories.push_back(std::move(root));
    }
    std::sort(page.directories.begin(), page.directories.end(),
              [&](const DirectoryRecord& a, const DirectoryRecord& b) { return comes_before(a, b, query); });
    page.directories.erase(page.directories.begin(),
                           page.directories.begin() +
                               static_cast<std::ptrdiff_t>(std::min<size_t>(query.offset, page.directories.size())));
    page.more_directories = cut_to(page.directories, query.limit);
    page.as_of_ns = call.as_of_ns(shares);
    return page;
}

}  // namespace

DirectoryPage get_directory(ReadCall& call, const DirectoryQuery& query) {
    if (query.limit == 0 || query.limit > kMostRows)
        throw Error(ErrorKind::invalid_argument, "limit must be between 1 and " + std::to_string(kMostRows));
    DirectoryPaths paths(call);
    const std::vector<const ShareRow*> shares = call.named({});
    if (query.path.empty()) return list_roots(call, paths, query, shares);
    const auto known = paths.look_up(query.path, shares);
    if (!known) {
        const std::vector<const ShareRow*> inside = shares_below(query.path, shares);
        if (inside.empty()) throw no_directory(query.path);
        return list_roots(call, paths, query, inside);
    }
    const FoundDirectory& found = *known;
    DirectoryPage page;
    page.as_of_ns = call.as_of_ns({found.share});
    // A pending directory has no children yet, and so has no path to be remembered; its parent has one.
    std::string path = found.share->path;
    if (found.id > 0)
        path = paths.path_of(found.id);
    else if (!found.ancestors.empty())
        path = join_path(paths.path_of(found.ancestors.back()), path_parts(query.path).back());
    page.directory = read_directory(call, *found.share, found.id, path);
    for (const int64_t id : found.ancestors)
        page.ancestors.push_back(read_directory(call, *found.share, id, paths.path_of(id)));
    if (found.id <= 0) return page;
    page.directories = read_children(call, *found.share, found.id, path, query);
    page.more_directories = cut_to(page.directories, query.limit);
    std::vector<int64_t> ids = file_ids(call, found.id, path, query);
    page.more_files = cut_to(ids, query.limit);
    FileRecords records(call, paths);
    for (const int64_t id : ids)
        if (std::optional<FileRecord> file = records.read(id)) page.files.push_back(std::move(*file));
    return page;
}

DirectoryPage get_directory_by_id(ReadCall& call, int64_t id) {
    Statement row(call.database(), "SELECT share_id FROM directory WHERE id = ?1");
    const ShareRow* const share = row.bind(1, id).step() ? call.share(row.integer(0)) : nullptr;
    if (share == nullptr) throw NotFound(Named::directory, "there is no directory " + directory_id_text(id));
    DirectoryPaths paths(call);
    DirectoryPage page;
    page.as_of_ns = call.as_of_ns({share});
    page.directory = read_directory(call, *share, id, paths.path_of(id));
    const std::vector<int64_t> chain = chain_of(call.database(), id);
    for (auto above = chain.rbegin(); above + 1 != chain.rend(); ++above)
        page.ancestors.push_back(read_directory(call, *share, *above, paths.path_of(*above)));
    return page;
}

}  // namespace tocd
