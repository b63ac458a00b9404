// The part of StoreListing for directories that are as they were, and for what may be believed of a share.
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "catalogue/scan_plan.hpp"
#include "catalogue/shares_table.hpp"
#include "catalogue/moves.hpp"
#include "catalogue/statement.hpp"
#include "catalogue/store_listing.hpp"

#include <algorithm>

namespace tocd {
namespace {

[[noreturn]] void refuse_unchanged(const std::string& path) {
    throw Error(ErrorKind::invalid_argument, "the scanner found " + display_text(path) + " unchanged, but it was never listed so");
}

// The stamp of its last clean listing, which was read clearly later than it had moved.
bool is_same_quiet_stamp(const ScanState& scan, const DirectoryRow& before, const Listing& listing) {
    if (!before.hash.known() || !before.last_listed_ns || before.state != DirectoryState::listed || before.error_number != 0) return false;
    if (*before.last_listed_ns < scan.plan.rules_since_ns) return false;
    const DirectoryAttributes& a = before.attributes;
    const DirectoryAttributes& b = listing.attributes;
    return a.inode == b.inode && a.mtime_ns == b.mtime_ns && a.ctime_ns == b.ctime_ns &&
           is_clearly_older(a, *before.last_listed_ns, scan.rules.racy_margin_ns);
}

}  // namespace

void count_listing(ScanState& scan, const Listing& listing, bool clean) {
    if (clean) scan.record.directories += 1;
    scan.record.others += static_cast<int64_t>(listing.other_count);
    scan.record.excluded += static_cast<int64_t>(listing.excluded_count);
}

void StoreListing::store_same(ScanState& scan, const Node& node, const Listing& listing) {
    if (node.planned && !scan.staged_now.contains(node.key)) {
        const PlannedDirectory& known = *node.planned;
        DirectoryAttributes now = listing.attributes;
        const int64_t owner_id = dictionaries_.owner_id(now.uid, now.gid);
        now.uid = now.gid = 0;
        if (scan.inodes_change) now.inode = known.attributes.inode;
        if (known.hash == listing.hash && known.attributes == now && known.owner_id == owner_id) {
            note_inode(scan, true);
            write_stamp(database_, node.key, listing.listed_at_ns, listing.listing_us, listing.entry_count);
            count_listing(scan, listing, listing.clean);
            scan.record.files += known.files;
            scan.listed_bytes += known.size_bytes;
            return;
        }
    }
    DirectoryRow row;
    if (node.key < 0) {
        if (!take_moved_same(scan, node, listing, row)) return;
    } else {
        row = read_directory_row(database_, node.key);
    }
    if (!row.hash.known() || row.hash != listing.hash) refuse_unchanged(node.path);
    const DirectoryRow before = row;
    row.state = state_when_seen(scan, row, listing.listed_at_ns);
    row.error_number = 0;
    row.attributes = listing.attributes;
    row.owner_id = dictionaries_.owner_id(listing.attributes.uid, listing.attributes.gid);
    if (!(row == before)) update_directory_row(database_, row);
    if (before.state != DirectoryState::listed) delete_unreadable(database_, row.id);
    scan.totals_changed |= row.state != before.state;
    write_stamp(database_, row.id, listing.listed_at_ns, listing.listing_us, listing.entry_count);
    count_listing(scan, listing, listing.clean);
    const OwnTotals own = read_own_totals(database_, row.id);
    scan.record.files += own.files;
    scan.listed_bytes += own.size_bytes;
}

// The directory was known elsewhere, and holds what it held there. When it is not that one after all, or that one was
// listed since then, it has to be listed once more: its entries did not come along.
bool StoreListing::take_moved_same(ScanState& scan, const Node& node, const Listing& listing, DirectoryRow& row) {
    PendingDirectory& pending = scan.pending.at(node.key);
    const bool known = pending.moved_from_id != 0 && read_directory_row(database_, pending.moved_from_id).hash == listing.hash;
    LeftName left;
    if (auto moved = known ? take_moved_row(database_, scan, pending, listing, left) : std::nullopt) {
        row = *std::move(moved);
        if (pending.stored) delete_pending_row(database_, -node.key);
        scan.pending.erase(node.key);
        ask_for_left(scan, left, listing.listed_at_ns);
        return true;
    }
    pending.whole = true;
    scan.plan.late.push_back(node.key);
    return false;
}

void StoreListing::ask_for_left(ScanState& scan, const LeftName& left, UnixNs seen_ns) {
    if (left.parent_id == 0) return;
    scan.plan.late.push_back(add_pending(scan, {left.parent_id, left.name, 0, seen_ns, false, true}));
}

void StoreListing::store_unchanged(ScanState& scan, const RunningJob& job, const Unchanged& unchanged) {
    for (const uint32_t index : unchanged.nodes) {
        if (index >= job.nodes.size() || !job.nodes[index].planned) refuse_unchanged(index < job.nodes.size() ? job.nodes[index].path : "?");
        const Node& node = job.nodes[index];
        scan.in_flight.erase(node.key);
        if (scan.staged_now.contains(node.key) || scan.moved_now.contains(node.key)) continue;  // looked at before that
        scan.vanished.erase(node.key);
        if (scan.plan.again.erase(node.key) > 0) uncount(database_, scan, node.key);
        scan.unchanged.push_back(node.key);
        scan.record.directories += 1;
        scan.record.unchanged += 1;
        scan.record.files += node.planned->files;
        scan.listed_bytes += node.planned->size_bytes;
    }
    rows_written_ += static_cast<int64_t>(unchanged.nodes.size());
    // While the scanner looks at others, not when it waits for the end.
    constexpr size_t kMany = 4096;
    if (scan.unchanged.size() >= kMany) write_unchanged(database_, scan);
}

// Most ids follow each other: one statement brings a thousand stamps up to date. The start of the scan is what is sure.
void write_unchanged(Database& database, ScanState& scan) {
    std::vector<int64_t>& ids = scan.unchanged;
    std::sort(ids.begin(), ids.end());
    for (size_t begin = 0; begin < ids.size();) {
        size_t end = begin + 1;
        while (end < ids.size() && ids[end] <= ids[end - 1] + 1) ++end;
        write_unchanged_stamps(database, ids[begin], ids[end - 1], scan.record.started_ns);
        begin = end;
    }
    ids.clear();
}

// Seen is listed. But what its parent's listing missed later than this was seen is not there any more.
DirectoryState StoreListing::state_when_seen(ScanState& scan, const DirectoryRow& row, UnixNs seen_ns) {
    if (row.state == DirectoryState::staged_gone && scan.staged_now.contains(row.id)) {
        if (read_directory_row(database_, row.parent_id).last_listed_ns.value_or(seen_ns) > seen_ns) return row.state;
        scan.staged_now.erase(row.id);
    }
    check_transition(row.state, DirectoryState::listed);
    return DirectoryState::listed;
}

// Under a name that is known stands a directory of another inode or birth time. The row may turn up elsewhere in this
// scan, and the newcomer may be known from elsewhere.
bool StoreListing::is_replaced(const ScanState& scan, const Node& node, const Listing& listing) {
    if (node.key < 0 || node.path.empty() || !scan.scanned || !scan.trusts_inodes || scan.revived.contains(node.key)) return false;
    DirectoryAttributes known;
    if (node.planned) {
        known = node.planned->attributes;
    } else {
        const DirectoryRow row = read_directory_row(database_, node.key);
        if (!row.owner_id) return false;  // never opened: what its parent said of it is all that is known
        known = row.attributes;
    }
    const DirectoryAttributes& now = listing.attributes;
    if (known.mount_root || now.mount_root || known.inode == 0) return false;
    const bool other_birth = known.btime_ns != kNoTime && now.btime_ns != kNoTime && known.btime_ns != now.btime_ns;
    return known.inode != now.inode || other_birth;
}

void StoreListing::replace(ScanState& scan, const Node& node, const Listing& listing) {
    if (scan.staged_now.contains(node.key)) return;  // its name is free, or taken by one that waits
    const DirectoryRow row = read_directory_row(database_, node.key);
    if (row.attributes.mtime_ns == listing.attributes.mtime_ns && row.attributes.ctime_ns == listing.attributes.ctime_ns)
        note_inode(scan, false);
    if (row.state != DirectoryState::staged_gone) {
        stage_directory(database_, row.id, row.state, scan.scan_id);
        scan.totals_changed = true;
    }
    scan.staged_now.insert(row.id);
    PendingDirectory pending{row.parent_id, row.name, listing.attributes.inode, listing.listed_at_ns, false};
    pending.handed_out = true;
    pending.replaces_id = row.id;
    scan.plan.late.push_back(add_pending(scan, std::move(pending)));
}

// A file system that gives the same thing another inode each time (some of FUSE and SMB) cannot tell moves.
void StoreListing::note_inode(ScanState& scan, bool same) {
    constexpr int64_t kEnough = 8;
    (same ? scan.inodes_same : scan.inodes_other) += 1;
    if (same || scan.inodes_change || scan.inodes_other < kEnough || scan.inodes_other < scan.inodes_same) return;
    scan.trusts_inodes = false;
    scan.inodes_change = true;
    store_trusts_inodes(database_, scan.share_id, false);
    log_warning("scan", "inodes change by themselves: on this share moves are not told, and another inode alone is no change", {{"share", scan.record.share}});
}

// Names went, and the stamp says that none did: the server ended the listing too early. Once: when the next scan is told
// the same, it is so.
bool StoreListing::is_cut_short(const ScanState& scan, const DirectoryRow& before, const Listing& listing) {
    if (!listing.clean || !scan.kept_stamps || !is_same_quiet_stamp(scan, before, listing)) return false;
    Statement last(database_, "SELECT entry_count FROM directory_stamp WHERE directory_id = ?1");
    return last.bind(1, before.id).step() && last.integer(0) > static_cast<int64_t>(listing.entry_count);
}

// Other names under an equal stamp that was not racy: the share does not keep stamps, and to trust them loses files.
void StoreListing::check_stamp_kept(ScanState& scan, const DirectoryRow& before, const Listing& listing) {
    if (names_changed_ == 0 || !scan.keeps_stamps || !is_same_quiet_stamp(scan, before, listing)) return;
    scan.keeps_stamps = false;
    store_keeps_stamps(database_, scan.share_id, false);
    log_warning("scan", "other names under an unchanged time of the directory: stamps are not trusted on this share",
                {{"share", scan.record.share}, {"directory", scan.absolute(relative_path(database_, scan.plan, before.id))}});
}

}  // namespace tocd
