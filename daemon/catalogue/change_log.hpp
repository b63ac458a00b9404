// The history of changes that GET /changes tells: tables change, change_path, change_floor.
// Written by every scan but the first one of a share.
// Thread: the writer's, in its transaction.
#pragma once

#include "catalogue/database.hpp"
#include "catalogue/scan_state.hpp"
#include "model/records.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tocd {

struct Change {
    int64_t row_id = 0;  // file.id or directory.id
    bool directory = false;
    UnixNs at_ns = 0;
    int64_t parent_id = 0;  // the directory that holds it; 0: it is the root
    std::string_view name;  // exact bytes
    int64_t old_parent_id = 0;  // moved
    std::string_view old_name;
    std::optional<int64_t> old_row_id;  // moved file: file.id there
};

// Nothing while the share is scanned for the first time.
void log_change(Database& database, ScanState& scan, ChangeKind kind, const Change& change);
// The same, with the names that the rows have.
void log_file(Database& database, ScanState& scan, ChangeKind kind, int64_t file_id);
void log_moved_file(Database& database, ScanState& scan, int64_t old_id, int64_t new_id);

struct HistoryLimits {
    int64_t keep_ns;
    int64_t keep_changes;  // per share, about
};
// At the clean end of a scan, before its record is stored: how far the history reaches from now on.
void end_history(Database& database, const ScanState& scan, const HistoryLimits& limits, UnixNs now_ns);

}  // namespace tocd
