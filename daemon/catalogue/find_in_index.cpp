#include "catalogue/find_in_index.hpp"

#include "base/text.hpp"
#include "catalogue/cursor.hpp"
#include "catalogue/directory_records.hpp"
#include "catalogue/statement.hpp"
#include "index/called_directories.hpp"

namespace tocd {
namespace {

SearchScope search_scope(ReadCall& call, const PinnedIndex& index, const FileQuery& query, const FileScope& scope) {
    SearchScope out;
    out.every_share = scope.every_share;
    for (const ShareRow* share : scope.shares) out.share_ids.push_back(share->id);
    out.below = scope.below;
    out.gone = query.gone;
    if (scope.sights != nullptr) out.seen = seen_in_index(call, index);
    return out;
}

// None: it was forgotten since the index saw it.
std::optional<std::string> path_of(DirectoryPaths& paths, int64_t directory_id) {
    try {
        return paths.path_of(directory_id);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::corrupt && error.kind() != ErrorKind::not_found) throw;
        return std::nullopt;
    }
}

// The index knows paths as they are shown. Of a directory that was forgotten or went out of sight since, nothing else is told.
void tell_exactly(ReadCall& call, DirectoryPaths& paths, FacetValue& value) {
    if (value.directory_id == 0 || value.value.find("\\x") == std::string::npos) return;
    std::optional<std::string> path = path_of(paths, value.directory_id);
    if (path && !is_utf8(*path) && call.sight().shows(*path)) value.exact = *std::move(path);
}

std::function<bool()> is_over(const PinnedIndex& index) {
    return [&index] { return index.is_over(); };
}

}  // namespace

std::shared_ptr<const SeenDirectories> seen_in_index(ReadCall& call, const PinnedIndex& index) {
    const DirectoryTable& table = index.epoch->directories;
    const auto exact_name = [&](int64_t id) {
        Statement row(call.database(),
                      "SELECT iif(d.parent_id IS NULL, ifnull(s.path_raw, s.path), ifnull(d.name_raw, d.name)) FROM directory d "
                      "JOIN share s ON s.id = d.share_id WHERE d.id = ?1");
        return row.bind(1, id).step() ? row.text(0) : std::string(table.name(id));
    };
    return index.epoch->sights->of(table, viewer_key(call.viewer()), call.sight(), exact_name);
}

IndexAnswer find_in_index(ReadCall& call, const PinnedIndex& index, const FileQuery& query, const FileScope& scope) {
    IndexQuestion question;
    question.tree = scope.tree;
    question.scope = search_scope(call, index, query, scope);
    question.sort = query.sort;
    question.descending = query.descending;
    question.limit = query.limit;
    question.totals = query.count;
    if (!query.after.empty()) question.after = decode_cursor(query);
    return search_index(*index.epoch, question, index.workers, is_over(index));
}

FacetPage find_facets(ReadCall& call, const PinnedIndex& index, const FileQuery& query, const FacetQuery& facets) {
    DirectoryPaths paths(call);
    const FileScope scope = find_scope(call, paths, query);
    FacetPage page;
    if (!scope.nothing) {
        const FacetQuestion question{scope.tree, search_scope(call, index, query, scope), facets.by, facets.limit, facets.now_ns, facets.by_size};
        page = find_facets(*index.epoch, question, index.workers, is_over(index));
        for (Facet& facet : page.facets)
            for (FacetValue& value : facet.values) tell_exactly(call, paths, value);
    } else {
        for (const FacetKey key : facets.by) page.facets.push_back({.by = key});
    }
    page.as_of_ns = call.as_of_ns(scope.shares);
    return page;
}

HistogramPage find_histogram(ReadCall& call, const PinnedIndex& index, const FileQuery& query, const HistogramQuery& histogram) {
    DirectoryPaths paths(call);
    const FileScope scope = find_scope(call, paths, query);
    HistogramPage page;
    if (!scope.nothing) {
        const HistogramQuestion question{scope.tree, search_scope(call, index, query, scope), histogram.of, histogram.by, histogram.limit, histogram.now_ns};
        page = find_histogram(*index.epoch, question, index.workers, is_over(index));
        for (HistogramRow& row : page.rows) tell_exactly(call, paths, row.value);
    }
    page.as_of_ns = call.as_of_ns(scope.shares);
    return page;
}

DatasetPage find_datasets(ReadCall& call, const PinnedIndex& index, const FileQuery& query, const DatasetQuery& datasets) {
    DirectoryPaths paths(call);
    const FileScope scope = find_scope(call, paths, query);
    DatasetPage page;
    if (!scope.nothing) {
        DatasetQuestion question{.tree = scope.tree, .scope = search_scope(call, index, query, scope), .after = {}};
        question.sort = datasets.sort;
        question.descending = datasets.descending;
        question.by_name = datasets.by_name;
        question.limit = datasets.limit;
        question.offset = datasets.offset;
        if (!datasets.after.empty()) question.after = decode_cursor(query, datasets);
        DatasetAnswer answer = find_datasets(*index.epoch, question, index.workers, is_over(index));
        page = std::move(answer.page);
        if (answer.last) page.next = encode_cursor(query, datasets, *answer.last);
        for (Dataset& dataset : page.datasets)
            // Where it has gone since, out of sight perhaps, is not told.
            if (std::optional<std::string> exact = path_of(paths, dataset.directory_id); exact && call.sight().shows(*exact)) dataset.path = *std::move(exact);
    }
    page.as_of_ns = call.as_of_ns(scope.shares);
    return page;
}

CalledPage find_called(ReadCall& call, const PinnedIndex& index, const FileQuery& query, uint32_t limit) {
    DirectoryPaths paths(call);
    const FileScope scope = find_scope(call, paths, query);
    CalledPage page;
    if (scope.nothing) return page;
    CalledDirectories called = find_called(*index.epoch, scope.tree, search_scope(call, index, query, scope), index.workers, is_over(index));
    std::erase_if(called.directories, [](const CalledDirectory& directory) { return !directory.alone; });
    page.total = static_cast<int64_t>(called.directories.size());
    page.complete = called.complete;
    for (const int64_t id : best_called(std::move(called.directories), limit)) {
        const ShareRow* const share = call.share(index.epoch->directories.share_id(id));
        const std::optional<std::string> path = path_of(paths, id);
        if (share != nullptr && path && call.sight().shows(*path)) page.first.push_back(read_directory(call, *share, id, *path));
    }
    return page;
}

}  // namespace tocd
