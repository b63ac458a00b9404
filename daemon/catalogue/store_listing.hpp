// One listing into the catalogue: the only place where file rows appear and change.
// Thread: the writer's, in its transaction.
#pragma once

#include "catalogue/database.hpp"
#include "catalogue/dictionaries.hpp"
#include "catalogue/directory_rows.hpp"
#include "catalogue/file_insert.hpp"
#include "catalogue/name_table.hpp"
#include "catalogue/own_totals.hpp"
#include "catalogue/scan_state.hpp"
#include "model/listing.hpp"
#include "model/ports.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tocd {

class StoreListing {
public:
    StoreListing(Database& database, Dictionaries& dictionaries);

    // Stores what `listing` (not a `part`) says of `node`; the parts of a huge directory come with the last frame.
    // listing.listed_at_ns is the time at which its names were seen. Gives the child directories that the scan goes
    // on with; children that the scanner descends to by itself are appended to job.nodes instead.
    std::vector<DirectoryToList> store(ScanState& scan, RunningJob& job, const Node& node, const Listing& listing,
                                       const std::vector<Listing>& parts);

    // The key for a directory that has neither a row nor a pending one: counts down.
    int64_t add_pending(ScanState& scan, PendingDirectory pending);

    // File rows written since the last call.
    [[nodiscard]] int64_t take_rows_written() noexcept;

private:
    using Entries = std::vector<const Entry*>;

    std::optional<int64_t> owner_from_outside(const Listing& listing);
    void store_failed(ScanState& scan, const Node& node, const Listing& listing);
    bool vanished_meanwhile(ScanState& scan, const Node& node, int error);
    std::vector<DirectoryToList> store_unchanged(ScanState& scan, const Node& node, const Listing& listing);

    // The row as it was, or a new one with the next id for a pending directory (which is pending no more).
    DirectoryRow take_row(ScanState& scan, const Node& node, bool& is_new);
    void revive(ScanState& scan, DirectoryRow& row);

    // store_files.cpp: bring the file rows in line; add up what is present now.
    OwnTotals insert_files(ScanState& scan, DirectoryRow& row, const std::string& path, const Entries& files, UnixNs seen_ns);
    OwnTotals compare_files(ScanState& scan, DirectoryRow& row, const std::string& path, const Entries& files, UnixNs seen_ns, bool clean);
    bool take_ordinal(ScanState& scan, DirectoryRow& row, const std::string& path, int64_t& file_id);

    // store_children.cpp
    std::vector<DirectoryToList> store_children(ScanState& scan, int64_t parent_id, bool parent_is_new,
                                                const std::string& path, const Entries& directories, UnixNs seen_ns,
                                                bool clean);
    std::vector<int64_t> add_new_children(ScanState& scan, int64_t parent_id, const Entries& directories, UnixNs seen_ns);
    std::vector<DirectoryToList> known_children(ScanState& scan, int64_t parent_id, const std::string& path);

    Database& database_;
    Dictionaries& dictionaries_;
    FileInsert insert_;
    NameTable names_;
    int64_t next_directory_id_;
    int64_t next_pending_id_;
    int64_t rows_written_ = 0;
};

// Counts a failure of the scan, and keeps the first 1000 with path and reason. `path` is relative to the share.
void record_scan_error(Database& database, ScanState& scan, const std::string& path, int error_number,
                       const std::string& message, int64_t count = 1);

}  // namespace tocd
