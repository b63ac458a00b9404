// Read side of the catalogue: a read-only connection that answers queries. Lent out by ReaderPool.
// Thread: one at a time per reader. No statement stays open between calls (an open read would pin the WAL).
// All throw Error(limit) when the deadline passes, Error(invalid_argument) for a bad cursor, Error(not_found) for
// what does not exist or `viewer` may not see, Error(corrupt) when SQLite says the file is damaged.
#pragma once

#include "base/mutex.hpp"
#include "model/facets.hpp"
#include "model/query.hpp"
#include "model/records.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tocd {

class IndexFeed;
class ProjectsInForce;

class Reader {
public:
    // `given_up` outlives it: once set, whatever runs here ends with Error(limit). So does `index`: find_files() asks it
    // as long as it can answer, and SQL while it cannot. `projects` are those of the index; null: there are none.
    explicit Reader(const std::string& database_path, const std::atomic<bool>& given_up = never_, IndexFeed* index = nullptr,
                    const ProjectsInForce* projects = nullptr);
    ~Reader();
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    [[nodiscard]] FilePage find_files(const Viewer& viewer, const FileQuery& query, Deadline deadline);
    // Directories whose own names the query finds, the `limit` that fit best; none while there is no index.
    [[nodiscard]] std::optional<CalledPage> find_called(const Viewer& viewer, const FileQuery& query, uint32_t limit, Deadline deadline);
    // These need the index: Error(unavailable) while it is not ready.
    [[nodiscard]] FacetPage find_facets(const Viewer& viewer, const FileQuery& query, const FacetQuery& facets, Deadline deadline);
    [[nodiscard]] HistogramPage find_histogram(const Viewer& viewer, const FileQuery& query, const HistogramQuery& histogram, Deadline deadline);
    [[nodiscard]] DatasetPage find_datasets(const Viewer& viewer, const FileQuery& query, const DatasetQuery& datasets, Deadline deadline);
    [[nodiscard]] FileRecord get_file(const Viewer& viewer, int64_t id, Deadline deadline);
    // Where a file that is gone was found again, after its last move; none when it is not gone, or was not found.
    [[nodiscard]] std::optional<FileRecord> find_moved_file(const Viewer& viewer, const FileRecord& file, Deadline deadline);
    [[nodiscard]] DirectoryPage get_directory(const Viewer& viewer, const DirectoryQuery& query, Deadline deadline);
    // One that was listed before, with its ancestors, without what is in it; also one that is gone.
    [[nodiscard]] DirectoryPage get_directory_by_id(const Viewer& viewer, int64_t id, Deadline deadline);
    // What scans found of it, newest first, at most `limit`.
    [[nodiscard]] RowHistory get_file_history(const Viewer& viewer, int64_t id, uint32_t limit, Deadline deadline);
    [[nodiscard]] RowHistory get_directory_history(const Viewer& viewer, int64_t id, uint32_t limit, Deadline deadline);
    [[nodiscard]] std::vector<ShareRecord> get_shares(const Viewer& viewer, Deadline deadline);
    // The same, but without unique_bytes, which looks at every file with several links, and last_scan is the last one
    // that ended: a few rows per share and one per extension in it.
    [[nodiscard]] std::vector<ShareRecord> get_share_figures(const Viewer& viewer, Deadline deadline);
    // As of when each share that the viewer sees is known, and whether all that he sees of it could be listed; by name.
    [[nodiscard]] std::vector<ShareCoverage> get_share_coverage(const Viewer& viewer, Deadline deadline);
    // Scans tell of whole shares: only who sees all of a share sees its scans.
    // Newest first; share "" = all; before_id 0 = from the newest.
    [[nodiscard]] std::vector<ScanRecord> get_scans(const Viewer& viewer, const std::string& share, uint32_t limit, int64_t before_id, Deadline deadline);
    [[nodiscard]] ScanRecord get_scan(const Viewer& viewer, int64_t id, Deadline deadline);  // with errors
    [[nodiscard]] StatsRecord get_stats(const Viewer& viewer, const std::string& share, uint32_t top, Deadline deadline);
    // Of every share that the viewer sees, by name. A pass over all directories.
    [[nodiscard]] std::vector<ListingFigures> get_listing_figures(const Viewer& viewer, Deadline deadline);
    // Of one scan, as get_scan() gave it. A pass over all directories.
    [[nodiscard]] ScanListings get_scan_listings(const Viewer& viewer, const ScanRecord& scan, Deadline deadline);
    // These directories of a share, in this order; those that are gone or no longer there are left out.
    [[nodiscard]] std::vector<DirectoryRecord> get_directories(const Viewer& viewer, const std::string& share, const std::vector<int64_t>& ids, Deadline deadline);
    // Directories of a share that cannot be listed, those that began to fail last first.
    [[nodiscard]] std::vector<DirectoryRecord> get_unreadable(const Viewer& viewer, const std::string& share, uint32_t limit, Deadline deadline);
    // Throws Error(invalid_argument) for what is no clock, Error(not_found) for an `under` that no share holds.
    [[nodiscard]] ChangePage get_changes(const Viewer& viewer, const ChangeQuery& query, Deadline deadline);
    // Shares with changes behind the number `after`; none given: only how far all of them go. A pass over these changes.
    [[nodiscard]] ChangeClocks get_change_clocks(const Viewer& viewer, std::optional<int64_t> after, Deadline deadline);
    // Counts up with every scan that ended, every commit that changed rows and every exchange of the rules of projects: the ETag
    // of answers.
    [[nodiscard]] int64_t data_version();
    // A cheap read that shows that the database answers. Throws otherwise.
    void ping();

private:
    struct Impl;
    static inline const std::atomic<bool> never_{false};
    std::unique_ptr<Impl> impl_;
};

// Opens readers when needed and keeps them. Thread: any.
class ReaderPool {
public:
    explicit ReaderPool(std::string database_path, IndexFeed* index = nullptr, const ProjectsInForce* projects = nullptr);  // as a Reader's
    ~ReaderPool();

    class Lease {
    public:
        Lease(ReaderPool& pool, std::unique_ptr<Reader> reader) : pool_(pool), reader_(std::move(reader)) { ++pool_.lent_; }
        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        Reader* operator->() { return reader_.get(); }
        Reader& operator*() { return *reader_; }

    private:
        ReaderPool& pool_;
        std::unique_ptr<Reader> reader_;
    };
    [[nodiscard]] Lease lend();  // throws Error(unavailable) after give_up()
    // The process has to end: calls that run on readers end soon with Error(limit), however long they may take.
    void give_up() noexcept { given_up_.store(true, std::memory_order_relaxed); }
    [[nodiscard]] const std::atomic<bool>& given_up() const noexcept { return given_up_; }
    [[nodiscard]] const IndexFeed* index() const noexcept { return index_; }  // null: SQL answers everything
    [[nodiscard]] const std::string& database_path() const noexcept { return database_path_; }
    // Connections that are open, and those of them that are lent out now.
    [[nodiscard]] size_t open() const noexcept { return open_.load(std::memory_order_relaxed); }
    [[nodiscard]] size_t lent() const noexcept { return lent_.load(std::memory_order_relaxed); }

private:
    friend class Lease;
    const std::string database_path_;
    IndexFeed* const index_;
    const ProjectsInForce* const projects_;
    std::atomic<bool> given_up_{false};
    std::atomic<size_t> open_{0};
    std::atomic<size_t> lent_{0};
    Mutex mutex_;
    std::vector<std::unique_ptr<Reader>> idle_ TOCD_GUARDED_BY(mutex_);
};

}  // namespace tocd
