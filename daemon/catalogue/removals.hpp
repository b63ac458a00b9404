// The clean end of a scan: what its listings missed becomes gone, after moves are matched, unless it is too much at once.
// Thread: the writer's, in its transaction.
#pragma once

#include "catalogue/database.hpp"
#include "catalogue/scan_state.hpp"

#include <atomic>

namespace tocd {

// Applies what clean listings of this scan proved absent: staged directories with all below them, staged files. What an
// earlier scan staged waits until its directory is listed again. Files that turned up elsewhere are moved.
// More removals than scan.rules allow at once are held (scan.record.held): until a complete scan finds them again that
// began hold_agree_ns after the first complete one that held them, or apply_confirmed().
// Both throw Error(unavailable) soon after `given_up` became true: removing a million files takes longer than a daemon
// has to end.
void apply_removals(Database& database, ScanState& scan, const std::atomic<bool>& given_up);

// Somebody says that what `scan` held is right.
void apply_confirmed(Database& database, ScanState& scan, const std::atomic<bool>& given_up);

}  // namespace tocd
