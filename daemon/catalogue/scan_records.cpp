// Scans as people see them: newest first, and one with its errors.
#include "base/error.hpp"
#include "catalogue/directory_paths.hpp"
#include "catalogue/directory_records.hpp"
#include "catalogue/queries.hpp"
#include "catalogue/statement.hpp"

#include <algorithm>
#include <limits>

namespace tocd {
namespace {

constexpr uint32_t kMostScans = 2000;
constexpr int kStepsUp = 8;  // a path may have thousands of parts, a scan a thousand errors

std::string select_scans(std::string_view rest) {
    return "SELECT id, share_id, mode, outcome, started_ns, finished_ns, directories, files, size_bytes, others, "
           "excluded, "
           "added, changed, gone, failed, skipped_mounts, failure, unchanged, moved, held, confirmed_ns, scope, purged FROM scan " +
           std::string(rest);
}

ScanRecord scan_at(Statement& row, const ShareRow& share) {
    ScanRecord scan;
    scan.id = row.integer(0);
    scan.share = share.name;
    scan.mode = static_cast<ScanMode>(row.integer(2));
    scan.outcome = static_cast<ScanOutcome>(row.integer(3));
    scan.started_ns = row.integer(4);
    scan.finished_ns = row.integer(5);
    scan.directories = row.integer(6);
    scan.files = row.integer(7);
    scan.size_bytes = row.integer(8);
    scan.others = row.integer(9);
    scan.excluded = row.integer(10);
    scan.added = row.integer(11);
    scan.changed = row.integer(12);
    scan.gone = row.integer(13);
    scan.failed = row.integer(14);
    scan.skipped_mounts = row.integer(15);
    scan.failure = row.text(16);
    scan.unchanged = row.integer(17);
    scan.moved = row.integer(18);
    scan.held = row.integer(19);
    scan.confirmed_ns = row.optional_integer(20);
    scan.scope = row.text(21);
    scan.purged = row.integer(22);
    return scan;
}

std::vector<ScanRecord> scans_of(ReadCall& call, const ShareRow& share, uint32_t limit, int64_t before_id) {
    if (!share.is_whole()) return {};
    Statement rows(call.database(), select_scans("WHERE share_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3"));
    rows.bind(1, share.id).bind(2, before_id).bind(3, limit);
    std::vector<ScanRecord> scans;
    while (rows.step()) scans.push_back(scan_at(rows, share));
    return scans;
}

// Whose the trouble is: of the path, when it is a directory that was listed once, else of the nearest one above it that was.
std::string owner_near(ReadCall& call, DirectoryPaths& paths, const ShareRow& share, std::string path) {
    for (int step = 0; step < kStepsUp && path.size() > 1; ++step, path.resize(std::max<size_t>(path.rfind('/'), 1))) {
        const auto found = paths.look_up(path, {&share});
        if (!found || found->id <= 0) continue;
        if (std::string owner = read_directory(call, share, found->id, path).owner; !owner.empty()) return owner;
    }
    return {};
}

}  // namespace

std::vector<ScanRecord> get_scans(ReadCall& call, const std::string& share, uint32_t limit, int64_t before_id) {
    if (limit == 0 || limit > kMostScans)
        throw Error(ErrorKind::invalid_argument, "limit must be between 1 and " + std::to_string(kMostScans));
    if (before_id <= 0) before_id = std::numeric_limits<int64_t>::max();
    std::vector<ScanRecord> scans;
    for (const ShareRow* row : call.named(share.empty() ? std::vector<std::string>() : std::vector<std::string>{share}))
        for (ScanRecord& scan : scans_of(call, *row, limit, before_id)) scans.push_back(std::move(scan));
    std::sort(scans.begin(), scans.end(), [](const ScanRecord& a, const ScanRecord& b) { return a.id > b.id; });
    if (scans.size() > limit) scans.resize(limit);
    return scans;
}

std::optional<ScanRecord> newest_scan(ReadCall& call, const ShareRow& share) {
    std::vector<ScanRecord> scans = scans_of(call, share, 1, std::numeric_limits<int64_t>::max());
    if (scans.empty()) return std::nullopt;
    return std::move(scans.front());
}

std::optional<ScanRecord> last_ended_scan(ReadCall& call, const ShareRow& share) {
    if (!share.is_whole()) return std::nullopt;
    Statement row(call.database(), select_scans("WHERE share_id = ?1 AND outcome <> 0 ORDER BY id DESC LIMIT 1"));
    if (!row.bind(1, share.id).step()) return std::nullopt;
    return scan_at(row, share);
}

ScanRecord get_scan(ReadCall& call, int64_t id) {
    const NotFound unknown(Named::scan, "there is no scan s" + std::to_string(id));
    Statement row(call.database(), select_scans("WHERE id = ?1"));
    if (!row.bind(1, id).step()) throw unknown;
    const ShareRow* const share = call.share(row.integer(1));
    if (share == nullptr || !share->is_whole()) throw unknown;
    ScanRecord scan = scan_at(row, *share);
    Statement errors(
        call.database(),
        "SELECT ifnull(path_raw, path), errno, message FROM scan_error WHERE scan_id = ?1 ORDER BY id LIMIT 1000");
    errors.bind(1, id);
    DirectoryPaths paths(call);
    while (errors.step()) {
        const std::string path = errors.text(0);
        scan.errors.push_back({path, static_cast<int>(errors.integer(1)), errors.text(2), owner_near(call, paths, *share, path)});
    }
    return scan;
}

}  // namespace tocd
