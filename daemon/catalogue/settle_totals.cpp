// Recursive totals, in memory: own sums flow from the leaves to the root.
#include "catalogue/settle.hpp"
#include "catalogue/shares_table.hpp"
#include "catalogue/statement.hpp"

#include "model/records.hpp"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <unordered_map>
#include <vector>

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

struct TreeNode {
    int64_t id = 0;
    int64_t parent_id = 0;
    bool gone = false;
    uint32_t children = 0;  // not added up yet
    TreeTotals total;
    TreeTotals stored;      // as the table has it, saturated
};

std::vector<TreeNode> read_nodes(Database& database, int64_t share_id) {
    Statement read(database,
        "SELECT d.id, d.parent_id, d.state, ifnull(d.error_errno, 0), t.files, t.size_bytes, t.allocated_bytes,"
        " t.newest_mtime_ns, t.total_files, t.total_directories, t.total_size_bytes, t.total_allocated_bytes,"
        " t.total_newest_mtime_ns, t.total_failed"
        " FROM directory d JOIN directory_total t ON t.directory_id = d.id WHERE d.share_id = ?1");
    read.bind(1, share_id);
    std::vector<TreeNode> nodes;
    while (read.step()) {
        TreeNode& node = nodes.emplace_back();
        node.id = read.integer(0);
        node.parent_id = read.integer(1);
        const auto state = static_cast<DirectoryState>(read.integer(2));
        node.gone = state == DirectoryState::gone;
        const bool failed = state == DirectoryState::failed && read.integer(3) != EXDEV;  // a mount is no failure
        node.total = {read.integer(4), 0, read.integer(5), read.integer(6), read.optional_integer(7), failed ? 1 : 0};
        node.stored = {read.integer(8), read.integer(9), read.integer(10), read.integer(11),
                       read.optional_integer(12), read.integer(13)};
    }
    return nodes;
}

}  // namespace

void settle_totals(Database& database, ScanState& scan, const std::atomic<bool>& given_up) {
    std::vector<TreeNode> nodes = read_nodes(database, scan.share_id);
    std::unordered_map<int64_t, TreeNode*> by_id;
    by_id.reserve(nodes.size());
    for (TreeNode& node : nodes) by_id.emplace(node.id, &node);
    const auto parent_of = [&](const TreeNode& node) -> TreeNode* {
        const auto found = by_id.find(node.parent_id);
        return found == by_id.end() ? nullptr : found->second;
    };
    for (const TreeNode& node : nodes)
        if (TreeNode* parent = parent_of(node)) parent->children += 1;

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
        if (!(shown == node.stored))
            write.bind(1, node.id).bind(2, shown.files).bind(3, shown.directories)
                .bind(4, static_cast<int64_t>(shown.size_bytes)).bind(5, static_cast<int64_t>(shown.allocated_bytes))
                .bind(6, shown.newest_mtime_ns).bind(7, shown.failed).run();
        TreeNode* parent = parent_of(node);
        if (parent == nullptr) {
            if (node.parent_id == 0 && !node.gone) share = {node.total.files, node.total.size_bytes};
            continue;
        }
        if (!node.gone) {
            TreeTotals with_itself = node.total;
            with_itself.directories += 1;
            parent->total.add(with_itself);
        }
        if (--parent->children == 0) ready.push_back(parent);
    }
    Statement(database, "UPDATE share SET files = ?2, size_bytes = ?3 WHERE id = ?1")
        .bind(1, scan.share_id).bind(2, share.files).bind(3, saturated(share.size_bytes)).run();
    store_settled(database, scan.share_id, true);
    scan.totals_changed = scan.totals_marked = false;
}

}  // namespace tocd
