// The part of ScanWriter that knows what a scan begins with.
#include "catalogue/clock_jumps.hpp"
#include "catalogue/directory_rows.hpp"
#include "catalogue/scan_plan.hpp"
#include "catalogue/scan_rows.hpp"
#include "catalogue/scan_state.hpp"
#include "catalogue/scan_writer.hpp"
#include "catalogue/settle.hpp"
#include "catalogue/shares_table.hpp"
#include "catalogue/statement.hpp"

#include <algorithm>

namespace tocd {

std::unique_ptr<ScanState> ScanWriter::new_state(const StoredShare& share, const ScanStart& asked) {
    ScanStart start = asked;
    mend_times_to_come(database_, share.id, start.started_ns);
    if (!share.scanned) start.mode = ScanMode::full;  // there is nothing to believe yet
    auto scan = std::make_unique<ScanState>();
    // Opening the root takes minutes at most: what is more is a clock that was set meanwhile.
    const UnixNs now_ns = clock_.now_ns(), latest_ns = start.started_ns + 600 * kNsPerSecond;
    scan->clock_ahead_ns = (now_ns >= start.started_ns && now_ns <= latest_ns ? now_ns : start.started_ns) - clock_.monotonic_ns();
    static_cast<void>(clock_watch_.is_believed());  // look: it may be set again before this scan ends
    scan->scan_id = insert_scan_row(database_, share.id, start);
    scan->share_id = share.id;
    scan->share_path = start.share_path;
    scan->rules = start.rules;
    scan->accept_root = start.accept_root;
    scan->record = new_record(scan->scan_id, start);
    scan->gone_files = share.gone_files;
    // The last process may have been killed between a commit and the settling that belongs to it.
    scan->totals_changed = !share.settled;
    scan->totals_marked = !share.settled;
    scan->sums = load_sums(database_, share.id);
    scan->scanned = share.scanned;
    if (!share.scanned && !find_root_id(database_, share.id)) scan->fresh.emplace();
    scan->keeps_stamps = scan->kept_stamps = share.keeps_stamps;
    scan->trusts_inodes = share.stable_inodes.value_or(keeps_inodes(start.root.file_system));
    scan->inodes_change = share.stable_inodes == false;
    ScanPlan& plan = scan->plan;
    plan.rules_since_ns = share.rules_since_ns;
    if (share.rules_hash != start.rules_hash) {
        plan.rules_since_ns = start.started_ns;
        store_rules(database_, share.id, start.rules_hash, start.started_ns);
    }
    const UnixNs since_ns = full_since(database_, share.id, start);
    Statement(database_, "UPDATE scan SET full_since_ns = ?2 WHERE id = ?1 AND mode = 0")
        .bind(1, scan->scan_id).bind(2, since_ns).run();
    plan.full_since_ns = std::max(since_ns, plan.rules_since_ns);
    plan.last_id = database_.read_integer("SELECT ifnull(max(id), 0) FROM directory");
    plan.pending = load_pending(database_, *scan);
    if (scan->scanned) forget_replaced(database_, *scan);
    if (scan->scanned && !plan.pending.empty()) plan.may_misplace = has_staged(database_, share.id);
    if (start.mode == ScanMode::part) plan_part(database_, *scan, start);
    if (start.mode == ScanMode::fast) plan.distrusted = find_parts(database_, share.id, start.parts);
    return scan;
}

UnixNs ScanWriter::now_in(const ScanState& scan) const {
    return std::max(scan.record.started_ns, clock_.monotonic_ns() + scan.clock_ahead_ns);
}

}  // namespace tocd
