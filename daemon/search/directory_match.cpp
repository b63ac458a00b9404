#include "search/directory_match.hpp"

#include <algorithm>

namespace tocd {
namespace {

bool is_known(QueryKey key) noexcept {
    switch (key) {
        case QueryKey::text:
        case QueryKey::name:
        case QueryKey::path:
        case QueryKey::dir:
        case QueryKey::share:
        case QueryKey::project:
        case QueryKey::depth: return true;
        default: return false;
    }
}

// A time of access that no directory is given here answers nothing.
QueryValue unknown_value() { return RangeValue{}; }

QueryTree flag_tree(const QueryTree& term) {
    std::vector<QueryTree> any;
    for (const QueryValue& value : term.values) {
        const auto* const flag = std::get_if<FileFlag>(&value);
        if (flag != nullptr && (*flag == FileFlag::gone || *flag == FileFlag::hidden)) any.push_back(query_term(QueryKey::is, {value}));
        else any.push_back(query_term(QueryKey::accessed, {unknown_value()}));
    }
    return query_any(std::move(any));
}

QueryTree of_places(const QueryTree& tree) {
    std::vector<QueryTree> children;
    for (const QueryTree& child : tree.children) children.push_back(of_places(child));
    switch (tree.kind) {
        case QueryTree::Kind::all: return query_all(std::move(children));
        case QueryTree::Kind::any: return query_any(std::move(children));
        case QueryTree::Kind::none: return query_none(std::move(children.front()));
        case QueryTree::Kind::term: break;
    }
    if (tree.key == QueryKey::is) return flag_tree(tree);
    return is_known(tree.key) ? tree : query_term(QueryKey::accessed, {unknown_value()});
}

}  // namespace

DirectoryMatch::DirectoryMatch(const QueryTree& tree) : match_(of_places(tree)) {}

Truth DirectoryMatch::judge(const DirectoryFacts& directory) const {
    FileFacts facts;
    facts.path = directory.path;
    facts.share = directory.share;
    facts.project = directory.project;
    facts.depth = directory.level == 0 ? 0 : directory.level - 1;
    facts.gone = directory.gone;
    return match_.judge(facts);
}

bool has_words(const QueryTree& tree) noexcept {
    if (tree.kind == QueryTree::Kind::none) return false;
    if (tree.kind == QueryTree::Kind::term) return tree.key == QueryKey::text || tree.key == QueryKey::name;
    return std::any_of(tree.children.begin(), tree.children.end(), has_words);
}

}  // namespace tocd
