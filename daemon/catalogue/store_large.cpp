// The part of StoreListing for directories of more files than memory should hold, and for those whose ordinals run out.
#include "base/error.hpp"
#include "catalogue/place.hpp"
#include "catalogue/purge.hpp"
#include "catalogue/settle.hpp"
#include "catalogue/statement.hpp"
#include "catalogue/store_listing.hpp"

#include <cerrno>

namespace tocd {

void StoreListing::take_part(RunningJob& job, const Listing& part) {
    std::unique_ptr<LargeListing>& parts = job.parts[part.node];
    if (!parts) parts = std::make_unique<LargeListing>(folder_of(database_.path()));
    parts->add(part);
}

// All that a hash says of it is known already: its rows need not be read.
bool StoreListing::is_known(const ScanState& scan, const Node& node, const Listing& listing) {
    if (node.key < 0 || !listing.clean || !listing.hash.known()) return false;
    const DirectoryRow row = read_directory_row(database_, node.key);
    return row.hash == listing.hash && !is_cut_short(scan, row, listing);
}

template <class Work>
void StoreListing::for_each_part(const LargeListing& listing, const std::optional<LargeRows>& known, Work work) {
    if (listing.is_small() && (!known || known->is_small())) return work(listing.read_all(), known ? known->read_all() : FileRows());
    for (size_t part = 0; part < PartedFile::kParts; ++part) {
        go_on_unless(given_up_);
        work(listing.read(part), known ? known->read(part) : FileRows());
    }
}

OwnTotals StoreListing::store_large(ScanState& scan, DirectoryRow& row, const LargeListing& listing, UnixNs seen_ns, bool clean) {
    const std::string folder = folder_of(database_.path());
    std::optional<LargeRows> known;
    if (row.next_ordinal > 0) known.emplace(database_, folder, row.id, given_up_);
    if (known && row.next_ordinal + listing.file_count() > most_names_ && make_room(scan, row, known, listing))
        known.emplace(database_, folder, row.id, given_up_);
    OwnTotals own;
    const bool is_new = !known;
    for_each_part(listing, known, [&](const LargeListing::Part& shown, const FileRows& rows) {
        Entries files;
        files.reserve(shown.files.size());
        for (const Entry& file : shown.files) files.push_back(&file);
        own.add(is_new ? insert_files(scan, row, files, seen_ns) : compare_files(scan, row, rows, files, seen_ns, clean));
    });
    return own;
}

// False: there is room enough, or there would not be enough either.
bool StoreListing::make_room(ScanState& scan, DirectoryRow& row, const std::optional<LargeRows>& known, const LargeListing& listing) {
    std::vector<bool> stays(static_cast<size_t>(row.next_ordinal));  // present, or shown again
    int64_t staying = 0;
    int64_t fresh = 0;
    for_each_part(listing, known, [&](const LargeListing::Part& shown, const FileRows& rows) {
        const auto stay = [&](const FileRow& file) {
            std::vector<bool>::reference mark = stays[static_cast<size_t>(file.id - first_file_id(row.id))];
            if (!mark) ++staying;
            mark = true;
        };
        names_.reset(rows.rows.size() + shown.files.size());
        for (uint32_t i = 0; i < rows.rows.size(); ++i) {
            names_.add(rows.rows[i].columns.name, i);
            if (rows.rows[i].present()) stay(rows.rows[i]);
        }
        for (uint32_t i = 0; i < shown.files.size(); ++i) {
            const uint32_t mine = static_cast<uint32_t>(rows.rows.size()) + i;
            const uint32_t index = names_.add(shown.files[i].name, mine);
            if (index < rows.rows.size()) stay(rows.rows[index]);
            else if (index == mine) ++fresh;
        }
    });
    if (row.next_ordinal + fresh <= most_names_ || staying + fresh > most_names_ || row.state != DirectoryState::listed) return false;
    give_new_id(scan, row, stays);
    return true;
}

// Ids are never given twice. So the directory gets another one, and its files that stay the ordinals of that, from 0 on;
// what is gone keeps the old id, which stands below the new one without a name until it is forgotten.
void StoreListing::give_new_id(ScanState& scan, DirectoryRow& row, const std::vector<bool>& stays) {
    const int64_t old_id = row.id;
    write_unchanged(database_, scan);
    row.id = next_directory_id_++;
    row.next_ordinal = 0;
    insert_directory_row(database_, scan.share_id, row);
    for (size_t ordinal = 0; ordinal < stays.size(); ++ordinal) {
        if (!stays[ordinal]) continue;
        if (row.next_ordinal % 1024 == 0) go_on_unless(given_up_);
        give_file_new_id(database_, first_file_id(old_id) + static_cast<int64_t>(ordinal), first_file_id(row.id) + row.next_ordinal++,
                         scan.record.started_ns);
    }
    retire_directory_row(database_, old_id, row.id);
    note_gone_row(database_, scan.share_id, scan.scan_id, true, old_id);
    write_own_totals(database_, old_id, OwnTotals{});
    scan.totals_changed = true;
    for (auto& [key, pending] : scan.pending)
        for (int64_t* id : {&pending.parent_id, &pending.moved_from_id, &pending.replaces_id})
            if (*id == old_id) *id = row.id;
    for (std::unordered_set<int64_t>* ids : {&scan.moved_now, &scan.revived})
        if (ids->contains(old_id)) ids->insert(row.id);
}

// The hash is another one, so that the directory is compared again, and no stamp of it is believed; but what the listing
// missed was missed, and when that is gone, there is room.
void StoreListing::tell_left_out(ScanState& scan, DirectoryRow& row, const std::string& path, const ListingHash& hash) {
    record_scan_error(database_, scan, path, EOVERFLOW,
                      "a directory can have " + std::to_string(most_names_) + " files: " + std::to_string(left_out_) +
                          " that are new are left out until others are gone");
    if (!hash.known()) return;
    row.hash = {~hash.low, ~hash.high};
    row.error_number = EOVERFLOW;
}

}  // namespace tocd
