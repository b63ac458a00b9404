// The directory half of StoreListing: which child directories there are, and which have to be listed next.
#include "base/text.hpp"
#include "catalogue/moves.hpp"
#include "catalogue/scan_plan.hpp"
#include "catalogue/store_listing.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace tocd {
namespace {

DirectoryToList to_list(const ScanState& scan, const ChildRow& child, const std::string& parent) {
    DirectoryToList out;
    out.key = child.id;
    out.path = child_path(parent, child.name);
    out.known_hash = child.hash;
    out.known = child.attributes;
    if (scan.accept_root) out.known.mount_root = false;
    return out;
}

// Another one has its name, and is listed late: then it is known which of them the name goes on with.
bool is_awaited(const ScanState& scan, const ChildRow& row, int64_t parent_id) {
    if (!scan.staged_now.contains(row.id)) return false;
    return std::any_of(scan.pending.begin(), scan.pending.end(), [&](const auto& each) {
        return each.second.replaces_id == row.id || (each.second.parent_id == parent_id && each.second.name == row.name);
    });
}

bool was_seen_by(Database& database, ScanState& scan, int64_t id) {
    write_unchanged(database, scan);  // what this scan has seen shows in the stamps
    return read_directory_row(database, id).last_listed_ns.value_or(kNoTime) >= scan.record.started_ns;
}

}  // namespace

std::vector<int64_t> StoreListing::add_new_children(ScanState& scan, int64_t parent_id, const Entries& directories, UnixNs seen_ns) {
    std::vector<int64_t> keys;
    keys.reserve(directories.size());
    std::unordered_set<std::string_view> once;
    for (const Entry* child : directories) {
        // A repeated name keeps its place among the nodes, with no directory behind it.
        if (!once.insert(child->name).second) keys.push_back(0);
        else keys.push_back(add_pending(scan, {parent_id, std::string(child->name), child->inode, seen_ns, false, true}));
    }
    return keys;
}

// A directory whose name is new here.
DirectoryToList StoreListing::new_child(ScanState& scan, int64_t parent_id, const Entry& child, const std::string& path,
                                        UnixNs seen_ns, int64_t replaces_id) {
    DirectoryToList out;
    out.key = add_pending(scan, {parent_id, std::string(child.name), child.inode, seen_ns, false, true});
    PendingDirectory& pending = scan.pending.at(out.key);
    pending.replaces_id = replaces_id;
    out.path = child_path(path, child.name);
    find_moved_from(database_, scan, pending, out);
    out.descend = !scan.scanned;  // later what is new may have come from elsewhere, at any depth
    return out;
}

std::vector<DirectoryToList> StoreListing::store_children(ScanState& scan, int64_t parent_id, bool parent_is_new,
                                                          const std::string& path, const Entries& directories,
                                                          UnixNs seen_ns, bool clean, bool listed_before) {
    std::vector<ChildRow> rows;
    std::vector<int64_t> pending;
    if (!parent_is_new) {
        rows = read_child_rows(database_, parent_id);
        pending = load_pending_children(database_, scan, parent_id);
        // Those that took over a name may not be stored yet, nor those that a first listing of this scan showed, in the
        // place where the directory was before, nor the name that one left which moved before this was listed (part scans).
        const auto add = [&](int64_t key, const PendingDirectory& each) {
            if (!each.stored && each.parent_id == parent_id) pending.push_back(key);
        };
        if (listed_before || scan.plan.above.contains(parent_id)) {
            for (const auto& [key, each] : scan.pending) add(key, each);
        } else {
            for (const int64_t key : scan.plan.late)
                if (const auto found = scan.pending.find(key); found != scan.pending.end()) add(key, found->second);
        }
    }
    std::unordered_map<std::string_view, ChildRow*> row_by_name;
    for (ChildRow& row : rows) row_by_name.emplace(row.name, &row);  // the first of a name counts
    std::unordered_map<std::string_view, int64_t> pending_by_name;
    for (const int64_t key : pending) pending_by_name.emplace(scan.pending.at(key).name, key);

    std::vector<DirectoryToList> next;
    std::unordered_set<std::string_view> seen;
    for (const Entry* child : directories) {
        if (!seen.insert(child->name).second) continue;
        const auto found = row_by_name.find(child->name);
        ChildRow* const row = found == row_by_name.end() ? nullptr : found->second;
        if (row != nullptr && (row->state == DirectoryState::listed || row->state == DirectoryState::failed)) continue;  // planned
        if (const auto waiting = pending_by_name.find(child->name); waiting != pending_by_name.end()) {
            PendingDirectory& known = scan.pending.at(waiting->second);
            if (std::exchange(known.handed_out, true)) continue;
            DirectoryToList& out = next.emplace_back();
            out.key = waiting->second;
            out.path = child_path(path, child->name);
            out.descend = !scan.scanned;
            if (known.inode == 0 && known.first_seen_ns >= scan.record.started_ns) {  // another one left this name a moment ago
                PendingDirectory shown = known;
                shown.inode = child->inode;
                find_moved_from(database_, scan, shown, out);
                known.moved_from_id = shown.moved_from_id;
            }
            if (scan.scanned) scan.in_flight.insert(out.key);
            continue;
        }
        if (row != nullptr && row->state == DirectoryState::staged_gone) {
            if (is_awaited(scan, *row, parent_id)) continue;
            set_directory_state(database_, row->id, row->state, DirectoryState::listed);
            scan.totals_changed = true;
            // An earlier listing of this scan missed it, in the place where this directory was before.
            if (scan.staged_now.erase(row->id) > 0 && was_seen_by(database_, scan, row->id)) scan.plan.again.insert(row->id);
            if (scan.in_flight.insert(row->id)) next.push_back(to_list(scan, *row, path));
            continue;
        }
        ++names_changed_;
        DirectoryToList out = new_child(scan, parent_id, *child, path, seen_ns, row == nullptr ? 0 : row->id);
        if (row != nullptr && out.moved_from.empty()) {
            // Now, not when its own listing comes: a scan that ends before would leave it gone, and from then on
            // an unchanged parent would never lead to it.
            scan.pending.erase(out.key);
            DirectoryRow gone = read_directory_row(database_, row->id);
            come_back(scan, gone);
            row->hash = {};
            if (!scan.in_flight.insert(row->id)) continue;
            out = to_list(scan, *row, path);
        } else if (scan.scanned) {
            scan.in_flight.insert(out.key);
        }
        next.push_back(std::move(out));
    }
    if (!clean) return next;  // what was not seen may be there

    for (const ChildRow& row : rows) {
        if (seen.contains(row.name)) continue;
        if (row.state != DirectoryState::listed && row.state != DirectoryState::failed) continue;
        stage_directory(database_, row.id, row.state, scan.scan_id);
        scan.staged_now.insert(row.id);
        scan.totals_changed = true;
        ++names_changed_;
    }
    for (const int64_t key : pending) {
        const auto found = scan.pending.find(key);
        if (seen.contains(found->second.name)) continue;
        if (found->second.stored) delete_pending_row(database_, -key);
        scan.pending.erase(found);
    }
    return next;
}

}  // namespace tocd
