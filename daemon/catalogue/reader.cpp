#include "catalogue/reader.hpp"

#include "base/error.hpp"
#include "base/projects_in_force.hpp"
#include "catalogue/database.hpp"
#include "catalogue/find_in_index.hpp"
#include "catalogue/index_feed.hpp"
#include "catalogue/migrate.hpp"
#include "catalogue/queries.hpp"

#include <atomic>

namespace tocd {
namespace {

constexpr int64_t kIndexWaitNs = 2 * kNsPerSecond;  // for what a scan that ended has just written

// SQLite tells each connection only whether others committed since it looked last. So every reader that notices a
// commit raises this number: it may rise twice for one commit (an ETag is given up for nothing), never zero times.
// It starts at the clock, so that no number of an earlier daemon comes back for other data.
std::atomic<int64_t>& version_counter() {
    static std::atomic<int64_t> counter{system_clock().now_ns()};
    return counter;
}

}  // namespace

struct Reader::Impl {
    Impl(const std::string& path, const std::atomic<bool>& stop, IndexFeed* feed, const ProjectsInForce* rules)
        : database(path, Database::Access::read), given_up(stop), index(feed), projects(rules) {
        check_schema_version(database);
    }
    // What an epoch found and what SQL tells of it go by the same rules.
    [[nodiscard]] ReadCall call(const Viewer& viewer, Deadline deadline, const IndexEpoch* epoch = nullptr) {
        auto rules = epoch != nullptr ? epoch->projects->rules() : projects != nullptr ? projects->get() : nullptr;
        return ReadCall(database, viewer, deadline, given_up, std::move(rules));
    }
    // Null: there is no index, or none yet.
    [[nodiscard]] std::shared_ptr<const IndexEpoch> pin() { return index != nullptr ? index->pin(kIndexWaitNs) : nullptr; }
    // Kept sums answer unless some paths are hidden.
    [[nodiscard]] std::shared_ptr<const IndexEpoch> pin_for(const Viewer& viewer) { return Sight(viewer).is_whole() ? nullptr : pin(); }
    // Throws Error(conflict) where there is no index, Error(unavailable) where there is none yet.
    [[nodiscard]] std::shared_ptr<const IndexEpoch> needed_epoch() {
        if (index == nullptr) throw Error(ErrorKind::conflict, "only the index counts by groups, and catalogue.index is off in the configuration");
        auto epoch = pin();
        if (!epoch) throw Error(ErrorKind::unavailable, "the index, which counts by groups, is not loaded yet: ask again in a few seconds");
        return epoch;
    }
    // What ask(call, index) gives, within a call that sees at least what the epoch holds; index is null without an epoch.
    template <class Ask>
    auto ask(const Viewer& viewer, const std::shared_ptr<const IndexEpoch>& epoch, Deadline deadline, Ask&& ask) {
        ReadCall read = call(viewer, deadline, epoch.get());
        if (!epoch) return ask(read, static_cast<const PinnedIndex*>(nullptr));
        const PinnedIndex index_now = pinned(epoch, deadline);
        return ask(read, &index_now);
    }
    [[nodiscard]] PinnedIndex pinned(std::shared_ptr<const IndexEpoch> epoch, Deadline deadline) {
        return {std::move(epoch), index->workers(), deadline, given_up};
    }
    Database database;
    const std::atomic<bool>& given_up;
    IndexFeed* const index;
    const ProjectsInForce* const projects;
    int64_t noticed_version = -1;
    uint64_t noticed_epoch = 0;
    uint64_t noticed_rules = 0;
    RepeatedBytesMemory repeated;
};

Reader::Reader(const std::string& database_path, const std::atomic<bool>& given_up, IndexFeed* index, const ProjectsInForce* projects)
    : impl_(std::make_unique<Impl>(database_path, given_up, index, projects)) {}
Reader::~Reader() = default;

FilePage Reader::find_files(const Viewer& viewer, const FileQuery& query, Deadline deadline) {
    // Before the call's read transaction begins: what the index knows of, the transaction sees.
    return impl_->ask(viewer, impl_->pin(), deadline, [&](ReadCall& call, const PinnedIndex* index) { return tocd::find_files(call, query, index); });
}

FacetPage Reader::find_facets(const Viewer& viewer, const FileQuery& query, const FacetQuery& facets, Deadline deadline) {
    const PinnedIndex index = impl_->pinned(impl_->needed_epoch(), deadline);
    ReadCall call = impl_->call(viewer, deadline, index.epoch.get());
    return tocd::find_facets(call, index, query, facets);
}

HistogramPage Reader::find_histogram(const Viewer& viewer, const FileQuery& query, const HistogramQuery& histogram, Deadline deadline) {
    const PinnedIndex index = impl_->pinned(impl_->needed_epoch(), deadline);
    ReadCall call = impl_->call(viewer, deadline, index.epoch.get());
    return tocd::find_histogram(call, index, query, histogram);
}

DatasetPage Reader::find_datasets(const Viewer& viewer, const FileQuery& query, const DatasetQuery& datasets, Deadline deadline) {
    const PinnedIndex index = impl_->pinned(impl_->needed_epoch(), deadline);
    ReadCall call = impl_->call(viewer, deadline, index.epoch.get());
    return tocd::find_datasets(call, index, query, datasets);
}

std::optional<CalledPage> Reader::find_called(const Viewer& viewer, const FileQuery& query, uint32_t limit, Deadline deadline) {
    const std::shared_ptr<const IndexEpoch> epoch = impl_->pin();
    if (!epoch) return std::nullopt;
    ReadCall call = impl_->call(viewer, deadline, epoch.get());
    return tocd::find_called(call, impl_->pinned(epoch, deadline), query, limit);
}

FileRecord Reader::get_file(const Viewer& viewer, int64_t id, Deadline deadline) {
    ReadCall call = impl_->call(viewer, deadline);
    return tocd::get_file(call, id);
}

std::optional<FileRecord> Reader::find_moved_file(const Viewer& viewer, const FileRecord& file, Deadline deadline) {
    ReadCall call = impl_->call(viewer, deadline);
    return tocd::find_moved_file(call, file);
}

DirectoryPage Reader::get_directory_by_id(const Viewer& viewer, int64_t id, Deadline deadline) {
    ReadCall call = impl_->call(viewer, deadline);
    return tocd::get_directory_by_id(call, id);
}

RowHistory Reader::get_file_history(const Viewer& viewer, int64_t id, uint32_t limit, Deadline deadline) {
    ReadCall call = impl_->call(viewer, deadline);
    return tocd::get_file_history(call, id, limit);
}

RowHistory Reader::get_directory_history(const Viewer& viewer, int64_t id, uint32_t limit, Deadline deadline) {
    ReadCall call = impl_->call(viewer, deadline);
    return tocd::get_directory_history(call, id, limit);
}

DirectoryPage Reader::get_directory(const Viewer& viewer, const DirectoryQuery& query, Deadline deadline) {
    ReadCall call = impl_->call(viewer, deadline);
    return tocd::get_directory(call, query);
}

std::vector<ShareRecord> Reader::get_shares(const Viewer& viewer, Deadline deadline) {
    return impl_->ask(viewer, impl_->pin_for(viewer), deadline, [&](ReadCall& call, const PinnedIndex* index) { return tocd::get_shares(call, impl_->repeated, index); });
}

std::vector<ShareRecord> Reader::get_share_figures(const Viewer& viewer, Deadline deadline) {
    return impl_->ask(viewer, impl_->pin_for(viewer), deadline, [](ReadCall& call, const PinnedIndex* index) { return tocd::get_share_figures(call, index); });
}

std::vector<ShareCoverage> Reader::get_share_coverage(const Viewer& viewer, Deadline deadline) {
    ReadCall call = impl_->call(viewer, deadline);
    return tocd::get_share_coverage(call);
}

std::vector<ScanRecord> Reader::get_scans(const Viewer& viewer, const std::string& share, uint32_t limit,
                                          int64_t before_id, Deadline deadline) {
    ReadCall call = impl_->call(viewer, deadline);
    return tocd::get_scans(call, share, limit, before_id);
}

ScanRecord Reader::get_scan(const Viewer& viewer, int64_t id, Deadline deadline) {
    ReadCall call = impl_->call(viewer, deadline);
    return tocd::get_scan(call, id);
}

StatsRecord Reader::get_stats(const Viewer& viewer, const std::string& share, uint32_t top, Deadline deadline) {
    return impl_->ask(viewer, impl_->pin(), deadline, [&](ReadCall& call, const PinnedIndex* index) { return tocd::get_stats(call, impl_->repeated, share, top, index); });
}

std::vector<ListingFigures> Reader::get_listing_figures(const Viewer& viewer, Deadline deadline) {
    ReadCall call = impl_->call(viewer, deadline);
    return tocd::get_listing_figures(call);
}

std::vector<DirectoryRecord> Reader::get_directories(const Viewer& viewer, const std::string& share,
                                                     const std::vector<int64_t>& ids, Deadline deadline) {
    ReadCall call = impl_->call(viewer, deadline);
    return tocd::get_directories(call, share, ids);
}

ScanListings Reader::get_scan_listings(const Viewer& viewer, const ScanRecord& scan, Deadline deadline) {
    ReadCall call = impl_->call(viewer, deadline);
    return tocd::get_scan_listings(call, scan);
}

std::vector<DirectoryRecord> Reader::get_unreadable(const Viewer& viewer, const std::string& share, uint32_t limit,
                                                    Deadline deadline) {
    ReadCall call = impl_->call(viewer, deadline);
    return tocd::get_unreadable(call, share, limit);
}

ChangePage Reader::get_changes(const Viewer& viewer, const ChangeQuery& query, Deadline deadline) {
    ReadCall call = impl_->call(viewer, deadline);
    return tocd::get_changes(call, query);
}

ChangeClocks Reader::get_change_clocks(const Viewer& viewer, std::optional<int64_t> after, Deadline deadline) {
    ReadCall call = impl_->call(viewer, deadline);
    return tocd::get_change_clocks(call, after);
}

int64_t Reader::data_version() {
    // The index comes to know of a commit later than SQL: what is answered in between is another answer once it does.
    const uint64_t epoch = impl_->index != nullptr ? impl_->index->status().epoch : 0;
    const uint64_t rules = impl_->projects != nullptr ? impl_->projects->changes() : 0;
    const int64_t now = impl_->database.read_integer("PRAGMA data_version");
    if (now != impl_->noticed_version || epoch != impl_->noticed_epoch || rules != impl_->noticed_rules) {
        impl_->noticed_version = now;
        impl_->noticed_epoch = epoch;
        impl_->noticed_rules = rules;
        return ++version_counter();
    }
    return version_counter();
}

void Reader::ping() { static_cast<void>(impl_->database.read_integer("SELECT count(*) FROM share")); }

}  // namespace tocd
