// The part of StoreListing for directories that could not be listed.
#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/scan_plan.hpp"
#include "catalogue/statement.hpp"
#include "catalogue/store_listing.hpp"

#include <cerrno>
#include <utility>

namespace tocd {
namespace {

constexpr std::string_view kMountLost =
    "the file system that was mounted here is not mounted, or another one is: mount it; if that is right, scan once with"
    " accept_root";

constexpr std::string_view kCovered =
    "a file system was mounted over this directory since it was listed: what lies below is not seen; unmount it, exclude the"
    " directory, or set one_file_system: false";

constexpr std::string_view kNotTold =
    "it is not there, and what held it could not be listed: whether it is gone, a later scan tells";

void note_vanished(Database& database, int64_t id, int error) {
    Statement(database, "UPDATE directory SET error_errno = ?2 WHERE id = ?1").bind(1, id).bind(2, error).run();
}

}  // namespace

void StoreListing::store_failed(ScanState& scan, const Node& node, const Listing& listing) {
    const int error = listing.error_number;
    if (scan.staged_now.contains(node.key)) return;  // its parent's listing does not show it any more
    if (!node.path.empty() && (error == ENOENT || error == ENOTDIR || error == ELOOP)) {
        scan.vanished.emplace(node.key, error);
        return;
    }
    // What was listed here lies below the mount: it is not seen, and not gone either.
    const bool covered = error == EXDEV && was_listed(scan, node.key);
    if (covered) record_scan_error(database_, scan, node.path, EBUSY, std::string(kCovered));
    else if (error == EXDEV) scan.record.skipped_mounts += 1;
    else if (error == ENODEV) record_scan_error(database_, scan, node.path, error, std::string(kMountLost));
    else record_scan_error(database_, scan, node.path, error, "cannot list directory: " + errno_text(error));
    store_failure(scan, node.key, {covered ? EBUSY : error, listing.listed_at_ns, owner_from_outside(listing)});
}

// Only the owner is kept of what the parent says: attributes of a directory are those of its last listing.
std::optional<int64_t> StoreListing::owner_from_outside(const Listing& listing) {
    if (listing.attributes.inode == 0) return std::nullopt;
    return dictionaries_.owner_id(listing.attributes.uid, listing.attributes.gid);
}

// The row that this listing will be stored in was listed before.
bool StoreListing::was_listed(const ScanState& scan, int64_t key) {
    if (key < 0) {
        key = scan.pending.at(key).replaces_id;
        if (key == 0 || scan.moved_now.contains(key)) return false;
    }
    return read_directory_row(database_, key).last_listed_ns.has_value();
}

void StoreListing::store_failure(ScanState& scan, int64_t key, const Failure& failure) {
    bool is_new = false;
    DirectoryRow row = take_row(scan, {key, {}, {}}, {}, is_new);
    const DirectoryRow before = row;
    if (row.state == DirectoryState::staged_gone) row.state = state_when_seen(scan, row, scan.record.started_ns);  // its name went on
    check_transition(row.state, DirectoryState::failed);
    row.state = DirectoryState::failed;
    row.error_number = failure.error_number;
    if (is_new) {
        insert_directory_row(database_, scan.share_id, row);
        write_own_totals(database_, row.id, OwnTotals{});
        note_fresh(scan, row, OwnTotals{});
    } else if (!(row == before)) {
        update_directory_row(database_, row);
    }
    if (failure.error_number == EXDEV) delete_unreadable(database_, row.id);
    else write_unreadable(database_, row.id, failure.at_ns, failure.owner_id);
    // A mount that turned into a failure counts from now on, and the other way round.
    scan.totals_changed |= is_new || row.state != before.state || row.error_number != before.error_number;
}

void StoreListing::judge_vanished(ScanState& scan) {
    const auto all = std::exchange(scan.vanished, {});
    for (const auto& [key, error] : all) {
        int64_t parent_id = 0;
        bool first_time = false;
        if (key < 0) {
            const auto found = scan.pending.find(key);
            if (found == scan.pending.end()) continue;
            parent_id = found->second.parent_id;
            first_time = found->second.first_seen_ns >= scan.record.started_ns;
        } else {
            DirectoryRow row = read_directory_row(database_, key);
            const bool there = row.state == DirectoryState::listed || row.state == DirectoryState::failed;
            if (!there || scan.moved_now.contains(key) || row.last_listed_ns.value_or(kNoTime) >= scan.record.started_ns) continue;
            parent_id = row.parent_id;
            first_time = row.state == DirectoryState::listed && row.error_number == 0;
        }
        const DirectoryRow parent = read_directory_row(database_, parent_id);
        const bool shown = parent.state == DirectoryState::listed && parent.hash.known() &&
                           parent.last_listed_ns.value_or(kNoTime) >= scan.record.started_ns;
        if (!shown) {  // its parent vanished too, or failed: nothing is known
            const bool asked_for = scan.plan.above.contains(parent_id) && !all.contains(parent_id) && parent.state < DirectoryState::staged_gone;
            if (asked_for) record_scan_error(database_, scan, path_now(database_, scan, key), error, std::string(kNotTold));
            continue;
        }
        if (first_time) {
            if (key > 0) note_vanished(database_, key, error);
            continue;
        }
        record_scan_error(database_, scan, path_now(database_, scan, key), error, "cannot list directory: " + errno_text(error));
        store_failure(scan, key, {error, scan.record.started_ns, std::nullopt});
    }
}

}  // namespace tocd
