#include "catalogue/store_listing.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/change_log.hpp"
#include "catalogue/file_rows.hpp"
#include "catalogue/moves.hpp"
#include "catalogue/purge.hpp"
#include "catalogue/place.hpp"
#include "catalogue/scan_plan.hpp"
#include "catalogue/statement.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace tocd {
namespace {

constexpr int64_t kMostAtOnce = 100'000;  // rows of a directory in memory: 25 MB
constexpr int64_t kMaxErrorsKept = 1000;  // per scan; the rest is only counted

}  // namespace

void record_scan_error(Database& database, ScanState& scan, const std::string& path, int error_number,
                       const std::string& message, int64_t count) {
    scan.record.failed += count;
    if (scan.record.failed - count >= kMaxErrorsKept) return;
    const std::string absolute = scan.absolute(path);
    const std::string display = display_text(absolute);
    Statement insert(database,
        "INSERT INTO scan_error(scan_id, path, path_raw, errno, message) VALUES (?1, ?2, ?3, ?4, ?5)");
    insert.bind(1, scan.scan_id).bind_text(2, display);
    if (display == absolute) insert.bind_null(3);
    else insert.bind_blob(3, absolute);
    insert.bind(4, error_number).bind_text(5, message).run();
}

StoreListing::StoreListing(Database& database, Dictionaries& dictionaries, FileInsert& insert, NewDirectories& new_directories,
                           const std::atomic<bool>& given_up, int64_t most_names)
    : database_(database),
      dictionaries_(dictionaries),
      insert_(insert),
      new_directories_(new_directories),
      given_up_(given_up),
      most_names_(most_names),
      next_directory_id_(new_directory_id(database)),
      next_pending_id_(database.read_integer("SELECT ifnull(max(id), 0) + 1 FROM pending_directory")) {}

int64_t StoreListing::take_rows_written() noexcept { return std::exchange(rows_written_, 0); }

int64_t StoreListing::add_pending(ScanState& scan, PendingDirectory pending) {
    const int64_t key = -next_pending_id_++;
    scan.pending.emplace(key, std::move(pending));
    return key;
}

std::vector<DirectoryToList> StoreListing::store(ScanState& scan, RunningJob& job, const Node& asked,
                                                 const Listing& listing, std::unique_ptr<LargeListing> parts) {
    std::vector<DirectoryToList> next;
    scan.in_flight.erase(asked.key);
    if (asked.key > 0) {  // there are rows, to be read and changed
        new_directories_.flush();
        scan.fresh.reset();
    }
    // Found elsewhere meanwhile; or its parent's listing, which came later, does not show it any more.
    const bool outdated = asked.key > 0 ? scan.moved_now.contains(asked.key) : !scan.pending.contains(asked.key);
    if (outdated) return next;
    names_changed_ = left_out_ = 0;
    std::optional<Node> moved_along;
    if (!scan.moved_now.empty()) {
        moved_along = asked;
        moved_along->path = path_now(database_, scan, asked.key);
        if (moved_along->path != asked.path && !is_itself(scan, asked, listing)) {
            scan.vanished.erase(asked.key);
            if (!scan.staged_now.contains(asked.key)) plan_again(scan, asked.key);
            return next;
        }
    }
    const Node& node = moved_along ? *moved_along : asked;
    if (node.key < 0 && waits(scan, node.key, listing)) return next;
    scan.vanished.erase(node.key);  // it was looked for where it had been, before it moved along with its parent
    if (listing.kind == ListingKind::failed) {
        store_failed(scan, node, listing);
        return next;
    }
    if (is_replaced(scan, node, listing)) {
        replace(scan, node, listing);
        return next;
    }
    if (scan.plan.again.erase(node.key) > 0) uncount(database_, scan, node.key);
    if (parts) parts->add(listing);
    if (listing.kind == ListingKind::same || (parts && is_known(scan, node, listing))) store_same(scan, node, listing);
    else store_listing(scan, job, node, listing, std::move(parts), next);
    return next;
}

// It moved, along with what is above it, after it was asked for: what stands where it was may be another one.
bool StoreListing::is_itself(const ScanState& scan, const Node& asked, const Listing& listing) {
    return asked.key > 0 && listing.kind != ListingKind::failed && !is_replaced(scan, asked, listing);
}

// The row that had its name may be found in the place of another directory that is still asked for: only then it is
// known whether the name goes on with that row. Once, since two may wait for each other.
bool StoreListing::waits(ScanState& scan, int64_t key, const Listing& listing) {
    PendingDirectory& pending = scan.pending.at(key);
    const int64_t before = pending.replaces_id;
    if (before == 0 || listing.moved || pending.waited || scan.moved_now.contains(before)) return false;
    const bool wanted = std::any_of(scan.pending.begin(), scan.pending.end(), [&](const auto& other) {
        return other.first != key && other.second.moved_from_id == before;
    });
    if (!wanted) return false;
    pending.waited = true;
    scan.plan.late.push_back(key);
    return true;
}

void StoreListing::store_listing(ScanState& scan, RunningJob& job, const Node& node, const Listing& listing,
                                 std::unique_ptr<LargeListing> parts, std::vector<DirectoryToList>& next) {
    Entries files;
    Entries directories;
    for (const Entry& entry : parts ? parts->directories() : listing.entries)
        (entry.type == EntryType::directory ? directories : files).push_back(&entry);

    bool is_new = false;
    DirectoryRow row = take_row(scan, node, listing, is_new);
    if (scan.plan.again.erase(row.id) > 0) uncount(database_, scan, row.id);  // its name went on
    const DirectoryRow before = row;
    const UnixNs seen_ns = listing.listed_at_ns;
    const bool cut_short = !is_new && is_cut_short(scan, before, listing);
    const bool clean = listing.clean && !cut_short;
    row.state = state_when_seen(scan, row, seen_ns);
    row.attributes = listing.attributes;
    row.owner_id = dictionaries_.owner_id(listing.attributes.uid, listing.attributes.gid);
    row.error_number = 0;
    row.hash = clean ? listing.hash : ListingHash{};
    if (!row.first_listed_ns) row.first_listed_ns = seen_ns;

    if (!parts && (row.next_ordinal > kMostAtOnce || row.next_ordinal + static_cast<int64_t>(files.size()) > most_names_)) {
        parts = std::make_unique<LargeListing>(folder_of(database_.path()));
        parts->add(listing);
    }
    if (row.next_ordinal > 0) scan.plan.paths.insert_or_assign(row.id, node.path);
    const OwnTotals own = parts                   ? store_large(scan, row, *parts, seen_ns, clean)
                          : row.next_ordinal == 0 ? insert_files(scan, row, files, seen_ns)
                                                  : compare_files(scan, row, read_file_rows(database_, row.id), files, seen_ns, clean);
    if (left_out_ > 0) tell_left_out(scan, row, node.path, clean ? listing.hash : ListingHash{});
    if (is_new) insert_directory_row(database_, scan.share_id, row);
    else if (!(row == before)) update_directory_row(database_, row);
    if (!is_new && before.state != DirectoryState::listed) delete_unreadable(database_, row.id);
    if (is_new) {
        add_new(scan, row, listing, own);
    } else {
        scan.totals_changed |= write_own_totals(database_, row.id, own) || row.state != before.state;
        write_stamp(database_, row.id, seen_ns, listing.listing_us, listing.entry_count);
    }

    count_listing(scan, listing, clean);
    scan.record.files += own.files;
    scan.listed_bytes += own.size_bytes;
    if (listing.unreadable_count > 0)
        record_scan_error(database_, scan, listing.error_name, listing.error_number,
                          "cannot examine entry: " + errno_text(listing.error_number),
                          static_cast<int64_t>(listing.unreadable_count));
    else if (cut_short)
        record_scan_error(database_, scan, node.path, EUCLEAN,
                          "fewer names than before although the directory's time did not move: what it no longer holds, the next scan tells");
    else if (!listing.clean)
        record_scan_error(database_, scan, node.path, EBUSY,
                          "the directory changed all the time while it was listed: what it no longer holds, the next scan tells");

    if (listing.first_child_node == 0) {
        const bool listed_before = before.last_listed_ns.value_or(kNoTime) >= scan.record.started_ns;
        next = store_children(scan, row.id, is_new, node.path, directories, seen_ns, clean, listed_before);
        if (!is_new && !cut_short) check_stamp_kept(scan, before, listing);
        return;
    }
    // The scanner descends only from directories that were never listed: all children are new.
    const std::string path = node.path;
    const std::vector<int64_t> keys = add_new_children(scan, row.id, directories, seen_ns);
    job.nodes.resize(std::max<size_t>(job.nodes.size(), listing.first_child_node + keys.size()));
    for (size_t i = 0; i < keys.size(); ++i)
        job.nodes[listing.first_child_node + i] = {keys[i], child_path(path, directories[i]->name), {}};
}

void StoreListing::add_new(ScanState& scan, const DirectoryRow& row, const Listing& listing, const OwnTotals& own) {
    scan.totals_changed = true;
    note_fresh(scan, row, own);
    // While a share is scanned for the first time nobody looks for the rows of one that was listed just now.
    if (!scan.scanned && new_directories_.works()) {
        new_directories_.add(row.id, listing.listed_at_ns, listing.listing_us, listing.entry_count, own);
        return;
    }
    write_own_totals(database_, row.id, own);
    write_stamp(database_, row.id, listing.listed_at_ns, listing.listing_us, listing.entry_count);
}

void StoreListing::note_fresh(ScanState& scan, const DirectoryRow& row, const OwnTotals& own) {
    constexpr size_t kMostFresh = 200'000;  // 20 MB
    if (!scan.fresh) return;
    scan.fresh->push_back({row.id, row.parent_id, own, is_unlisted(row.state, row.error_number)});
    if (scan.fresh->size() > kMostFresh) scan.fresh.reset();
}

DirectoryRow StoreListing::take_row(ScanState& scan, const Node& node, const Listing& listing, bool& is_new) {
    is_new = false;
    if (node.key > 0) return read_directory_row(database_, node.key);
    const auto found = scan.pending.find(node.key);
    const PendingDirectory pending = std::move(found->second);
    if (pending.stored) delete_pending_row(database_, -node.key);
    scan.pending.erase(found);
    LeftName left;
    if (auto moved = take_moved_row(database_, scan, pending, listing, left)) {
        ask_for_left(scan, left, listing.listed_at_ns);
        if (moved->state == DirectoryState::gone) revive(scan, *moved);  // its change is told
        return *std::move(moved);
    }
    if (pending.replaces_id != 0 && !scan.moved_now.contains(pending.replaces_id)) {
        // Another directory, and the one that had the name is nowhere else: the name goes on.
        scan.staged_now.erase(pending.replaces_id);
        DirectoryRow row = read_directory_row(database_, pending.replaces_id);
        if (row.state == DirectoryState::gone) come_back(scan, row);
        return row;
    }
    is_new = true;
    DirectoryRow row;
    row.id = next_directory_id_++;
    row.parent_id = pending.parent_id;
    row.name = pending.name;
    row.state = DirectoryState::pending;
    row.attributes.inode = pending.inode;
    row.first_seen_ns = pending.first_seen_ns;
    scan.plan.paths.insert_or_assign(row.id, node.path);
    log_change(database_, scan, ChangeKind::added,
               {.row_id = row.id, .directory = true, .at_ns = pending.first_seen_ns, .parent_id = row.parent_id, .name = row.name});
    return row;
}

void StoreListing::come_back(ScanState& scan, DirectoryRow& row) {
    log_change(database_, scan, ChangeKind::added,
               {.row_id = row.id, .directory = true, .at_ns = scan.record.started_ns, .parent_id = row.parent_id, .name = row.name});
    revive(scan, row);
}

// A directory of that name is there again. What it holds only its own listing tells: it may have been made anew, and may
// not be readable. Until then its files stay gone, as of the listing that held them last.
void StoreListing::revive(ScanState& scan, DirectoryRow& row) {
    note_gone_files(database_, scan.share_id, row.id);
    rows_written_ += make_files_gone(database_, row.id, row.last_listed_ns.value_or(row.first_seen_ns));
    check_transition(row.state, DirectoryState::listed);
    row.state = DirectoryState::listed;
    row.hash = {};
    update_directory_row(database_, row);  // whatever its listing shows: that may differ in nothing
    scan.totals_changed = true;
    scan.revived.insert(row.id);
}

}  // namespace tocd
