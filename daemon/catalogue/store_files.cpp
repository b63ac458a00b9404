// The file half of StoreListing: compares a listing with the rows and writes what differs.
#include "base/text.hpp"
#include "catalogue/change_log.hpp"
#include "catalogue/file_rows.hpp"
#include "catalogue/store_listing.hpp"

namespace tocd {
namespace {

// Reading a file moves its access time, which is no change to tell.
bool differs_in_atime_only(const FileColumns& a, FileColumns b) {
    b.atime_day = a.atime_day;
    b.atime_ns = a.atime_ns;
    return a == b;
}

bool differs_in_inode_only(const FileColumns& a, FileColumns b) {
    b.inode = a.inode;
    return a == b;
}

void note_added(ScanState& scan, int64_t file_id) {
    if (!scan.scanned) return;
    if (!scan.added.empty() && scan.added.back().first_id + scan.added.back().count == file_id) ++scan.added.back().count;
    else scan.added.push_back({file_id, 1});
}

}  // namespace

bool StoreListing::take_ordinal(DirectoryRow& row, int64_t& file_id) {
    if (row.next_ordinal >= most_names_) {
        ++left_out_;
        return false;
    }
    file_id = first_file_id(row.id) + row.next_ordinal++;
    return true;
}

OwnTotals StoreListing::insert_files(ScanState& scan, DirectoryRow& row, const Entries& files, UnixNs seen_ns) {
    OwnTotals own;
    if (files.empty()) return own;
    names_changed_ += static_cast<int64_t>(files.size());
    const std::optional<int64_t> first_seen = row.first_listed_ns == seen_ns ? std::nullopt : std::optional(seen_ns);
    names_.reset(files.size());
    for (uint32_t i = 0; i < files.size(); ++i) {
        const Entry& file = *files[i];
        if (names_.add(file.name, i) != i) continue;  // NFS servers repeat a name when a directory changes under readdir
        int64_t id = 0;
        if (!take_ordinal(row, id)) continue;
        const FileColumns columns =
            encode_file(file, dictionaries_.extension_id(file.name), dictionaries_.owner_id(file.uid, file.gid));
        insert_.add(id, columns, first_seen);
        note_added(scan, id);
        log_change(database_, scan, ChangeKind::added, {.row_id = id, .at_ns = seen_ns, .parent_id = row.id, .name = file.name});
        own.add(columns);
        scan.sums.add(columns.extension_id, columns.owner_id, 1, columns.size_bytes);
        scan.record.added += 1;
        rows_written_ += 1;
    }
    insert_.flush();
    return own;
}

OwnTotals StoreListing::compare_files(ScanState& scan, DirectoryRow& row, const FileRows& known, const Entries& files,
                                      UnixNs seen_ns, bool clean) {
    OwnTotals own;
    names_.reset(known.rows.size() + files.size());
    for (uint32_t i = 0; i < known.rows.size(); ++i) names_.add(known.rows[i].columns.name, i);
    std::vector<bool> seen(known.rows.size());

    for (uint32_t i = 0; i < files.size(); ++i) {
        const Entry* file = files[i];
        FileColumns columns =
            encode_file(*file, dictionaries_.extension_id(file->name), dictionaries_.owner_id(file->uid, file->gid));
        const uint32_t mine = static_cast<uint32_t>(known.rows.size()) + i;
        const uint32_t index = names_.add(file->name, mine);
        if (index >= known.rows.size()) {
            if (index != mine) continue;  // a repeated name
            int64_t id = 0;
            if (!take_ordinal(row, id)) continue;
            insert_.add(id, columns, seen_ns);
            note_added(scan, id);
            log_change(database_, scan, ChangeKind::added, {.row_id = id, .at_ns = seen_ns, .parent_id = row.id, .name = file->name});
            ++names_changed_;
            own.add(columns);
            scan.sums.add(columns.extension_id, columns.owner_id, 1, columns.size_bytes);
            scan.record.added += 1;
            rows_written_ += 1;
            continue;
        }
        if (seen[index]) continue;
        seen[index] = true;
        const FileRow& old = known.rows[index];
        own.add(columns);
        const bool was_present = old.present();
        if (was_present && old.columns.size_bytes == columns.size_bytes && old.columns.mtime_ns == columns.mtime_ns &&
            old.columns.ctime_offset_ns == columns.ctime_offset_ns)
            note_inode(scan, old.columns.inode == columns.inode);
        if (scan.inodes_change && differs_in_inode_only(columns, old.columns)) columns.inode = old.columns.inode;
        if (columns == old.columns && was_present && old.staged == FileRow::Staged::no) continue;
        if (was_present) scan.sums.add(old.columns.extension_id, old.columns.owner_id, -1, old.columns.size_bytes);
        else scan.gone_files -= 1;
        scan.sums.add(columns.extension_id, columns.owner_id, 1, columns.size_bytes);
        if (old.staged != FileRow::Staged::no) unstage_file(database_, old.id);
        if (!(columns == old.columns)) {
            update_file_row(database_, old.id, columns);
            rows_written_ += 1;
        } else if (old.last_seen_ns) {
            clear_last_seen(database_, old.id);
            rows_written_ += 1;
        }
        if (old.last_seen_ns) ++names_changed_;
        if (!was_present) {
            scan.record.added += 1;
            log_change(database_, scan, ChangeKind::added, {.row_id = old.id, .at_ns = seen_ns, .parent_id = row.id, .name = file->name});
        } else if (!(columns == old.columns)) {
            scan.record.changed += 1;
            if (!differs_in_atime_only(columns, old.columns))
                log_change(database_, scan, ChangeKind::changed, {.row_id = old.id, .at_ns = seen_ns, .parent_id = row.id, .name = file->name});
        }
    }
    insert_.flush();

    for (uint32_t i = 0; i < known.rows.size(); ++i) {
        const FileRow& old = known.rows[i];
        if (seen[i] || !old.present()) continue;
        own.add(old.columns);  // present until the scan ends clean
        if (old.staged == FileRow::Staged::no) {
            // The stamp still says when the directory was listed last: that listing held the file.
            ++names_changed_;
            stage_file(database_, old.id, row.last_listed_ns.value_or(row.first_seen_ns), clean, scan.scan_id);
            rows_written_ += 1;
        } else if (clean && old.staged == FileRow::Staged::unproven) {
            prove_staged_file(database_, old.id);
        }
    }
    return own;
}

}  // namespace tocd
