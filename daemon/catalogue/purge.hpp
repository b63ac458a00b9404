// Forgets what has been gone for long enough: rows of files and directories, a small batch at a time.
// Thread: the writer's, in its transaction, while the share is not scanned.
#pragma once

#include "catalogue/database.hpp"
#include "model/ports.hpp"

#include <cstdint>
#include <vector>

namespace tocd {

struct ScanState;

// `row_id` became gone in scan `scan_id`: its turn comes when that is long enough ago.
void note_gone_row(Database& database, int64_t share_id, int64_t scan_id, bool is_directory, int64_t row_id);

// The files of a directory that went with it count as gone by themselves from now on, since the scan in which it went.
// Before they have a last_seen_ns of their own.
void note_gone_files(Database& database, int64_t share_id, int64_t directory_id);

// What is due when `scan`, of a whole share, has ended clean: gone for rules.keep_gone_ns (0: nothing is), and since before
// the last rules.keep_gone_scans scans of the whole share that ran to their end. What cannot be told (the directory that
// held it cannot be listed now, or its own removal is held) waits once more, as if `scan` had found it gone.
class Purge {
public:
    Purge(Database& database, const ScanState& scan);

    // Deletes some thousand rows at most, and gives how many of them are files, which scan.purged counts too.
    int64_t step(Database& database);
    [[nodiscard]] bool is_done() const noexcept { return done_; }
    [[nodiscard]] int64_t share_id() const noexcept { return share_id_; }

private:
    struct GoneRow {
        bool is_directory;
        int64_t row_id;
    };
    bool next_scan(Database& database);
    bool judge(Database& database, const GoneRow& gone);
    void delete_files(Database& database, int64_t first_id, int64_t last_id);
    bool delete_tree(Database& database, int64_t id);

    int64_t share_id_;
    int64_t scan_id_;
    UnixNs limit_ns_;          // gone since before then: due
    int64_t gone_in_ = 0;      // the scan whose rows are looked at
    UnixNs gone_ns_ = 0;       // when it ended
    bool done_ = false;
    int64_t budget_ = 0;       // of this step
    int64_t files_ = 0;        // forgotten by this step
};

// What is left to forget of each share. What a process leaves when it ends is due after the next scan.
class PurgeQueue {
public:
    // `scan`, of a whole share, ended clean: a first step now, which scan.record and scan.gone_files count; the rest waits.
    void add(Database& database, ScanState& scan);
    // The share is scanned again: rows that are gone may be looked for.
    void leave(int64_t share_id);
    // Gives how many files were forgotten.
    int64_t step(Database& database);
    [[nodiscard]] bool empty() const noexcept { return purges_.empty(); }
    void clear() noexcept { purges_.clear(); }

private:
    std::vector<Purge> purges_;
};

}  // namespace tocd
