// How the directories of the shares were listed: how many, how long it took, which were slowest and largest, and which
// cannot be listed.
#include "base/error.hpp"
#include "catalogue/directory_paths.hpp"
#include "catalogue/directory_sights.hpp"
#include "catalogue/directory_records.hpp"
#include "catalogue/queries.hpp"
#include "catalogue/statement.hpp"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <unordered_map>
#include <utility>

namespace tocd {
namespace {

// The ids with the largest numbers, in a heap whose top is the least of them.
class Leaders {
public:
    void add(int64_t number, int64_t id) {
        const std::pair<int64_t, int64_t> one(number, -id);  // of equals the one that is known longer
        if (heap_.size() == kMostListed && one <= heap_.front()) return;
        if (heap_.size() == kMostListed) {
            std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
            heap_.pop_back();
        }
        heap_.push_back(one);
        std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
    }
    [[nodiscard]] std::vector<int64_t> take() {
        std::sort(heap_.begin(), heap_.end(), std::greater<>());
        std::vector<int64_t> ids;
        for (const auto& [number, id] : heap_) ids.push_back(-id);
        return ids;
    }

private:
    std::vector<std::pair<int64_t, int64_t>> heap_;
};

size_t duration_class(int64_t listing_us) {
    return static_cast<size_t>(std::lower_bound(kListingBoundsUs.begin(), kListingBoundsUs.end(), listing_us) - kListingBoundsUs.begin());
}

struct OfShare {
    ListingFigures figures;
    Leaders slowest, largest;
};

void add(OfShare& share, int64_t id, DirectoryState state, const Statement& row) {
    ListingFigures& figures = share.figures;
    const std::optional<int64_t> last_listed_ns = row.optional_integer(4);
    if (state == DirectoryState::failed)
        ++figures.failed;
    else if (!last_listed_ns)
        ++figures.never;
    else
        ++(*last_listed_ns >= figures.as_of_ns ? figures.covered : figures.older);
    if (!last_listed_ns) return;
    const int64_t listing_us = row.integer(5);
    ++figures.by_duration[duration_class(listing_us)];
    figures.listing_us += listing_us;
    figures.slowest_us = std::max(figures.slowest_us, listing_us);
    figures.most_entries = std::max(figures.most_entries, row.integer(6));
    share.slowest.add(listing_us, id);
    share.largest.add(row.integer(6), id);
}

}  // namespace

std::vector<ListingFigures> get_listing_figures(ReadCall& call) {
    std::unordered_map<int64_t, OfShare> shares;
    for (const ShareRow& share : call.shares()) {
        ListingFigures& figures = shares[share.id].figures;
        figures.share = share.name;
        figures.as_of_ns = call.last_complete_ns(share);
    }
    DirectorySights sights(call);
    const bool all = !call.has_hidden_paths();
    Statement rows(call.database(),
                   "SELECT d.share_id, d.id, d.state, d.error_errno, t.last_listed_ns, t.listing_us, t.entry_count "
                   "FROM directory d LEFT JOIN directory_stamp t ON t.directory_id = d.id WHERE d.state <> 4");
    while (rows.step()) {
        const auto share = shares.find(rows.integer(0));
        const auto state = static_cast<DirectoryState>(rows.integer(2));
        const bool other_file_system = state == DirectoryState::failed && rows.integer(3) == EXDEV;
        if (share != shares.end() && !other_file_system && (all || sights.sees_directory(rows.integer(1)))) add(share->second, rows.integer(1), state, rows);
    }
    Statement pending(call.database(), "SELECT share_id, parent_id, ifnull(name_raw, name) FROM pending_directory");
    while (pending.step()) {
        const auto share = shares.find(pending.integer(0));
        const bool is_root = pending.is_null(1);
        if (share == shares.end()) continue;
        if (all || is_root || call.sight().below(sights.state_of(pending.integer(1)), pending.bytes(2)) != Sight::kHidden)
            ++share->second.figures.never;
    }
    std::vector<ListingFigures> out;
    for (const ShareRow& share : call.shares()) {
        OfShare& of = shares.at(share.id);
        of.figures.slowest = of.slowest.take();
        of.figures.largest = of.largest.take();
        out.push_back(std::move(of.figures));
    }
    return out;
}

ScanListings get_scan_listings(ReadCall& call, const ScanRecord& scan) {
    ScanListings out;
    Leaders slowest, largest;
    Statement rows(call.database(),
                   "SELECT d.id, t.listing_us, t.entry_count FROM directory_stamp t CROSS JOIN directory d WHERE d.id = t.directory_id "
                   "AND ifnull(t.full_ns, t.last_listed_ns) BETWEEN ?1 AND ?2 AND d.share_id = ?3 AND d.state <> 4");
    rows.bind(1, scan.started_ns).bind(2, scan.finished_ns == 0 ? std::numeric_limits<int64_t>::max() : scan.finished_ns);
    rows.bind(3, call.named({scan.share}).front()->id);
    while (rows.step()) {
        const int64_t listing_us = rows.integer(1);
        ++out.listed;
        ++out.by_duration[duration_class(listing_us)];
        out.listing_us += listing_us;
        slowest.add(listing_us, rows.integer(0));
        largest.add(rows.integer(2), rows.integer(0));
    }
    out.slowest = slowest.take();
    out.largest = largest.take();
    return out;
}

std::vector<DirectoryRecord> get_directories(ReadCall& call, const std::string& share, const std::vector<int64_t>& ids) {
    const ShareRow& row = *call.named({share}).front();
    DirectoryPaths paths(call);
    Statement there(call.database(), "SELECT 1 FROM directory WHERE id = ?1 AND share_id = ?2 AND state <> 4");
    std::vector<DirectoryRecord> out;
    for (const int64_t id : ids) {
        const bool found = there.bind(1, id).bind(2, row.id).step();
        there.reset();
        if (!found) continue;
        if (const std::string path = paths.path_of(id); call.sight().shows(path)) out.push_back(read_directory(call, row, id, path));
    }
    return out;
}

std::vector<DirectoryRecord> get_unreadable(ReadCall& call, const std::string& share, uint32_t limit) {
    const ShareRow& row = *call.named({share}).front();
    std::vector<int64_t> ids;
    DirectorySights sights(call);
    Statement rows(call.database(),
                   "SELECT u.directory_id FROM unreadable_directory u CROSS JOIN directory d "
                   "WHERE d.id = u.directory_id AND d.share_id = ?1 AND d.state = 2 AND sees_directory(?3, d.id) "
                   "ORDER BY u.since_ns DESC, u.directory_id LIMIT ?2");
    rows.bind(1, row.id).bind(2, limit).bind_pointer(3, &sights, DirectorySights::kPointerType);
    while (rows.step()) ids.push_back(rows.integer(0));
    return get_directories(call, share, ids);
}

}  // namespace tocd
