#include "catalogue/store_listing.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/file_rows.hpp"
#include "catalogue/statement.hpp"

#include <algorithm>
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
constexpr int64_t kMaxErrorsKept = 1000;  // per scan; the rest is only counted

void store_counts(ScanState& scan, const Listing& listing) {
    if (listing.clean) scan.record.directories += 1;
    scan.record.others += static_cast<int64_t>(listing.other_count);
    scan.record.excluded += static_cast<int64_t>(listing.excluded_count);
}

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

StoreListing::StoreListing(Database& database, Dictionaries& dictionaries)
    : database_(database),
      dictionaries_(dictionaries),
      insert_(database),
      next_directory_id_(database.read_integer("SELECT ifnull(max(id), 0) + 1 FROM directory")),
      next_pending_id_(database.read_integer("SELECT ifnull(max(id), 0) + 1 FROM pending_directory")) {}

int64_t StoreListing::take_rows_written() noexcept { return std::exchange(rows_written_, 0); }

int64_t StoreListing::add_pending(ScanState& scan, PendingDirectory pending) {
    const int64_t key = -next_pending_id_++;
    scan.pending.emplace(key, std::move(pending));
    return key;
}

std::vector<DirectoryToList> StoreListing::store(ScanState& scan, RunningJob& job, const Node& node,
                                                 const Listing& listing, const std::vector<Listing>& parts) {
    if (listing.kind == ListingKind::failed) {
        store_failed(scan, node, listing);
        return {};
    }
    if (listing.kind != ListingKind::listing) return store_unchanged(scan, node, listing);

    Entries files;
    Entries directories;
    const auto sort_out = [&](const Listing& part) {
        for (const Entry& entry : part.entries)
            (entry.type == EntryType::directory ? directories : files).push_back(&entry);
    };
    for (const Listing& part : parts) sort_out(part);
    sort_out(listing);

    bool is_new = false;
    DirectoryRow row = take_row(scan, node, is_new);
    const DirectoryRow before = row;
    const UnixNs seen_ns = listing.listed_at_ns;
    check_transition(row.state, DirectoryState::listed);
    row.state = DirectoryState::listed;
    row.attributes = listing.attributes;
    row.owner_id = dictionaries_.owner_id(listing.attributes.uid, listing.attributes.gid);
    row.error_number = 0;
    row.hash = listing.clean ? listing.hash : ListingHash{};
    if (!row.first_listed_ns) row.first_listed_ns = seen_ns;

    const OwnTotals own = row.next_ordinal == 0 ? insert_files(scan, row, node.path, files, seen_ns)
                                                : compare_files(scan, row, node.path, files, seen_ns, listing.clean);
    if (is_new) insert_directory_row(database_, scan.share_id, row);
    else if (!(row == before)) update_directory_row(database_, row);
    scan.totals_changed |= write_own_totals(database_, row.id, own) || is_new || row.state != before.state;
    write_stamp(database_, row.id, seen_ns, listing.listing_us, listing.entry_count);

    store_counts(scan, listing);
    scan.record.files += own.files;
    scan.listed_bytes += own.size_bytes;
    if (listing.unreadable_count > 0)
        record_scan_error(database_, scan, listing.error_name, listing.error_number,
                          "cannot examine entry: " + errno_text(listing.error_number),
                          static_cast<int64_t>(listing.unreadable_count));
    else if (!listing.clean)
        record_scan_error(database_, scan, node.path, EBUSY,
                          "the directory changed all the time while it was listed: what it no longer holds, the next scan tells");

    if (listing.first_child_node == 0) return store_children(scan, row.id, is_new, node.path, directories, seen_ns, listing.clean);
    // The scanner descends only from directories that were never listed: all children are new.
    const std::string path = node.path;
    const std::vector<int64_t> keys = add_new_children(scan, row.id, directories, seen_ns);
    job.nodes.resize(std::max<size_t>(job.nodes.size(), listing.first_child_node + keys.size()));
    for (size_t i = 0; i < keys.size(); ++i)
        job.nodes[listing.first_child_node + i] = {keys[i], (path.empty() ? "" : path + "/") + std::string(directories[i]->name)};
    return {};
}

DirectoryRow StoreListing::take_row(ScanState& scan, const Node& node, bool& is_new) {
    is_new = node.key < 0;
    if (!is_new) return read_directory_row(database_, node.key);
    const auto found = scan.pending.find(node.key);
    if (found == scan.pending.end()) throw Error(ErrorKind::invalid_argument, "the scanner listed a directory twice: " + display_text(node.path));
    DirectoryRow row;
    row.id = next_directory_id_++;
    row.parent_id = found->second.parent_id;
    row.name = found->second.name;
    row.state = DirectoryState::pending;
    row.attributes.inode = found->second.inode;
    row.first_seen_ns = found->second.first_seen_ns;
    if (found->second.stored) delete_pending_row(database_, -node.key);
    scan.pending.erase(found);
    return row;
}

void StoreListing::store_failed(ScanState& scan, const Node& node, const Listing& listing) {
    const int error = listing.error_number;
    if (!node.path.empty() && (error == ENOENT || error == ENOTDIR || error == ELOOP) && vanished_meanwhile(scan, node, error)) return;
    bool is_new = false;
    DirectoryRow row = take_row(scan, node, is_new);
    const DirectoryRow before = row;
    // What was listed here lies below the mount: it is not seen, and not gone either.
    const bool covered = error == EXDEV && row.last_listed_ns;
    if (covered) record_scan_error(database_, scan, node.path, EBUSY, std::string(kCovered));
    else if (error == EXDEV) scan.record.skipped_mounts += 1;
    else if (error == ENODEV) record_scan_error(database_, scan, node.path, error, std::string(kMountLost));
    else record_scan_error(database_, scan, node.path, error, "cannot list directory: " + errno_text(error));
    check_transition(row.state, DirectoryState::failed);
    row.state = DirectoryState::failed;
    row.error_number = covered ? EBUSY : error;
    if (is_new) {
        insert_directory_row(database_, scan.share_id, row);
        write_own_totals(database_, row.id, OwnTotals{});
    } else if (!(row == before)) {
        update_directory_row(database_, row);
    }
    // A mount that turned into a failure counts from now on, and the other way round.
    scan.totals_changed |= is_new || row.state != before.state || row.error_number != before.error_number;
}

// It vanished, or became something else, since its parent was listed: the parent's next listing tells. True once; when
// the parent goes on showing what nobody can open (names that a server mangles), that is a failure.
bool StoreListing::vanished_meanwhile(ScanState& scan, const Node& node, int error) {
    if (node.key < 0) {
        const auto found = scan.pending.find(node.key);
        return found == scan.pending.end() || found->second.first_seen_ns >= scan.record.started_ns;
    }
    DirectoryRow row = read_directory_row(database_, node.key);
    if (row.state != DirectoryState::listed || row.error_number != 0) return false;
    row.error_number = error;
    update_directory_row(database_, row);
    return true;
}

std::vector<DirectoryToList> StoreListing::store_unchanged(ScanState& scan, const Node& node, const Listing& listing) {
    DirectoryRow row = read_directory_row(database_, node.key);
    if (node.key < 0 || !row.hash.known() || (listing.kind == ListingKind::same && row.hash != listing.hash))
        throw Error(ErrorKind::invalid_argument, "the scanner found " + display_text(node.path) + " unchanged, but it was never listed so");
    const DirectoryRow before = row;
    check_transition(row.state, DirectoryState::listed);
    row.state = DirectoryState::listed;
    row.error_number = 0;
    row.attributes = listing.attributes;
    row.owner_id = dictionaries_.owner_id(listing.attributes.uid, listing.attributes.gid);
    if (!(row == before)) update_directory_row(database_, row);
    scan.totals_changed |= row.state != before.state;
    write_stamp(database_, row.id, listing.listed_at_ns, listing.listing_us, listing.entry_count);
    store_counts(scan, listing);
    {
        Statement own(database_, "SELECT files, size_bytes FROM directory_total WHERE directory_id = ?1");
        if (own.bind(1, row.id).step()) {
            scan.record.files += own.integer(0);
            scan.listed_bytes += own.integer(1);
        }
    }
    return known_children(scan, row.id, node.path);
}

// A directory that was gone is there again: its files count as present until its listing is compared with them.
void StoreListing::revive(ScanState& scan, DirectoryRow& row) {
    const FileRows rows = read_file_rows(database_, row.id);
    for (const FileRow& file : rows.rows) {
        if (file.last_seen_ns) continue;  // it was gone before its directory was
        scan.sums.add(file.columns.extension_id, file.columns.owner_id, 1, file.columns.size_bytes);
        scan.gone_files -= 1;
        scan.record.added += 1;
    }
    write_own_totals(database_, row.id, sum_present_files(rows));
    check_transition(row.state, DirectoryState::listed);
    row.state = DirectoryState::listed;
    row.hash = {};
    scan.totals_changed = true;
}

}  // namespace tocd
