#include "catalogue/scan_plan.hpp"

#include "base/error.hpp"
#include "base/lexical_path.hpp"
#include "base/text.hpp"
#include "catalogue/directory_rows.hpp"
#include "catalogue/moves.hpp"
#include "catalogue/scan_state.hpp"
#include "catalogue/statement.hpp"
#include "catalogue/store_listing.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace tocd {
namespace {

constexpr size_t kMostPaths = 20'000;   // remembered; a few megabytes
constexpr size_t kDeepest = 1'000'000;  // levels; only a chain that bites its own tail is longer

constexpr std::string_view kColumns =
    "SELECT d.id, d.parent_id, d.name, d.name_raw, d.state, d.inode, d.mtime_ns, d.ctime_ns, d.btime_ns, d.mode,"
    " d.owner_id, d.hash_low, d.hash_high, d.error_errno, d.mount_root, t.last_listed_ns, t.full_ns, n.files, n.size_bytes,"
    " n.total_directories, t.entry_count"
    " FROM directory d LEFT JOIN directory_stamp t ON t.directory_id = d.id"
    " LEFT JOIN directory_total n ON n.directory_id = d.id";

void keep_path(ScanPlan& plan, int64_t id, const std::string& path) {
    if (plan.paths.size() >= kMostPaths) plan.paths.clear();
    plan.paths.emplace(id, path);
}

// [0, 1) of 1024, the same for one listing of one directory, and as good as random among them.
uint64_t spread(int64_t id, UnixNs full_ns) {
    uint64_t mixed = static_cast<uint64_t>(id) * 0x9e3779b97f4a7c15u + static_cast<uint64_t>(full_ns);
    mixed ^= mixed >> 29;
    mixed *= 0xbf58476d1ce4e5b9u;
    return mixed >> 54;
}

// When the attributes of its files are to be looked at again at the latest.
bool is_due(const ScanState& scan, int64_t id, UnixNs full_ns) {
    if (full_ns < scan.plan.full_since_ns || scan.record.mode == ScanMode::part) return true;
    if (scan.record.mode == ScanMode::full) return false;
    const int64_t half = scan.rules.full_every_ns / 2;
    const int64_t due_ns = full_ns + half + half / 1024 * static_cast<int64_t>(spread(id, full_ns));
    return due_ns <= scan.record.started_ns + scan.rules.scan_every_ns;
}

struct Parent {
    int64_t id = 0;
    std::string path;
};

// `last`: the parent of the row before, which mostly is this one's.
DirectoryToList to_list(Database& database, ScanState& scan, const Statement& row, Parent& last) {
    const int64_t id = row.integer(0);
    DirectoryToList out;
    out.key = id;
    if (const int64_t parent_id = row.integer(1); parent_id != 0) {
        if (parent_id != last.id) last = {parent_id, relative_path(database, scan.plan, parent_id)};
        out.path = child_path(last.path, row.bytes(row.is_null(3) ? 2 : 3));
    }
    const bool listed = static_cast<DirectoryState>(row.integer(4)) == DirectoryState::listed && row.is_null(13);
    DirectoryAttributes attributes;
    attributes.inode = static_cast<uint64_t>(row.integer(5));
    attributes.mtime_ns = row.integer(6);
    attributes.ctime_ns = row.integer(7);
    attributes.btime_ns = row.optional_integer(8).value_or(kNoTime);
    attributes.mode = static_cast<uint32_t>(row.integer(9));
    attributes.mount_root = row.integer(14) != 0;
    out.known_owner = row.integer(10);
    out.known_hash = {static_cast<uint64_t>(row.integer(11)), static_cast<uint64_t>(row.integer(12))};
    out.known_files = row.integer(17);
    out.known_bytes = row.integer(18);
    if (row.integer(19) > 0) keep_path(scan.plan, id, out.path);  // for those below, which come later
    if (!row.is_null(6)) out.known = attributes;
    if (scan.accept_root || out.path.empty()) out.known.mount_root = false;  // of the root check_root() judges
    out.was_listed = listed && out.known_hash.known();
    if (!out.was_listed) return out;
    const UnixNs last_listed_ns = row.integer(15);
    const UnixNs full_ns = row.optional_integer(16).value_or(last_listed_ns);
    const bool empty_root = out.path.empty() && row.integer(20) == 0;  // it may be a server's that shows nothing for a while
    const bool distrusted = std::binary_search(scan.plan.distrusted.begin(), scan.plan.distrusted.end(), id);
    out.trust_stamp = scan.keeps_stamps && !empty_root && !distrusted && attributes.inode != 0 && !scan.accept_root &&
                      !is_due(scan, id, full_ns) && is_clearly_older(attributes, last_listed_ns, scan.rules.racy_margin_ns);
    return out;
}

void take_row(Database& database, ScanState& scan, const Statement& row, Parent& last, std::vector<DirectoryToList>& out) {
    const int64_t id = row.integer(0);
    const bool seen = !row.is_null(15) && row.integer(15) >= scan.record.started_ns;
    if ((seen && !scan.plan.again.contains(id)) || scan.moved_now.contains(id) || !scan.in_flight.insert(id)) return;
    out.push_back(to_list(database, scan, row, last));
}

void plan_rows(Database& database, ScanState& scan, size_t count, std::vector<DirectoryToList>& out) {
    // "+": else SQLite takes the index of (share, inode) and sorts the whole share for every call.
    static const std::string sql = std::string(kColumns) +
        " WHERE d.id BETWEEN ?1 AND ?2 AND +d.share_id = ?3 AND d.state IN (1, 2) ORDER BY d.id LIMIT ?4";
    ScanPlan& plan = scan.plan;
    Statement rows(database, sql);
    rows.bind(1, plan.next_id).bind(2, plan.last_id).bind(3, scan.share_id).bind(4, static_cast<int64_t>(count));
    Parent last;
    size_t taken = 0;
    for (; rows.step(); ++taken) {
        plan.next_id = rows.integer(0) + 1;
        take_row(database, scan, rows, last, out);
    }
    if (taken < count) plan.next_id = plan.last_id + 1;
}

void plan_ids(Database& database, ScanState& scan, size_t count, std::vector<DirectoryToList>& out) {
    static const std::string sql = std::string(kColumns) + " WHERE d.id = ?1 AND d.state IN (1, 2)";
    ScanPlan& plan = scan.plan;
    Parent last;
    while (plan.next_of_ids < plan.ids.size() && out.size() < count) {
        Statement row(database, sql);
        if (row.bind(1, plan.ids[plan.next_of_ids++]).step()) take_row(database, scan, row, last, out);
    }
}

// Their parent is opened once then. The last one goes out first.
void put_neighbours_together(std::vector<DirectoryToList>& directories) {
    std::vector<std::pair<std::string_view, size_t>> order;  // path of the parent, place: lighter to sort
    order.reserve(directories.size());
    for (const DirectoryToList& directory : directories) {
        const std::string_view path = directory.path;
        const size_t slash = path.rfind('/');
        order.emplace_back(path.substr(0, slash == path.npos ? 0 : slash), order.size());
    }
    const auto before = [](const auto& a, const auto& b) { return a.first > b.first; };
    if (std::is_sorted(order.begin(), order.end(), before)) return;
    std::stable_sort(order.begin(), order.end(), before);
    std::vector<DirectoryToList> sorted;
    sorted.reserve(directories.size());
    for (const auto& [parent, place] : order) sorted.push_back(std::move(directories[place]));
    directories = std::move(sorted);
}

// Rows of which it is not known yet where they are: another one has their name, or one that is asked for may be they.
std::unordered_set<int64_t> unsettled_rows(const ScanState& scan) {
    std::unordered_set<int64_t> out;
    for (const auto& [key, pending] : scan.pending)
        for (const int64_t id : {pending.replaces_id, pending.moved_from_id})
            if (id != 0 && !scan.moved_now.contains(id)) out.insert(id);
    return out;
}

// Takes the keys of pending directories below one that is staged gone out of `keys`: its path may be another one's by now. They
// wait until that one is seen, here or elsewhere; when it is gone, so are they.
std::vector<int64_t> take_misplaced(Database& database, const ScanState& scan, std::vector<int64_t>& keys) {
    const auto misplaced = std::stable_partition(keys.begin(), keys.end(), [&](int64_t key) {
        return !is_staged_or_below(database, scan.pending.at(key).parent_id);
    });
    std::vector<int64_t> out(misplaced, keys.end());
    keys.erase(misplaced, keys.end());
    return out;
}

// Those that an earlier scan did not come to.
void plan_pending(Database& database, ScanState& scan, std::vector<int64_t> keys, std::vector<DirectoryToList>& out) {
    std::erase_if(keys, [&](int64_t key) {
        const auto found = scan.pending.find(key);
        return found == scan.pending.end() || found->second.handed_out;
    });
    if (scan.plan.may_misplace || !scan.staged_now.empty()) {
        const std::vector<int64_t> misplaced = take_misplaced(database, scan, keys);
        scan.plan.misplaced.insert(scan.plan.misplaced.end(), misplaced.begin(), misplaced.end());
    }
    for (const int64_t key : keys) {
        const auto found = scan.pending.find(key);
        if (std::exchange(found->second.handed_out, true)) continue;
        DirectoryToList& item = out.emplace_back();
        item.key = key;
        item.path = path_now(database, scan, key);
        item.descend = !scan.scanned;
        // Of one that an earlier scan found, what it is known by elsewhere is out of date: its listing tells what it is.
        if (found->second.first_seen_ns >= scan.record.started_ns) find_moved_from(database, scan, found->second, item);
        if (scan.scanned) scan.in_flight.insert(key);
    }
}

// Those that took over a name wait until every other directory was looked at: then it is known where the one that had
// the name has gone. What is below another such one comes after it: the path that was looked at may not be its own.
void plan_late(Database& database, ScanState& scan, std::vector<DirectoryToList>& out) {
    std::vector<int64_t> late = std::exchange(scan.plan.late, {});
    std::erase_if(late, [&](int64_t key) { return !scan.pending.contains(key); });
    scan.plan.late = take_misplaced(database, scan, late);
    std::unordered_map<int64_t, DirectoryToList> items;
    for (const int64_t key : late) {
        DirectoryToList& item = items[key];
        item.key = key;
        item.path = path_now(database, scan, key);
        find_moved_from(database, scan, scan.pending.at(key), item);
    }
    const std::unordered_set<int64_t> unsettled = unsettled_rows(scan);
    const auto waiting = std::stable_partition(late.begin(), late.end(), [&](int64_t key) {
        return !is_any_above(database, unsettled, scan.pending.at(key).parent_id);
    });
    if (waiting != late.begin()) {
        scan.plan.late.insert(scan.plan.late.end(), waiting, late.end());
        late.erase(waiting, late.end());
    }
    for (const int64_t key : late) {
        scan.in_flight.insert(key);
        out.push_back(std::move(items.at(key)));
    }
}

// A part scan lists what it was asked for, which proves no absence: what holds those that are not there any more has to
// be listed too. When that is not there either, what holds it, and so on.
void plan_above(Database& database, ScanState& scan, size_t count, std::vector<DirectoryToList>& out) {
    for (const auto& [key, error] : scan.vanished) {
        const auto pending = scan.pending.find(key);
        if (key < 0 && pending == scan.pending.end()) continue;
        const int64_t above = key < 0 ? pending->second.parent_id : read_directory_row(database, key).parent_id;
        if (!scan.vanished.contains(above) && scan.plan.above.insert(above).second) scan.plan.ids.push_back(above);
    }
    plan_ids(database, scan, count, out);
}

// What a look at the old path of a directory that moved said of the names below it was said of another one's: the rows
// below it have their names again, and are looked at where they are now.
void forget_replaced_below(Database& database, ScanState& scan, int64_t directory_id) {
    for (auto each = scan.pending.begin(); each != scan.pending.end();) {
        const PendingDirectory& pending = each->second;
        const int64_t id = pending.replaces_id;
        const bool undone = id != 0 && scan.staged_now.contains(id) && !scan.moved_now.contains(id) &&
                            is_above(database, directory_id, pending.parent_id);
        if (!undone) {
            ++each;
            continue;
        }
        set_directory_state(database, id, DirectoryState::staged_gone, DirectoryState::listed);
        scan.staged_now.erase(id);
        if (pending.stored) delete_pending_row(database, -each->first);
        each = scan.pending.erase(each);
    }
}

}  // namespace

std::string relative_path(Database& database, ScanPlan& plan, int64_t directory_id) {
    std::vector<std::pair<int64_t, std::string>> chain;
    std::string path;
    for (int64_t id = directory_id;;) {
        if (const auto known = plan.paths.find(id); known != plan.paths.end()) {
            path = known->second;
            break;
        }
        Statement row(database, "SELECT parent_id, ifnull(name_raw, name) FROM directory WHERE id = ?1");
        if (!row.bind(1, id).step() || chain.size() > kDeepest)
            throw Error(ErrorKind::corrupt, "directory " + std::to_string(id) + " of the catalogue has no way up to a share");
        if (row.is_null(0)) break;
        chain.emplace_back(id, row.text(1));
        id = row.integer(0);
    }
    for (auto step = chain.rbegin(); step != chain.rend(); ++step) {
        path = child_path(path, step->second);
        keep_path(plan, step->first, path);
    }
    return path;
}

std::string path_now(Database& database, ScanState& scan, int64_t key) {
    if (key > 0) return relative_path(database, scan.plan, key);
    const PendingDirectory& pending = scan.pending.at(key);
    if (pending.parent_id == 0) return {};  // the root
    return child_path(relative_path(database, scan.plan, pending.parent_id), pending.name);
}

std::vector<int64_t> find_parts(Database& database, int64_t share_id, const std::vector<ScanPart>& parts) {
    std::vector<int64_t> ids;
    const auto root = find_root_id(database, share_id);
    if (!root) return ids;  // never scanned: the pending root is all there is
    std::vector<std::pair<std::string_view, int64_t>> way{{"", *root}};  // to the part before: neighbours share most of it
    for (const ScanPart& part : parts) {
        const std::string_view path = part.path;
        const auto leads_on = [&](std::string_view above) { return above.empty() || is_at_or_below(path, above); };
        while (!leads_on(way.back().first)) way.pop_back();
        while (way.back().first.size() < path.size()) {
            const size_t begin = way.back().first.empty() ? 0 : way.back().first.size() + 1;
            const size_t end = std::min(path.find('/', begin), path.size());
            Statement child(database,
                "SELECT id, state = 3 FROM directory WHERE parent_id = ?1 AND ifnull(name_raw, name) = ?2 AND state <> 4 ORDER BY state LIMIT 1");
            if (!child.bind(1, way.back().second).bind_name(2, path.substr(begin, end - begin)).step()) break;
            if (child.integer(1) != 0) ids.push_back(way.back().second);  // it was missed; what held it tells whether it is back
            way.emplace_back(path.substr(0, end), child.integer(0));
        }
        const int64_t id = way.back().second;
        ids.push_back(id);
        if (way.back().first.size() < path.size()) continue;  // one that nobody knows yet shows in the nearest one
        if (part.below) {
            const std::vector<int64_t> below = directories_below(database, id, std::numeric_limits<UnixNs>::max());
            ids.insert(ids.end(), below.begin(), below.end());
        } else if (way.size() > 1) {
            ids.push_back(way[way.size() - 2].second);  // what was changed is told by its name, and shows in what holds it
        }
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

void plan_part(Database& database, ScanState& scan, const ScanStart& start) {
    scan.plan.whole = false;
    scan.plan.ids = find_parts(database, scan.share_id, start.parts);
    std::erase_if(scan.plan.pending, [&](int64_t key) {
        const std::vector<int64_t>& ids = scan.plan.ids;
        return !std::binary_search(ids.begin(), ids.end(), scan.pending.at(key).parent_id);
    });
}

void forget_replaced(Database& database, ScanState& scan) {
    if (scan.pending.empty()) return;
    Statement read(database,
        "SELECT -p.id, d.id FROM pending_directory p JOIN directory d ON d.parent_id = p.parent_id"
        " AND ifnull(d.name_raw, d.name) = ifnull(p.name_raw, p.name) AND d.state = 3 WHERE p.share_id = ?1"
        " ORDER BY p.id, d.staged_scan_id DESC, d.id DESC");
    read.bind(1, scan.share_id);
    std::vector<std::pair<int64_t, int64_t>> found;
    while (read.step())  // of several that left the name the one that did so last; the others are held
        if (found.empty() || found.back().first != read.integer(0)) found.emplace_back(read.integer(0), read.integer(1));
    read.reset();
    for (const auto& [key, id] : found) {
        set_directory_state(database, id, DirectoryState::staged_gone, DirectoryState::listed);
        if (scan.pending.erase(key) > 0) delete_pending_row(database, -key);
        scan.totals_changed = true;
    }
    std::erase_if(scan.plan.pending, [&](int64_t key) { return !scan.pending.contains(key); });
}

void plan_again(ScanState& scan, int64_t key) {
    if (key > 0) {
        scan.plan.ids.push_back(key);
        return;
    }
    scan.pending.at(key).handed_out = false;
    scan.plan.pending.push_back(key);
}

void plan_again_below(Database& database, ScanState& scan, int64_t directory_id) {
    ScanPlan& plan = scan.plan;
    plan.paths.clear();  // those below it are not right any more
    plan.ids.erase(plan.ids.begin(), plan.ids.begin() + static_cast<std::ptrdiff_t>(plan.next_of_ids));
    plan.next_of_ids = 0;
    for (auto vanished = scan.vanished.begin(); vanished != scan.vanished.end();) {  // not where they were looked for
        const auto pending = scan.pending.find(vanished->first);
        const bool below = pending != scan.pending.end() && is_above(database, directory_id, pending->second.parent_id);
        if (below) plan_again(scan, vanished->first);
        vanished = below ? scan.vanished.erase(vanished) : std::next(vanished);
    }
    for (const auto& [key, pending] : scan.pending)  // a part scan left them out, where they were
        if (!plan.whole && !pending.handed_out && is_above(database, directory_id, pending.parent_id)) plan.pending.push_back(key);
    write_unchanged(database, scan);
    forget_replaced_below(database, scan, directory_id);
    const auto all = std::numeric_limits<UnixNs>::max();
    for (const int64_t id : directories_below(database, directory_id, all)) {
        if (scan.in_flight.contains(id) || scan.moved_now.contains(id)) continue;
        const bool seen = read_directory_row(database, id).last_listed_ns.value_or(kNoTime) >= scan.record.started_ns;
        if (seen) plan.again.insert(id);
        if (!plan.whole || id < plan.next_id || id > plan.last_id) plan.ids.push_back(id);  // the others are still to come
    }
}

std::vector<DirectoryToList> next_planned(Database& database, ScanState& scan, size_t count) {
    std::vector<DirectoryToList> out;
    if (!scan.plan.pending.empty()) plan_pending(database, scan, std::exchange(scan.plan.pending, {}), out);
    while (out.empty() && scan.plan.next_of_ids < scan.plan.ids.size()) plan_ids(database, scan, count, out);
    while (out.empty() && scan.plan.whole && scan.plan.next_id <= scan.plan.last_id) plan_rows(database, scan, count, out);
    put_neighbours_together(out);
    const bool quiet = scan.jobs.empty() && scan.in_flight.empty();
    if (out.empty() && quiet) plan_pending(database, scan, std::exchange(scan.plan.misplaced, {}), out);
    if (out.empty() && quiet) plan_late(database, scan, out);
    if (out.empty() && quiet && scan.record.mode == ScanMode::part) plan_above(database, scan, count, out);
    return out;
}

bool is_clearly_older(const DirectoryAttributes& stamp, UnixNs read_ns, int64_t margin_ns) {
    // A modification time far ahead was set by somebody (utimensat(2)), which moved ctime to the true time.
    const bool far_ahead = stamp.mtime_ns > read_ns + margin_ns;
    return (far_ahead ? stamp.ctime_ns : std::max(stamp.ctime_ns, stamp.mtime_ns)) < read_ns - margin_ns;
}

}  // namespace tocd
