// The directory half of StoreListing: which child directories there are, and which have to be listed next.
#include "base/text.hpp"
#include "catalogue/store_listing.hpp"

#include <unordered_map>
#include <unordered_set>

namespace tocd {
namespace {

std::string child_path(const std::string& parent, std::string_view name) {
    return parent.empty() ? std::string(name) : parent + "/" + std::string(name);
}

DirectoryToList to_list(const ScanState& scan, const ChildRow& child, const std::string& parent) {
    DirectoryToList out{child.id, child_path(parent, child.name), false, child.hash, child.attributes};
    if (scan.accept_root) out.known.mount_root = false;
    return out;
}

DirectoryToList to_list(int64_t pending_key, std::string_view name, const std::string& parent) {
    return {pending_key, child_path(parent, name), true, {}, {}};
}

}  // namespace

std::vector<int64_t> StoreListing::add_new_children(ScanState& scan, int64_t parent_id, const Entries& directories, UnixNs seen_ns) {
    std::vector<int64_t> keys;
    keys.reserve(directories.size());
    std::unordered_set<std::string_view> once;
    for (const Entry* child : directories) {
        // A repeated name keeps its place among the nodes, with no directory behind it.
        if (!once.insert(child->name).second) keys.push_back(0);
        else keys.push_back(add_pending(scan, {parent_id, std::string(child->name), child->inode, seen_ns, false}));
    }
    return keys;
}

std::vector<DirectoryToList> StoreListing::store_children(ScanState& scan, int64_t parent_id, bool parent_is_new,
                                                          const std::string& path, const Entries& directories,
                                                          UnixNs seen_ns, bool clean) {
    std::vector<ChildRow> rows;
    std::vector<int64_t> pending;
    if (!parent_is_new) {
        rows = read_child_rows(database_, parent_id);
        pending = load_pending_children(database_, scan, parent_id);
    }
    std::unordered_map<std::string_view, ChildRow*> row_by_name;
    for (ChildRow& row : rows) row_by_name.emplace(row.name, &row);
    std::unordered_map<std::string_view, int64_t> pending_by_name;
    for (const int64_t key : pending) pending_by_name.emplace(scan.pending.at(key).name, key);

    std::vector<DirectoryToList> next;
    std::unordered_set<std::string_view> seen;
    for (const Entry* child : directories) {
        if (!seen.insert(child->name).second) continue;
        if (const auto found = row_by_name.find(child->name); found != row_by_name.end()) {
            ChildRow& row = *found->second;
            if (row.state == DirectoryState::staged_gone) {
                set_directory_state(database_, row.id, row.state, DirectoryState::listed);
                scan.totals_changed = true;
            } else if (row.state == DirectoryState::gone) {
                // Now, not when its own listing comes: a scan that ends before would leave it gone, and from then on
                // an unchanged parent would never lead to it.
                DirectoryRow gone = read_directory_row(database_, row.id);
                revive(scan, gone);
                update_directory_row(database_, gone);
            }
            next.push_back(to_list(scan, row, path));
        } else if (const auto waiting = pending_by_name.find(child->name); waiting != pending_by_name.end()) {
            next.push_back(to_list(waiting->second, child->name, path));
        } else {
            const int64_t key = add_pending(scan, {parent_id, std::string(child->name), child->inode, seen_ns, false});
            next.push_back(to_list(key, child->name, path));
        }
    }
    if (!clean) return next;  // what was not seen may be there

    for (const ChildRow& row : rows) {
        if (seen.contains(row.name)) continue;
        if (row.state != DirectoryState::listed && row.state != DirectoryState::failed) continue;
        set_directory_state(database_, row.id, row.state, DirectoryState::staged_gone);
        scan.totals_changed = true;
    }
    for (const int64_t key : pending) {
        if (seen.contains(scan.pending.at(key).name)) continue;
        delete_pending_row(database_, -key);
        scan.pending.erase(key);
    }
    return next;
}

std::vector<DirectoryToList> StoreListing::known_children(ScanState& scan, int64_t parent_id, const std::string& path) {
    std::vector<DirectoryToList> next;
    for (const ChildRow& row : read_child_rows(database_, parent_id))
        if (row.state == DirectoryState::listed || row.state == DirectoryState::failed) next.push_back(to_list(scan, row, path));
    for (const int64_t key : load_pending_children(database_, scan, parent_id))
        next.push_back(to_list(key, scan.pending.at(key).name, path));
    return next;
}

}  // namespace tocd
