#include "catalogue/find_in_index.hpp"

#include "catalogue/cursor.hpp"

namespace tocd {
namespace {

SearchScope search_scope(const FileQuery& query, const FileScope& scope) {
    SearchScope out;
    out.every_share = scope.every_share;
    for (const ShareRow* share : scope.shares) out.share_ids.push_back(share->id);
    out.below = scope.below;
    out.gone = query.gone;
    return out;
}

std::function<bool()> is_over(const PinnedIndex& index) {
    return [&index] { return index.given_up || index.deadline.is_over(); };
}

// The index has paths as they are shown. One that the catalogue has lost since keeps that.
std::string exact_path(DirectoryPaths& paths, const Dataset& dataset) {
    if (dataset.path.find("\\x") == std::string::npos) return dataset.path;
    try {
        return paths.path_of(dataset.directory_id);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::corrupt) throw;
        return dataset.path;
    }
}

}  // namespace

IndexAnswer find_in_index(const PinnedIndex& index, const FileQuery& query, const FileScope& scope) {
    IndexQuestion question;
    question.tree = scope.tree;
    question.scope = search_scope(query, scope);
    question.sort = query.sort;
    question.descending = query.descending;
    question.limit = query.limit;
    if (!query.after.empty()) question.after = decode_cursor(query);
    return search_index(*index.epoch, question, index.workers, is_over(index));
}

FacetPage find_facets(ReadCall& call, const PinnedIndex& index, const FileQuery& query, const FacetQuery& facets) {
    DirectoryPaths paths(call);
    const FileScope scope = find_scope(call, paths, query);
    FacetPage page;
    if (!scope.nothing) {
        const FacetQuestion question{scope.tree, search_scope(query, scope), facets.by, facets.limit, facets.now_ns};
        page = find_facets(*index.epoch, question, index.workers, is_over(index));
    } else {
        for (const FacetKey key : facets.by) page.facets.push_back({.by = key});
    }
    page.as_of_ns = call.as_of_ns(scope.shares);
    return page;
}

DatasetPage find_datasets(ReadCall& call, const PinnedIndex& index, const FileQuery& query, const DatasetQuery& datasets) {
    DirectoryPaths paths(call);
    const FileScope scope = find_scope(call, paths, query);
    DatasetPage page;
    if (!scope.nothing) {
        const DatasetQuestion question{scope.tree, search_scope(query, scope), datasets.sort, datasets.descending, datasets.limit, datasets.offset};
        page = find_datasets(*index.epoch, question, index.workers, is_over(index));
        for (Dataset& dataset : page.datasets) dataset.path = exact_path(paths, dataset);
    }
    page.as_of_ns = call.as_of_ns(scope.shares);
    return page;
}

}  // namespace tocd
