// One listing into the catalogue: the only place where file rows appear and change.
// Thread: the writer's, in its transaction.
#pragma once

#include "catalogue/database.hpp"
#include "catalogue/dictionaries.hpp"
#include "catalogue/directory_rows.hpp"
#include "catalogue/file_insert.hpp"
#include "catalogue/new_directories.hpp"
#include "catalogue/moves.hpp"
#include "catalogue/large_directory.hpp"
#include "catalogue/name_table.hpp"
#include "catalogue/own_totals.hpp"
#include "catalogue/scan_state.hpp"
#include "model/listing.hpp"
#include "model/ports.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tocd {

class StoreListing {
public:
    // `most_names`: of files in one directory, as many as have an ordinal.
    // `given_up` outlives it: soon after it became true, a large directory that is being stored throws Error(unavailable).
    StoreListing(Database& database, Dictionaries& dictionaries, FileInsert& insert, NewDirectories& new_directories, const std::atomic<bool>& given_up,
                 int64_t most_names);

    // Stores what `listing` (not a `part`) says of `asked`; `parts`, of a large directory, came before it; else null.
    // listing.listed_at_ns is the time at which its names were seen. Gives the child directories that are new, and so in
    // no plan; children that the scanner descends to by itself are appended to job.nodes instead.
    std::vector<DirectoryToList> store(ScanState& scan, RunningJob& job, const Node& asked, const Listing& listing,
                                       std::unique_ptr<LargeListing> parts);

    // One piece of a large directory: nothing is known of it until store() gets all of them.
    void take_part(RunningJob& job, const Listing& part);

    void store_unchanged(ScanState& scan, const RunningJob& job, const Unchanged& unchanged);

    // At the end of a scan: directories that could not be opened where their parent's listing, of this scan, shows them.
    // The second time in a row that is a failure (names that a server mangles); the first time they may have vanished.
    void judge_vanished(ScanState& scan);

    // The key for a directory that has neither a row nor a pending one: counts down.
    int64_t add_pending(ScanState& scan, PendingDirectory pending);

    // File rows written since the last call.
    [[nodiscard]] int64_t take_rows_written() noexcept;

private:
    using Entries = std::vector<const Entry*>;

    std::optional<int64_t> owner_from_outside(const Listing& listing);
    void store_failed(ScanState& scan, const Node& node, const Listing& listing);
    [[nodiscard]] bool was_listed(const ScanState& scan, int64_t key);
    struct Failure {
        int error_number = 0;
        UnixNs at_ns = 0;
        std::optional<int64_t> owner_id;  // as its parent tells
    };
    void store_failure(ScanState& scan, int64_t key, const Failure& failure);
    void store_same(ScanState& scan, const Node& node, const Listing& listing);
    void ask_for_left(ScanState& scan, const LeftName& left, UnixNs seen_ns);
    bool take_moved_same(ScanState& scan, const Node& node, const Listing& listing, DirectoryRow& row);
    [[nodiscard]] bool is_known(const ScanState& scan, const Node& node, const Listing& listing);
    void store_listing(ScanState& scan, RunningJob& job, const Node& node, const Listing& listing,
                       std::unique_ptr<LargeListing> parts, std::vector<DirectoryToList>& next);
    bool is_itself(const ScanState& scan, const Node& asked, const Listing& listing);
    bool waits(ScanState& scan, int64_t key, const Listing& listing);
    bool is_replaced(const ScanState& scan, const Node& node, const Listing& listing);
    void replace(ScanState& scan, const Node& node, const Listing& listing);
    void note_inode(ScanState& scan, bool same);
    [[nodiscard]] bool is_cut_short(const ScanState& scan, const DirectoryRow& before, const Listing& listing);
    void check_stamp_kept(ScanState& scan, const DirectoryRow& before, const Listing& listing);

    // The row as it was, or a new one with the next id for a pending directory (which is pending no more).
    DirectoryRow take_row(ScanState& scan, const Node& node, const Listing& listing, bool& is_new);
    void add_new(ScanState& scan, const DirectoryRow& row, const Listing& listing, const OwnTotals& own);
    static void note_fresh(ScanState& scan, const DirectoryRow& row, const OwnTotals& own);
    void come_back(ScanState& scan, DirectoryRow& row);
    void revive(ScanState& scan, DirectoryRow& row);
    [[nodiscard]] DirectoryState state_when_seen(ScanState& scan, const DirectoryRow& row, UnixNs seen_ns);

    // store_files.cpp: bring the file rows in line; add up what is present now.
    OwnTotals insert_files(ScanState& scan, DirectoryRow& row, const Entries& files, UnixNs seen_ns);
    OwnTotals compare_files(ScanState& scan, DirectoryRow& row, const FileRows& known, const Entries& files, UnixNs seen_ns, bool clean);
    bool take_ordinal(DirectoryRow& row, int64_t& file_id);  // false: they are used up, and the name is left out

    // store_large.cpp: the same, a part at a time; the directory may get another id.
    OwnTotals store_large(ScanState& scan, DirectoryRow& row, const LargeListing& listing, UnixNs seen_ns, bool clean);
    template <class Work>
    void for_each_part(const LargeListing& listing, const std::optional<LargeRows>& known, Work work);
    bool make_room(ScanState& scan, DirectoryRow& row, const std::optional<LargeRows>& known, const LargeListing& listing);
    void give_new_id(ScanState& scan, DirectoryRow& row, const std::vector<bool>& stays);
    void tell_left_out(ScanState& scan, DirectoryRow& row, const std::string& path, const ListingHash& hash);

    // store_children.cpp
    std::vector<DirectoryToList> store_children(ScanState& scan, int64_t parent_id, bool parent_is_new,
                                                const std::string& path, const Entries& directories, UnixNs seen_ns,
                                                bool clean, bool listed_before);
    std::vector<int64_t> add_new_children(ScanState& scan, int64_t parent_id, const Entries& directories, UnixNs seen_ns);
    [[nodiscard]] DirectoryToList new_child(ScanState& scan, int64_t parent_id, const Entry& child, const std::string& path,
                                            UnixNs seen_ns, int64_t replaces_id);

    Database& database_;
    Dictionaries& dictionaries_;
    FileInsert& insert_;
    NewDirectories& new_directories_;
    const std::atomic<bool>& given_up_;
    NameTable names_;
    const int64_t most_names_;
    int64_t next_directory_id_;
    int64_t next_pending_id_;
    int64_t rows_written_ = 0;
    int64_t left_out_ = 0;       // by the listing that is being stored: names that found no ordinal
    int64_t names_changed_ = 0;  // by the listing that is being stored: names that appeared or are missed
};

// Stamps of the directories that were found unchanged since the last commit.
void write_unchanged(Database& database, ScanState& scan);

void count_listing(ScanState& scan, const Listing& listing, bool clean);

// Counts a failure of the scan, and keeps the first 1000 with path and reason. `path` is relative to the share.
void record_scan_error(Database& database, ScanState& scan, const std::string& path, int error_number,
                       const std::string& message, int64_t count = 1);

}  // namespace tocd
