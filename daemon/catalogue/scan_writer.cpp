#include "catalogue/scan_writer.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "catalogue/directory_rows.hpp"
#include "catalogue/file_insert.hpp"
#include "catalogue/migrate.hpp"
#include "catalogue/scan_state.hpp"
#include "catalogue/settle.hpp"
#include "catalogue/shares_table.hpp"
#include "catalogue/statement.hpp"
#include "catalogue/store_listing.hpp"

#include <algorithm>

namespace tocd {
namespace {

constexpr int64_t kRowsPerCommit = 50'000;
constexpr int kCheckpointPages = 1000;  // 16 MB; a checkpoint syncs twice, which after every commit cost a tenth of a scan
constexpr int64_t kSettleEveryNs = 10 * kNsPerSecond;  // while a scan runs, for people who look at sizes meanwhile
constexpr int64_t kSettleShare = 20;                   // at most a twentieth of the time

void write_scan_row(Database& database, const ScanRecord& r) {
    Statement update(database,
        "UPDATE scan SET outcome = ?2, finished_ns = ?3, directories = ?4, files = ?5, size_bytes = ?6, others = ?7,"
        " excluded = ?8, added = ?9, changed = ?10, gone = ?11, failed = ?12, skipped_mounts = ?13, failure = ?14"
        " WHERE id = ?1");
    update.bind(1, r.id).bind(2, static_cast<int>(r.outcome));
    if (r.finished_ns != 0) update.bind(3, r.finished_ns);
    else update.bind_null(3);
    update.bind(4, r.directories).bind(5, r.files).bind(6, r.size_bytes).bind(7, r.others).bind(8, r.excluded);
    update.bind(9, r.added).bind(10, r.changed).bind(11, r.gone).bind(12, r.failed).bind(13, r.skipped_mounts);
    if (r.failure.empty()) update.bind_null(14);
    else update.bind_text(14, r.failure);
    update.run();
}

int64_t insert_scan_row(Database& database, int64_t share_id, const ScanStart& start) {
    Statement(database, "INSERT INTO scan(share_id, mode, outcome, started_ns) VALUES (?1, ?2, 0, ?3)")
        .bind(1, share_id).bind(2, static_cast<int>(start.mode)).bind(3, start.started_ns).run();
    return database.last_insert_id();
}

ScanRecord new_record(int64_t id, const ScanStart& start) {
    ScanRecord record;
    record.id = id;
    record.share = start.share;
    record.mode = start.mode;
    record.started_ns = start.started_ns;
    return record;
}

}  // namespace

ScanWriter::ScanWriter(const std::string& database_path, AccountNames names, const Clock& clock,
                       std::chrono::milliseconds commit_every)
    : database_(database_path, Database::Access::write),
      names_(std::move(names)),
      clock_(clock),
      commit_every_ns_(std::chrono::nanoseconds(commit_every).count()) {
    migrate(database_);
    FileInsert::prepare(database_);
    load();
}

ScanWriter::~ScanWriter() {
    if (!open_) return;
    try {
        commit();
    } catch (const Error& error) {
        log_error("catalogue", "last rows not stored", {{"reason", std::string_view(error.what())}});
    }
}

void ScanWriter::load() {
    scans_.clear();
    settled_.clear();
    store_.reset();  // null until all of this succeeded
    Transaction transaction(database_, Transaction::Kind::write);
    dictionaries_ = std::make_unique<Dictionaries>(database_, names_);
    auto store = std::make_unique<StoreListing>(database_, *dictionaries_);
    const std::string why = "tocd ended while the scan ran";
    Statement(database_, "UPDATE scan SET outcome = 3, finished_ns = ?1, failure = ?2 WHERE outcome = 0")
        .bind(1, clock_.now_ns()).bind_text(2, why).run();
    transaction.commit();
    store_ = std::move(store);
}

// After a failure what is known may have had to be given up, and could not be read again then.
void ScanWriter::load_again() {
    if (store_) return;
    try {
        load();
    } catch (const Error& error) {
        throw Error(ErrorKind::unavailable, std::string("the catalogue cannot be written since an earlier failure: ") + error.what());
    }
}

// Whatever fails in the middle leaves a half-told story in the transaction: it is rolled back as a whole.
template <class Body>
auto ScanWriter::guarded(Body&& body) {
    try {
        return body();
    } catch (const Error& error) {
        // These are thrown before anything is written.
        const bool harmless = error.kind() == ErrorKind::conflict || error.kind() == ErrorKind::cancelled ||
                              error.kind() == ErrorKind::invalid_argument || error.kind() == ErrorKind::not_found;
        if (!harmless) {
            abandon();
            go_on_unless(given_up_);  // says more than SQLite's "interrupted"
        }
        throw;
    } catch (...) {  // no memory
        abandon();
        throw;
    }
}

void ScanWriter::abandon() {
    try {
        if (open_) database_.execute("ROLLBACK");
    } catch (const Error& error) {
        log_warning("catalogue", "no rollback", {{"reason", std::string_view(error.what())}});  // SQLite did it already
    }
    open_ = false;
    rows_ = 0;
    scans_.clear();
    try {
        load();
    } catch (const Error& error) {
        log_error("catalogue", "cannot go on writing", {{"reason", std::string_view(error.what())}});
    }
}

ScanState& ScanWriter::scan_of(int64_t scan_id) {
    const auto found = scans_.find(scan_id);
    if (found == scans_.end()) throw Error(ErrorKind::cancelled, "scan " + std::to_string(scan_id) + " was given up");
    return *found->second;
}

void ScanWriter::write() {
    if (open_) return;
    database_.execute("BEGIN IMMEDIATE");
    open_ = true;
    opened_ns_ = clock_.monotonic_ns();
}

void ScanWriter::configure_shares(const std::vector<ConfiguredShare>& shares) {
    guarded([&] {
        write();
        store_configured_shares(database_, shares);
        commit();
    });
}

ScanBegun ScanWriter::begin(const ScanStart& start) {
    load_again();
    return guarded([&] {
        const ShareRow share = find_or_add_share(database_, start.share, start.share_path);
        for (const auto& [id, running] : scans_)
            if (running->share_id == share.id)
                throw Error(ErrorKind::conflict, "share " + start.share + " is being scanned already");
        check_root(share, start);
        write();
        accept_root(database_, share.id, start);
        dictionaries_->refresh_names();
        auto scan = std::make_unique<ScanState>();
        scan->scan_id = insert_scan_row(database_, share.id, start);
        scan->share_id = share.id;
        scan->share_path = start.share_path;
        scan->accept_root = start.accept_root;
        scan->record = new_record(scan->scan_id, start);
        scan->gone_files = share.gone_files;
        // The last process may have been killed between a commit and the settling that belongs to it.
        scan->totals_changed = !settled_.contains(share.id);
        scan->sums = load_sums(database_, share.id);

        ScanBegun begun;
        begun.scan_id = scan->scan_id;
        begun.hash_key[0] = share.hash_key[0];
        begun.hash_key[1] = share.hash_key[1];
        DirectoryToList& root = begun.directories.emplace_back();
        if (const auto id = find_root_id(database_, share.id)) {
            const DirectoryRow row = read_directory_row(database_, *id);
            root.key = row.id;
            root.known_hash = row.hash;
            root.known = row.attributes;
            root.known.mount_root = false;  // check_root() has looked at it
        } else {
            const auto pending = load_pending_root(database_, *scan);  // a scan that never came to it
            root.key = pending ? *pending : store_->add_pending(*scan, {0, "", start.root.inode, start.started_ns, false});
            root.descend = true;
        }
        scans_.emplace(scan->scan_id, std::move(scan));
        commit();
        return begun;
    });
}

void ScanWriter::expect(int64_t scan_id, uint64_t job_id, std::vector<DirectoryToList> items) {
    RunningJob& job = scan_of(scan_id).jobs[job_id];
    job.nodes.reserve(items.size());
    for (DirectoryToList& item : items) job.nodes.push_back({item.key, std::move(item.path)});
}

void ScanWriter::take(int64_t scan_id, Listing listing, Next next) {
    guarded([&] {
        ScanState& scan = scan_of(scan_id);
        const auto job = scan.jobs.find(listing.job_id);
        if (job == scan.jobs.end() || listing.node >= job->second.nodes.size() || job->second.nodes[listing.node].key == 0)
            throw Error(ErrorKind::invalid_argument, "the scanner listed a directory that nobody asked for");
        if (listing.kind == ListingKind::part) {
            job->second.parts[listing.node].push_back(std::move(listing));
            next({});
            return;
        }
        // Neither before the scan nor in the future, whatever the scanner's clock says.
        listing.listed_at_ns = std::max(scan.record.started_ns, std::min(listing.listed_at_ns, clock_.now_ns()));
        std::vector<Listing> parts;
        if (auto found = job->second.parts.extract(listing.node)) parts = std::move(found.mapped());
        write();
        const Node node = job->second.nodes[listing.node];
        auto children = store_->store(scan, job->second, node, listing, parts);
        rows_ += store_->take_rows_written() + 1;
        next(std::move(children));
        if (rows_ >= kRowsPerCommit) commit();
        else commit_waiting();
    });
}

void ScanWriter::job_done(int64_t scan_id, uint64_t job_id, std::vector<uint32_t> left_over, Next next) {
    guarded([&] {
        ScanState& scan = scan_of(scan_id);
        const auto job = scan.jobs.find(job_id);
        if (job == scan.jobs.end()) throw Error(ErrorKind::invalid_argument, "the scanner ended a job that it does not have");
        std::vector<DirectoryToList> out;
        for (const uint32_t index : left_over) {
            if (index >= job->second.nodes.size())
                throw Error(ErrorKind::invalid_argument, "the scanner left over a directory that nobody knows");
            Node& node = job->second.nodes[index];
            if (node.key < 0 && scan.pending.contains(node.key)) out.push_back({node.key, std::move(node.path), true, {}, {}});
        }
        scan.jobs.erase(job);
        next(std::move(out));
    });
}

ScanRecord ScanWriter::refuse(const ScanStart& start, const std::string& failure) {
    return guarded([&] {
        write();
        const ShareRow share = find_or_add_share(database_, start.share, start.share_path);
        ScanRecord record = new_record(insert_scan_row(database_, share.id, start), start);
        record.outcome = ScanOutcome::refused;
        record.failed = 1;
        record.failure = display_text(failure);
        record.finished_ns = clock_.now_ns();
        write_scan_row(database_, record);
        commit();
        return record;
    });
}

ScanRecord ScanWriter::finish(int64_t scan_id, ScanEnding ending, const std::string& failure) {
    return guarded([&] {
        ScanState& scan = scan_of(scan_id);
        write();
        dictionaries_->refresh_names();  // those that came late
        if (ending == ScanEnding::clean) apply_staged(database_, scan, given_up_);
        if (scan.totals_changed || scan.sums.changed) settle_totals(database_, scan, given_up_);
        settled_.insert(scan.share_id);
        ScanRecord& record = scan.record;
        record.outcome = ending != ScanEnding::clean ? ScanOutcome::interrupted
                         : record.failed > 0         ? ScanOutcome::incomplete
                                                     : ScanOutcome::complete;
        record.failure = display_text(failure);
        record.finished_ns = clock_.now_ns();
        commit();
        const ScanRecord out = record;
        scans_.erase(scan_id);
        database_.checkpoint(Database::Checkpoint::truncate);
        return out;
    });
}

void ScanWriter::give_up() noexcept {
    given_up_ = true;
    database_.interrupt();
}

void ScanWriter::commit_waiting(bool now) {
    guarded([&] {
        if (open_ && (now || clock_.monotonic_ns() - opened_ns_ >= commit_every_ns_)) commit();
    });
}

// The stored frontier: directories that are known and not listed. Without it a parent's unchanged listing would
// hide them from the scan after a crash.
void ScanWriter::store_frontier(ScanState& scan) {
    for (auto& [key, pending] : scan.pending) {
        if (pending.stored) continue;
        insert_pending_row(database_, scan.share_id, -key, pending);
        pending.stored = true;
    }
}

void ScanWriter::commit() {
    for (auto& [id, scan] : scans_) {
        store_frontier(*scan);
        store_sums(database_, scan->share_id, scan->sums);
        store_gone_files(database_, scan->share_id, scan->gone_files);
        scan->record.size_bytes = saturated(std::max(scan->listed_bytes, WideBytes{0}));
        write_scan_row(database_, scan->record);
        const int64_t now = clock_.monotonic_ns();
        if (scan->totals_changed && now - settled_ns_ > std::max(kSettleEveryNs, kSettleShare * settling_ns_)) {
            settle_totals(database_, *scan, given_up_);
            settled_ns_ = clock_.monotonic_ns();
            settling_ns_ = settled_ns_ - now;
        }
    }
    database_.execute("COMMIT");
    open_ = false;
    rows_ = 0;
    if (database_.wal_pages() >= kCheckpointPages) database_.checkpoint(Database::Checkpoint::passive);
}

}  // namespace tocd
