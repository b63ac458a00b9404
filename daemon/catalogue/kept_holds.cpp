#include "catalogue/kept_holds.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "catalogue/shares_table.hpp"
#include "catalogue/statement.hpp"

#include <algorithm>

namespace tocd {
namespace {

template <class Act>
void or_tell(const std::string& share, Act act) {
    try {
        act();
    } catch (const Error& error) {
        log_warning("catalogue", "what is held cannot be kept apart from the catalogue", {{"share", share}, {"reason", std::string_view(error.what())}});
    }
}

}  // namespace

void KeptHolds::restore(Database& database) {
    if (database.read_integer("SELECT EXISTS (SELECT 1 FROM scan)") != 0) return;
    std::vector<KeptHold> holds;
    or_tell("", [&] { holds = store_.holds(); });
    if (holds.empty()) return;
    Transaction transaction(database, Transaction::Kind::write);
    for (const KeptHold& hold : holds) {
        const StoredShare share = find_or_add_share(database, hold.share, hold.path);
        Statement(database, "UPDATE share SET kept_missed = ?2, kept_files = ?3, kept_since_ns = ?4 WHERE id = ?1")
            .bind(1, share.id).bind(2, hold.missed_files).bind(3, hold.files).bind(4, hold.since_ns).run();
        log_warning("catalogue", "removals were held when the catalogue was lost: they still wait for somebody who confirms them",
                    {{"share", hold.share}, {"files", hold.missed_files}});
    }
    transaction.commit();
}

void KeptHolds::take(const ScanState& scan) {
    const ScanRecord& record = scan.record;
    if (record.mode == ScanMode::part || scan.carries_hold) return;
    if (record.held == 0) return settle(record.share);
    // What is held is present still.
    or_tell(record.share, [&] { store_.keep({record.share, scan.share_path, record.started_ns, record.held, scan.sums.files()}); });
}

void KeptHolds::settle(const std::string& share) {
    or_tell(share, [&] { store_.settle(share); });
}

void carry_hold(Database& database, ScanState& scan) {
    if (scan.record.mode == ScanMode::part || scan.record.held != 0) return;
    Statement kept(database, "SELECT kept_missed, kept_files FROM share WHERE id = ?1");
    if (!kept.bind(1, scan.share_id).step() || kept.integer(0) == 0) return;
    const int64_t missed = std::min(kept.integer(0), kept.integer(1) - scan.sums.files());
    if (missed <= 0) return end_carried_hold(database, scan.share_id);
    scan.carries_hold = true;
    scan.record.held = missed;
}

void end_carried_hold(Database& database, int64_t share_id) {
    Statement(database, "UPDATE share SET kept_missed = 0, kept_files = 0, kept_since_ns = NULL WHERE id = ?1").bind(1, share_id).run();
}

}  // namespace tocd
