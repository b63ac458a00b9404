#include "catalogue/search_terms.hpp"

#include "base/error.hpp"
#include "catalogue/file_terms.hpp"

#include <algorithm>
#include <vector>

namespace tocd {
namespace {

using Kind = QueryTree::Kind;

constexpr std::string_view kFirstSeen = "ifnull(f.first_seen_ns, ifnull(d.first_listed_ns, 0))";

// How much a condition costs a row: columns of it, other tables, names, paths.
int cost_of(const QueryTree& tree) {
    int cost = 0;
    for (const QueryTree& child : tree.children) cost = std::max(cost, cost_of(child));
    if (tree.kind != Kind::term) return cost;
    switch (tree.key) {
        case QueryKey::accessed:
        case QueryKey::seen:
        case QueryKey::links:
        case QueryKey::is: return 1;
        case QueryKey::name: return 2;
        case QueryKey::text:
        case QueryKey::path: return 3;
        case QueryKey::dir:
        case QueryKey::project:
        case QueryKey::depth: return 1;  // once a directory
        default: return 0;
    }
}

size_t depth_of(const QueryTree& tree) {
    size_t depth = 0;
    for (const QueryTree& child : tree.children) depth = std::max(depth, depth_of(child) + 1);
    return depth;
}

// SQLite's parser has a stack of 100 symbols, and what stands before a parenthesis waits there: the deepest comes
// first, so that nothing does.
std::vector<const QueryTree*> deepest_first(const std::vector<QueryTree>& children) {
    std::vector<const QueryTree*> out;
    for (const QueryTree& child : children) out.push_back(&child);
    std::stable_sort(out.begin(), out.end(),
                     [](const QueryTree* a, const QueryTree* b) { return depth_of(*a) > depth_of(*b); });
    return out;
}

}  // namespace

std::string_view number_of(QueryKey key) {
    switch (key) {
        case QueryKey::size: return "f.size_bytes";
        case QueryKey::modified:
        case QueryKey::age: return "f.mtime_ns";
        case QueryKey::accessed:
            return "ifnull((SELECT atime_ns FROM file_detail WHERE file_id = f.id), f.atime_day * 86400000000000)";
        case QueryKey::changed: return "f.mtime_ns + f.ctime_offset_ns";
        case QueryKey::seen:
            return "ifnull(f.last_seen_ns, ifnull((SELECT last_listed_ns FROM directory_stamp WHERE directory_id = "
                   "d.id), 0))";
        case QueryKey::first: return kFirstSeen;
        case QueryKey::links: return "ifnull((SELECT link_count FROM file_detail WHERE file_id = f.id), 1)";
        default: throw Error(ErrorKind::internal, "a key without number has a range");
    }
}

void SearchTerms::add(SqlText& sql, const QueryTree& tree) {
    std::vector<const QueryTree*> conditions;
    if (tree.kind == Kind::all)
        for (const QueryTree& child : tree.children) conditions.push_back(&child);
    else
        conditions.push_back(&tree);
    std::stable_sort(conditions.begin(), conditions.end(),
                     [](const QueryTree* a, const QueryTree* b) { return cost_of(*a) < cost_of(*b); });
    for (const QueryTree* condition : conditions) {
        sql.add(" AND ");
        add_tree(sql, *condition);
    }
}

void SearchTerms::add_misfit(SqlText& sql, const QueryTree& tree) {
    if (!match_) match_.emplace(tree);
    sql.add("misfit(").pointer(&*match_, kMatchPointerType).add(", f.name)");
}

void SearchTerms::add_tree(SqlText& sql, const QueryTree& tree) {
    if (tree.kind == Kind::none) {
        sql.add("NOT ");
        return add_tree(sql, tree.children.front());
    }
    std::string_view between = "(";
    if (tree.kind == Kind::term) {
        for (const QueryValue& value : tree.values) {
            sql.add(between);
            add_value(sql, tree.key, value);
            between = " OR ";
        }
    } else {
        for (const QueryTree* child : deepest_first(tree.children)) {
            sql.add(between);
            add_tree(sql, *child);
            between = tree.kind == Kind::all ? " AND " : " OR ";
        }
    }
    sql.add(")");
}

void SearchTerms::add_value(SqlText& sql, QueryKey key, const QueryValue& value) {
    sql.add("(");
    if (const auto* text = std::get_if<TextValue>(&value))
        add_text(sql, key, *text);
    else if (const auto* range = std::get_if<RangeValue>(&value))
        add_range(sql, key, *range);
    else
        add_flag(sql, std::get<FileFlag>(value));
    sql.add(")");
}

void SearchTerms::add_sought(SqlText& sql, const TextValue& value, std::string_view of) {
    SoughtRows& sought = sought_.emplace_back(paths_, value);
    sql.add("finds(").pointer(&sought, SoughtRows::kPointerType).add(", ").add(of).add(")");
}

void SearchTerms::add_text(SqlText& sql, QueryKey key, const TextValue& value) {
    // A table with a row for each extension, owner or share is asked once for the whole query.
    const auto add_among = [&](std::string_view begin, std::string_view column) {
        sql.add(begin);
        add_sought(sql, value, column);
        sql.add(")");
    };
    switch (key) {
        case QueryKey::name: return add_sought(sql, value, "f.name");
        case QueryKey::text:
            // A pattern without a slash is one of names.
            if (value.match == TextMatch::glob && value.text.find('/') == std::string::npos)
                return add_sought(sql, value, "f.name");
            return add_sought(sql, value, "d.id, f.name");
        case QueryKey::path: return add_sought(sql, value, "d.id, f.name");
        case QueryKey::dir: return add_sought(sql, value, "d.id, NULL");
        case QueryKey::ext: return add_among("f.extension_id IN (SELECT id FROM extension WHERE ", "extension");
        case QueryKey::owner: return add_among("f.owner_id IN (SELECT id FROM owner WHERE ", "user_name");
        case QueryKey::group: return add_among("f.owner_id IN (SELECT id FROM owner WHERE ", "group_name");
        case QueryKey::share: return add_among("d.share_id IN (SELECT id FROM share WHERE ", "name");
        case QueryKey::project:
            sql.add("in_project(").pointer(&projects_.emplace_back(paths_, value), SoughtProjects::kPointerType).add(", d.id)");
            return;
        default: throw Error(ErrorKind::internal, "a key without text has a text value");
    }
}

void SearchTerms::add_range(SqlText& sql, QueryKey key, const RangeValue& range) {
    std::string_view end;
    if (key == QueryKey::owner || key == QueryKey::group) {
        sql.add("f.owner_id IN (SELECT id FROM owner WHERE ").add(key == QueryKey::owner ? "uid" : "gid");
        end = ")";
    } else if (key == QueryKey::depth) {
        sql.add("depth(").pointer(&depths_, DirectoryDepths::kPointerType).add(", d.id, d.share_id)");
    } else {
        sql.add(number_of(key));
    }
    sql.add(" BETWEEN ").value(range.min).add(" AND ").value(range.max).add(end);
}

void SearchTerms::add_flag(SqlText& sql, FileFlag flag) {
    switch (flag) {
        case FileFlag::empty: sql.add("f.size_bytes = 0"); return;
        case FileFlag::hidden: sql.add("substr(f.name, 1, 1) = '.'"); return;
        case FileFlag::gone:
            sql.add("TRUE").add(gone_condition(GoneFilter::gone));  // which begins with " AND "
            return;
        case FileFlag::fresh:
            sql.add(kFirstSeen).add(" >= CASE d.share_id");
            for (const ShareRow& share : call_.shares())
                sql.add(" WHEN ").value(share.id).add(" THEN ").value(call_.last_complete_ns(share));
            sql.add(" ELSE 0 END");
            return;
    }
}

}  // namespace tocd
