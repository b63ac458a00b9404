#include "catalogue/clock_jumps.hpp"

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "catalogue/statement.hpp"
#include "model/entry.hpp"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <utility>

namespace tocd {
namespace {

constexpr int64_t kJumpNs = 3600 * kNsPerSecond;  // less decides nothing: what is asked of ages are days
constexpr int64_t kDoubtNs = kNsPerDay;

std::string boot_id() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    file >> id;
    return id;
}

// A few rows: each scan ends at the latest time that it has written.
UnixNs newest_time(Database& database, int64_t share_id) {
    Statement row(database, "SELECT max(max(started_ns, ifnull(finished_ns, started_ns))) FROM scan WHERE share_id = ?1");
    return row.bind(1, share_id).step() ? row.optional_integer(0).value_or(kNoTime) : kNoTime;
}

UnixNs first_time(Database& database, int64_t share_id) {
    Statement row(database, "SELECT ifnull(first_listed_ns, first_seen_ns) FROM directory WHERE share_id = ?1 AND parent_id IS NULL");
    return row.bind(1, share_id).step() ? row.integer(0) : kNoTime;
}

}  // namespace

ClockWatch::ClockWatch(const Clock& clock, std::string memory_path)
    : clock_(clock), memory_path_(std::move(memory_path)), boot_id_(boot_id()), ahead_ns_(clock.now_ns() - clock.monotonic_ns()) {
    std::ifstream file(memory_path_);
    std::string boot;
    int64_t ahead_ns = 0, doubted_until_ns = 0;
    if (!(file >> boot >> ahead_ns >> doubted_until_ns) || boot != boot_id_) return;
    ahead_ns_ = ahead_ns;
    doubted_until_ns_ = std::min(doubted_until_ns, clock.monotonic_ns() + kDoubtNs);
    remembered_ahead_ns_ = ahead_ns;
}

// Not what an honest clock does in a day: a minute is written down.
void ClockWatch::remember() noexcept {
    if (boot_id_.empty() || (remembered_ahead_ns_ && std::abs(*remembered_ahead_ns_ - ahead_ns_) < 60 * kNsPerSecond)) return;
    try {
        AtomicFile file(memory_path_);
        file.write(boot_id_ + " " + std::to_string(ahead_ns_) + " " + std::to_string(doubted_until_ns_) + "\n");
        file.commit();
        remembered_ahead_ns_ = ahead_ns_;
    } catch (const std::exception&) {  // a full disk, no memory: the next scan tries again
    }
}

bool ClockWatch::is_believed() {
    const int64_t monotonic_ns = clock_.monotonic_ns(), ahead_ns = clock_.now_ns() - monotonic_ns;
    const int64_t jump_ns = ahead_ns - ahead_ns_;
    ahead_ns_ = ahead_ns;
    if (std::max(jump_ns, -jump_ns) >= kJumpNs) {
        doubted_until_ns_ = monotonic_ns + kDoubtNs;
        log_warning("catalogue", "the clock was set: for a day nothing is forgotten, and removals that wait go on waiting",
                    {{"by_s", jump_ns / kNsPerSecond}, {"now", format_iso(clock_.now_ns())}});
    }
    remember();
    return monotonic_ns >= doubted_until_ns_;
}

void mend_times_to_come(Database& database, int64_t share_id, UnixNs now_ns) {
    const UnixNs newest_ns = newest_time(database, share_id);
    if (newest_ns <= now_ns) return;
    if (const UnixNs first_ns = first_time(database, share_id); first_ns > now_ns)
        throw Error(ErrorKind::conflict, "the clock says " + format_iso(now_ns) + ", and this share was first scanned at " + format_iso(first_ns) +
                                             ": set the clock (or, if that was the wrong time, give the share another name and scan it anew)");
    log_warning("catalogue", "the clock was set back: times that are still to come are brought back to now",
                {{"newest", format_iso(newest_ns)}, {"now", format_iso(now_ns)}});
    const UnixNs mended_ns = now_ns - 1;
    const auto mend = [&](const char* sql) { Statement(database, sql).bind(1, share_id).bind(2, mended_ns).run(); };
    mend("UPDATE directory_stamp SET last_listed_ns = min(last_listed_ns, ?2), full_ns = min(full_ns, ?2)"
         " WHERE (last_listed_ns > ?2 OR full_ns > ?2) AND directory_id IN (SELECT id FROM directory WHERE share_id = ?1)");
    mend("UPDATE directory SET first_seen_ns = min(first_seen_ns, ?2), first_listed_ns = min(first_listed_ns, ?2)"
         " WHERE share_id = ?1 AND (first_seen_ns > ?2 OR first_listed_ns > ?2)");
    mend("UPDATE file SET first_seen_ns = min(first_seen_ns, ?2), last_seen_ns = min(last_seen_ns, ?2)"
         " WHERE (first_seen_ns > ?2 OR last_seen_ns > ?2) AND id >> 24 IN (SELECT id FROM directory WHERE share_id = ?1)");
    mend("UPDATE pending_directory SET first_seen_ns = ?2 WHERE share_id = ?1 AND first_seen_ns > ?2");
    mend("UPDATE unreadable_directory SET since_ns = ?2 WHERE since_ns > ?2 AND directory_id IN (SELECT id FROM directory WHERE share_id = ?1)");
    mend("UPDATE change SET at_ns = ?2 WHERE share_id = ?1 AND at_ns > ?2");
    mend("UPDATE file_move SET moved_ns = ?2 WHERE moved_ns > ?2 AND old_id >> 24 IN (SELECT id FROM directory WHERE share_id = ?1)");
    mend("UPDATE scan SET started_ns = min(started_ns, ?2), finished_ns = min(finished_ns, ?2), full_since_ns = min(full_since_ns, ?2),"
         " confirmed_ns = min(confirmed_ns, ?2) WHERE share_id = ?1");
    mend("UPDATE share SET rules_since_ns = min(rules_since_ns, ?2) WHERE id = ?1");
}

}  // namespace tocd
