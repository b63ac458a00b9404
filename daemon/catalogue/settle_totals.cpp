// Recursive totals, in memory: own sums flow from the leaves to the root.
#include "catalogue/directory_rows.hpp"
#include "catalogue/settle.hpp"
#include "catalogue/shares_table.hpp"
#include "catalogue/statement.hpp"

#include "model/records.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>
#include <xxhash.h>

namespace tocd {
namespace {

struct TreeTotals {
    int64_t files = 0;
    int64_t directories = 0;
    WideBytes size_bytes = 0;
    WideBytes allocated_bytes = 0;
    std::optional<int64_t> newest_mtime_ns;
    int64_t failed = 0;

    void add(const TreeTotals& child) {
        files += child.files;
        directories += child.directories;
        size_bytes += child.size_bytes;
        allocated_bytes += child.allocated_bytes;
        if (child.newest_mtime_ns)
            newest_mtime_ns = newest_mtime_ns ? std::max(*newest_mtime_ns, *child.newest_mtime_ns) : child.newest_mtime_ns;
        failed += child.failed;
    }
    friend bool operator==(const TreeTotals&, const TreeTotals&) = default;
};

// Of a row's recursive columns: only whether they differ matters, and all of them would be most of a node.
uint64_t digest(const TreeTotals& t) {
    const int64_t values[] = {t.files, t.directories, static_cast<int64_t>(t.size_bytes), static_cast<int64_t>(t.allocated_bytes),
                              t.newest_mtime_ns.value_or(0), t.newest_mtime_ns ? 1 : 0, t.failed};
    return XXH3_64bits(values, sizeof values);
}

constexpr uint32_t kNoParent = UINT32_MAX;

struct TreeNode {
    int64_t id = 0;
    TreeTotals total;        // its own files; with what is below when its turn comes
    uint64_t stored = 0;     // digest of what the table has
    uint32_t parent = kNoParent;  // index
    uint32_t children = 0;   // not added up yet
    bool gone = false;
    bool top = false;
};

void tie_to_parents(std::vector<TreeNode>& nodes, const std::vector<int64_t>& parents) {
    int64_t last_id = 0;
    auto parent = nodes.end();
    for (size_t i = 0; i < nodes.size(); ++i) {
        if (parents[i] != last_id) {  // else a brother of the one before
            last_id = parents[i];
            parent = std::lower_bound(nodes.begin(), nodes.end(), last_id,
                                      [](const TreeNode& node, int64_t id) { return node.id < id; });
        }
        if (parent == nodes.end() || parent->id != last_id) continue;
        nodes[i].parent = static_cast<uint32_t>(parent - nodes.begin());
        parent->children += 1;
    }
}

// The same as read_nodes(), of rows that are as they were first written.
std::vector<TreeNode> fresh_nodes(const std::vector<FreshDirectory>& directories) {
    std::vector<TreeNode> nodes;
    std::vector<int64_t> parents;
    nodes.reserve(directories.size());
    parents.reserve(directories.size());
    for (const FreshDirectory& directory : directories) {
        TreeNode& node = nodes.emplace_back();
        parents.push_back(directory.parent_id);
        node.id = directory.id;
        node.top = directory.parent_id == 0;
        node.total = {directory.own.files, 0, saturated(directory.own.size_bytes), saturated(directory.own.allocated_bytes),
                      directory.own.newest_mtime_ns, 0};
        node.stored = digest(node.total);
        node.total.failed = directory.failed ? 1 : 0;
    }
    tie_to_parents(nodes, parents);
    return nodes;
}

// All directories of the share in the order of their ids. Two cursors side by side: a join would look each row up.
std::vector<TreeNode> read_nodes(Database& database, int64_t share_id) {
    std::vector<TreeNode> nodes;
    std::vector<int64_t> parents;
    Statement directories(database, "SELECT id, parent_id, state, ifnull(error_errno, 0) FROM directory WHERE +share_id = ?1 ORDER BY id");
    Statement totals(database,
        "SELECT directory_id, files, size_bytes, allocated_bytes, newest_mtime_ns, total_files, total_directories,"
        " total_size_bytes, total_allocated_bytes, total_newest_mtime_ns, total_failed FROM directory_total"
        " WHERE directory_id >= ?1 ORDER BY directory_id");
    directories.bind(1, share_id);
    bool begun = false;
    bool more = false;
    while (directories.step()) {
        const int64_t id = directories.integer(0);
        if (!std::exchange(begun, true)) more = totals.bind(1, id).step();
        while (more && totals.integer(0) < id) more = totals.step();
        if (!more) break;
        if (totals.integer(0) != id) continue;
        TreeNode& node = nodes.emplace_back();
        parents.push_back(directories.integer(1));
        node.id = id;
        node.top = parents.back() == 0;
        const auto state = static_cast<DirectoryState>(directories.integer(2));
        node.gone = state == DirectoryState::gone;
        const int64_t failed = is_unlisted(state, directories.integer(3)) ? 1 : 0;
        node.total = {totals.integer(1), 0, totals.integer(2), totals.integer(3), totals.optional_integer(4), failed};
        node.stored = digest({totals.integer(5), totals.integer(6), totals.integer(7), totals.integer(8),
                              totals.optional_integer(9), totals.integer(10)});
    }
    tie_to_parents(nodes, parents);
    return nodes;
}

}  // namespace

void settle_totals(Database& database, ScanState& scan, const std::atomic<bool>& given_up) {
    std::vector<TreeNode> nodes = scan.fresh ? fresh_nodes(*scan.fresh) : read_nodes(database, scan.share_id);
    scan.fresh.reset();  // its rows change now
    std::vector<TreeNode*> ready;
    for (TreeNode& node : nodes)
        if (node.children == 0) ready.push_back(&node);
    Statement write(database,
        "UPDATE directory_total SET total_files = ?2, total_directories = ?3, total_size_bytes = ?4,"
        " total_allocated_bytes = ?5, total_newest_mtime_ns = ?6, total_failed = ?7 WHERE directory_id = ?1");
    Sum share;
    while (!ready.empty()) {
        go_on_unless(given_up);
        TreeNode& node = *ready.back();
        ready.pop_back();
        TreeTotals shown = node.total;
        shown.size_bytes = saturated(shown.size_bytes);
        shown.allocated_bytes = saturated(shown.allocated_bytes);
        if (digest(shown) != node.stored)
            write.bind(1, node.id).bind(2, shown.files).bind(3, shown.directories)
                .bind(4, static_cast<int64_t>(shown.size_bytes)).bind(5, static_cast<int64_t>(shown.allocated_bytes))
                .bind(6, shown.newest_mtime_ns).bind(7, shown.failed).run();
        if (node.parent == kNoParent) {
            if (node.top && !node.gone) share = {node.total.files, node.total.size_bytes};
            continue;
        }
        TreeNode& parent = nodes[node.parent];
        if (!node.gone) {
            TreeTotals with_itself = node.total;
            with_itself.directories += 1;
            parent.total.add(with_itself);
        }
        if (--parent.children == 0) ready.push_back(&parent);
    }
    Statement(database, "UPDATE share SET files = ?2, size_bytes = ?3 WHERE id = ?1")
        .bind(1, scan.share_id).bind(2, share.files).bind(3, saturated(share.size_bytes)).run();
    store_settled(database, scan.share_id, true);
    scan.totals_changed = scan.totals_marked = false;
}

}  // namespace tocd
