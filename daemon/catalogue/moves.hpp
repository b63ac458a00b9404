// Directories and files that are found in another place than before: they keep what is known of them.
// A directory keeps its id and all below it; a file gets a new row, to which its old one refers.
// Thread: the writer's, in its transaction.
#pragma once

#include "catalogue/database.hpp"
#include "catalogue/directory_rows.hpp"
#include "catalogue/scan_state.hpp"
#include "model/listing.hpp"
#include "model/ports.hpp"

#include <atomic>
#include <optional>
#include <string>
#include <vector>

namespace tocd {

// Where a directory that appeared may come from: sets item.moved_from and what is known of that directory, and
// pending.moved_from_id; nothing when no row has its inode, or when the share's inodes cannot be trusted. The scanner
// then looks whether it left its old place. `inode` alone proves nothing: ext4 gives a freed one away at once.
void find_moved_from(Database& database, ScanState& scan, PendingDirectory& pending, DirectoryToList& item);

// The row of the directory that `listing` found moved to the place of `pending`, in its new place: listed, with its
// old attributes. Nothing when it is not that one after all: without birth times half of its children have to be the
// known ones by name and inode.
// The name that it leaves behind may be another's by now, and its old parent as it was listed last: `left` gets it, unless that
// parent's listing has missed it.
struct LeftName {
    int64_t parent_id = 0;  // 0: none
    std::string name;
};
[[nodiscard]] std::optional<DirectoryRow> take_moved_row(Database& database, ScanState& scan, const PendingDirectory& pending,
                                                         const Listing& listing, LeftName& left);

// This scan saw it before where it was, and will count it again.
void uncount(Database& database, ScanState& scan, int64_t directory_id);

struct MovedFile {
    int64_t old_id = 0;
    int64_t new_id = 0;
    int64_t first_seen_ns = 0;  // in the old place
};

// Among what this scan missed and what it added: files that are the same by inode and birth time, in the order of their
// new ids. Throws Error(unavailable) soon after `given_up` became true.
[[nodiscard]] std::vector<MovedFile> match_moved_files(Database& database, ScanState& scan, std::vector<int64_t> missed,
                                                       const std::atomic<bool>& given_up);

// The new rows take over first_seen_ns, file_move gets the pairs, and the change log tells them.
void write_moves(Database& database, ScanState& scan, const std::vector<MovedFile>& moved);

}  // namespace tocd
