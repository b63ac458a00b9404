// Removals that are held, kept apart from the catalogue: one that is built anew is told of them, and its scans go on telling.
// Thread: the writer's.
#pragma once

#include "catalogue/confirmation_store.hpp"
#include "catalogue/database.hpp"
#include "catalogue/scan_state.hpp"

#include <string>

namespace tocd {

class KeptHolds {
public:
    // In the file of token_store_path(); opens nothing yet.
    explicit KeptHolds(std::string path) : store_(std::move(path)) {}

    // Tells a catalogue that knows no scan yet, in a transaction of its own. What cannot be read says the log.
    void restore(Database& database);
    // Keeps what this scan holds, which ended clean and is stored; nothing of its share where it holds nothing. Does not throw: the scan is
    // stored, the log says what failed, and the next scan tries again.
    void take(const ScanState& scan);
    // Somebody confirmed. As take().
    void settle(const std::string& share);

private:
    ConfirmationStore store_;
};

// At the clean end of a scan that holds nothing itself: record.held is what is missed since before the catalogue was built anew, until as
// many files are there as were then. In the writer's transaction.
void carry_hold(Database& database, ScanState& scan);
// Somebody confirmed, in the writer's transaction.
void end_carried_hold(Database& database, int64_t share_id);

}  // namespace tocd
