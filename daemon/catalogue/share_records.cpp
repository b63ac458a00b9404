#include "catalogue/share_records.hpp"

#include "catalogue/directory_paths.hpp"
#include "catalogue/hard_links.hpp"
#include "catalogue/queries.hpp"
#include "catalogue/seen_files.hpp"
#include "catalogue/seen_totals.hpp"
#include "catalogue/statement.hpp"

#include <algorithm>

namespace tocd {

FileCounts count_share_files(ReadCall& call, const ShareRow& share, const PinnedIndex* index) {
    if (!share.is_whole()) {
        const SeenFiles seen = count_seen_files(call, share, index);
        return {{seen.total.files, saturated(seen.total.size_bytes)}, seen.gone};
    }
    Statement rows(call.database(), "SELECT files, size_low, size_carry FROM extension_sum WHERE share_id = ?1");
    rows.bind(1, share.id);
    Sum sum;
    while (rows.step()) sum.add(rows.integer(0), wide(rows.integer(1), rows.integer(2)));
    return {{sum.files, saturated(sum.size_bytes)}, share.gone_files};
}

DirectoryCounts count_directories(ReadCall& call, const ShareRow& share) {
    DirectoryPaths paths(call);
    const int64_t root = paths.root_of(share);
    Statement row(call.database(),
                  "SELECT d.state, n.total_directories, n.total_failed FROM directory d "
                  "LEFT JOIN directory_total n ON n.directory_id = d.id WHERE d.id = ?1");
    if (root <= 0 || !row.bind(1, root).step()) return {};
    if (static_cast<DirectoryState>(row.integer(0)) == DirectoryState::gone) return {};
    if (!share.is_whole()) {
        SeenTotalsOf totals(call);
        const SeenTotals& seen = totals.of(root, share.sight);
        return {seen.directories + 1, seen.failed};
    }
    return {row.integer(1) + 1, row.integer(2)};
}

namespace {

std::optional<HeldRemovals> held_removals(ReadCall& call, const ShareRow& share) {
    if (!share.is_whole()) return std::nullopt;  // they are counted over all of it
    Statement last(call.database(),
                   "SELECT c.id, c.held, coalesce(first.started_ns, s.kept_since_ns, c.started_ns) FROM scan c JOIN share s ON s.id = c.share_id "
                   "LEFT JOIN scan first ON first.id = s.held_scan_id "
                   "WHERE c.share_id = ?1 AND c.outcome IN (1, 2) AND c.mode <> 2 ORDER BY c.id DESC LIMIT 1");
    if (!last.bind(1, share.id).step() || last.integer(1) == 0) return std::nullopt;
    return HeldRemovals{last.integer(1), last.integer(2), last.integer(0)};
}

// All but unique_bytes and last_scan.
ShareRecord share_record(ReadCall& call, const ShareRow& share, const PinnedIndex* index) {
    ShareRecord record;
    record.name = share.name;
    record.path = share.path;
    record.configured = share.configured;
    record.whole = share.is_whole();
    const FileCounts files = count_share_files(call, share, index);
    record.total = files.present;
    record.gone_files = files.gone;
    const DirectoryCounts counts = count_directories(call, share);
    record.directories = counts.directories;
    record.failed_directories = counts.failed;
    record.last_complete_ns = call.last_complete_ns(share);
    record.held = held_removals(call, share);
    record.keeps_stamps = share.keeps_stamps;
    record.stable_inodes = share.stable_inodes;
    return record;
}

}  // namespace

std::vector<ShareRecord> get_share_figures(ReadCall& call, const PinnedIndex* index) {
    std::vector<ShareRecord> records;
    for (const ShareRow& share : call.shares()) {
        records.push_back(share_record(call, share, index));
        records.back().last_scan = last_ended_scan(call, share);
    }
    return records;
}

std::vector<ShareCoverage> get_share_coverage(ReadCall& call) {
    std::vector<ShareCoverage> out;
    for (const ShareRow& share : call.shares())
        out.push_back({share.name, share.path, share.configured, call.last_complete_ns(share), count_directories(call, share).failed == 0});
    return out;
}

std::vector<ShareRecord> get_shares(ReadCall& call, RepeatedBytesMemory& memory, const PinnedIndex* index) {
    const RepeatedBytes repeated = memory.read(call);
    std::vector<ShareRecord> records;
    for (const ShareRow& share : call.shares()) {
        ShareRecord record = share_record(call, share, index);
        const auto twice = repeated.find(share.id);
        record.unique_bytes = record.total.size_bytes;
        if (twice != repeated.end()) record.unique_bytes -= std::min(saturated(twice->second), record.unique_bytes);
        record.last_scan = newest_scan(call, share);
        records.push_back(std::move(record));
    }
    return records;
}

}  // namespace tocd
