#include "model/query_tree.hpp"

#include <algorithm>
#include <utility>

namespace tocd {
namespace {

QueryTree join(QueryTree::Kind kind, std::vector<QueryTree> children) {
    QueryTree tree;
    tree.kind = kind;
    for (QueryTree& child : children) {
        if (child.kind == kind)
            std::move(child.children.begin(), child.children.end(), std::back_inserter(tree.children));
        else
            tree.children.push_back(std::move(child));
    }
    if (tree.children.size() != 1) return tree;
    QueryTree only = std::move(tree.children.front());
    return only;
}

}  // namespace

QueryTree query_term(QueryKey key, std::vector<QueryValue> values) {
    QueryTree tree;
    tree.kind = QueryTree::Kind::term;
    tree.key = key;
    tree.values = std::move(values);
    return tree;
}

QueryTree query_all(std::vector<QueryTree> children) { return join(QueryTree::Kind::all, std::move(children)); }
QueryTree query_any(std::vector<QueryTree> children) { return join(QueryTree::Kind::any, std::move(children)); }

QueryTree query_none(QueryTree child) {
    if (child.kind == QueryTree::Kind::none) {
        QueryTree inner = std::move(child.children.front());
        return inner;
    }
    QueryTree tree;
    tree.kind = QueryTree::Kind::none;
    tree.children.push_back(std::move(child));
    return tree;
}

bool asks_for_gone(const QueryTree& tree) noexcept {
    if (tree.key == QueryKey::is &&
        std::find(tree.values.begin(), tree.values.end(), QueryValue(FileFlag::gone)) != tree.values.end())
        return true;
    return std::any_of(tree.children.begin(), tree.children.end(), asks_for_gone);
}

bool is_relative(const QueryTree& tree) noexcept {
    const auto moves = [](const QueryValue& value) {
        const auto* const range = std::get_if<RangeValue>(&value);
        return range != nullptr && range->relative;
    };
    return std::any_of(tree.values.begin(), tree.values.end(), moves) || std::any_of(tree.children.begin(), tree.children.end(), is_relative);
}

}  // namespace tocd
