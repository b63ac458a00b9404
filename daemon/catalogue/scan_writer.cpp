#include "catalogue/scan_writer.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/no_memory.hpp"
#include "base/text.hpp"
#include "catalogue/changed_rows.hpp"
#include "catalogue/directory_rows.hpp"
#include "catalogue/file_insert.hpp"
#include "catalogue/kept_holds.hpp"
#include "catalogue/new_directories.hpp"
#include "catalogue/change_log.hpp"
#include "catalogue/migrate.hpp"
#include "catalogue/removals.hpp"
#include "catalogue/scan_plan.hpp"
#include "catalogue/scan_rows.hpp"
#include "catalogue/scan_state.hpp"
#include "catalogue/settle.hpp"
#include "catalogue/shares_table.hpp"
#include "catalogue/statement.hpp"
#include "catalogue/store_listing.hpp"

#include <algorithm>

namespace tocd {
namespace {

constexpr int64_t kRowsPerCommit = 50'000;
constexpr int kCheckpointPages = 400;  // 6 MB; a checkpoint syncs twice, which after every commit cost a tenth of a scan
constexpr int64_t kSettleEveryNs = 10 * kNsPerSecond;  // while a scan runs, for people who look at sizes meanwhile
constexpr HistoryLimits kHistory{90 * kNsPerDay, 2'000'000};
constexpr int64_t kSettleShare = 20;                   // at most a twentieth of the time

}  // namespace

ScanWriter::ScanWriter(const std::string& database_path, AccountNames names, const Clock& clock,
                       std::chrono::milliseconds commit_every, int64_t most_names)
    : database_(database_path, Database::Access::write),
      names_(std::move(names)),
      clock_(clock),
      commit_every_ns_(std::chrono::nanoseconds(commit_every).count()), most_names_(most_names) {
    migrate(database_);
    insert_ = std::make_unique<FileInsert>(database_);
    new_directories_ = std::make_unique<NewDirectories>(database_);
    load();
}

void ScanWriter::tell(ChangedRows& changes) {
    changes_ = &changes;
    changes.watch(database_);
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
    purges_.clear();
    store_.reset();  // null until all of this succeeded
    insert_->discard();
    new_directories_->discard();
    Transaction transaction(database_, Transaction::Kind::write);
    dictionaries_ = std::make_unique<Dictionaries>(database_, names_);
    auto store = std::make_unique<StoreListing>(database_, *dictionaries_, *insert_, *new_directories_, given_up_, most_names_);
    Statement(database_, "UPDATE scan SET outcome = 3, finished_ns = ?1, failure = ?2 WHERE outcome = 0")
        .bind(1, clock_.now_ns()).bind_text(2, unfinished_).run();
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
            abandon(error.what());
            go_on_unless(given_up_);  // says more than SQLite's "interrupted"
        }
        throw;
    } catch (...) {
        abandon(kNoMemory);
        throw;
    }
}

void ScanWriter::abandon(const char* reason) {
    if (open_) database_.roll_back();
    open_ = false;
    rows_ = 0;
    scans_.clear();
    try {
        unfinished_ = reason;
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
    database_.begin(Database::Begin::write);
    open_ = true;
    opened_ns_ = clock_.monotonic_ns();
}

std::vector<KeptAccess> ScanWriter::configure_shares(const std::vector<ConfiguredShare>& shares) {
    return guarded([&] {
        write();
        store_configured_shares(database_, shares);
        std::vector<KeptAccess> kept = read_kept_access(database_);
        commit(true);
        return kept;
    });
}

ScanBegun ScanWriter::begin(const ScanStart& start) {
    load_again();
    return guarded([&] {
        const StoredShare share = find_or_add_share(database_, start.share, start.share_path);
        for (const auto& [id, running] : scans_)
            if (running->share_id == share.id)
                throw Error(ErrorKind::conflict, "share " + start.share + " is being scanned already");
        check_root(share, start);
        purges_.leave(share.id);
        write();
        accept_root(database_, share.id, start);
        dictionaries_->prepare_names();
        auto scan = new_state(share, start);
        ScanBegun begun;
        begun.scan_id = scan->scan_id;
        begun.hash_key[0] = share.hash_key[0];
        begun.hash_key[1] = (share.hash_key[1] & ~uint64_t{1}) | (scan->inodes_change ? 1 : 0);
        begun.known_directories = scan->scanned && start.mode != ScanMode::part ? known_directories(database_, share.id) : 0;
        if (!find_root_id(database_, share.id)) {
            const auto pending = load_pending_root(database_, *scan);  // a scan that never came to it
            DirectoryToList& root = begun.directories.emplace_back();
            root.key = pending ? *pending : store_->add_pending(*scan, {0, "", start.root.inode, start.started_ns, false});
            scan->pending.at(root.key).handed_out = true;
            root.descend = true;
        }
        scans_.emplace(scan->scan_id, std::move(scan));
        commit();
        return begun;
    });
}

void ScanWriter::plan(int64_t scan_id, size_t count, Next next) {
    guarded([&] {
        new_directories_->flush();
        next(next_planned(database_, scan_of(scan_id), count));
    });
}

void ScanWriter::expect(int64_t scan_id, uint64_t job_id, std::vector<DirectoryToList> items) {
    ScanState& scan = scan_of(scan_id);
    RunningJob& job = scan.jobs[job_id];
    job.nodes.reserve(items.size());
    for (DirectoryToList& item : items) {
        Node& node = job.nodes.emplace_back();
        node.key = item.key;
        node.path = std::move(item.path);
        if (item.was_listed) node.planned = {item.known, item.known_owner, item.known_hash, item.known_files, item.known_bytes};
    }
}

void ScanWriter::take(int64_t scan_id, std::vector<Listing> listings, Next next) {
    guarded([&] {
        ScanState& scan = scan_of(scan_id);
        std::vector<DirectoryToList> children;
        for (Listing& listing : listings) take_one(scan, std::move(listing), children);
        next(std::move(children));
        commit_waiting();
    });
}

void ScanWriter::take_one(ScanState& scan, Listing listing, std::vector<DirectoryToList>& children) {
    const auto job = scan.jobs.find(listing.job_id);
    if (job == scan.jobs.end() || listing.node >= job->second.nodes.size() || job->second.nodes[listing.node].key == 0)
        throw Error(ErrorKind::invalid_argument, "the scanner listed a directory that nobody asked for");
    if (listing.kind == ListingKind::part) {
        store_->take_part(job->second, listing);
        return;
    }
    // Neither before the scan nor in the future, whatever the scanner's clock says.
    listing.listed_at_ns = std::max(scan.record.started_ns, std::min(listing.listed_at_ns, now_in(scan)));
    std::unique_ptr<LargeListing> parts;
    if (auto found = job->second.parts.extract(listing.node)) parts = std::move(found.mapped());
    write();
    const Node node = job->second.nodes[listing.node];
    std::vector<DirectoryToList> more = store_->store(scan, job->second, node, listing, std::move(parts));
    rows_ += store_->take_rows_written() + 1;
    children.insert(children.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void ScanWriter::take_unchanged(int64_t scan_id, Unchanged unchanged) {
    guarded([&] {
        ScanState& scan = scan_of(scan_id);
        const auto job = scan.jobs.find(unchanged.job_id);
        if (job == scan.jobs.end()) throw Error(ErrorKind::invalid_argument, "the scanner looked at directories that nobody asked for");
        write();
        new_directories_->flush();
        store_->store_unchanged(scan, job->second, unchanged);
        rows_ += store_->take_rows_written();
        commit_waiting();
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
            if (node.key >= 0 || !scan.pending.contains(node.key)) continue;
            DirectoryToList& directory = out.emplace_back();
            directory.key = node.key;
            directory.path = std::move(node.path);
            directory.descend = true;
        }
        scan.jobs.erase(job);
        next(std::move(out));
    });
}

ScanRecord ScanWriter::refuse(const ScanStart& start, const std::string& failure) {
    return guarded([&] {
        write();
        const StoredShare share = find_or_add_share(database_, start.share, start.share_path);
        ScanRecord record = new_record(insert_scan_row(database_, share.id, start), start);
        record.outcome = ScanOutcome::refused;
        record.failed = 1;
        record.failure = display_text(failure);
        record.finished_ns = clock_.now_ns();
        write_scan_row(database_, record);
        commit(true);
        return record;
    });
}

ScanRecord ScanWriter::finish(int64_t scan_id, ScanEnding ending, const std::string& failure) {
    return guarded([&] {
        ScanState& scan = scan_of(scan_id);
        write();
        new_directories_->flush();
        dictionaries_->refresh_names();
        write_unchanged(database_, scan);
        ScanRecord& record = scan.record;
        scan.clock_believed = clock_watch_.is_believed();
        if (ending == ScanEnding::clean) {
            store_->judge_vanished(scan);
            apply_removals(database_, scan, given_up_);
            carry_hold(database_, scan);
            if (record.mode != ScanMode::part) store_scanned(database_, scan.share_id);
        }
        if (scan.totals_changed) settle_totals(database_, scan, given_up_);
        record.outcome = ending != ScanEnding::clean ? ScanOutcome::interrupted
                         : record.failed > 0         ? ScanOutcome::incomplete
                                                     : ScanOutcome::complete;
        record.failure = display_text(failure);
        record.finished_ns = now_in(scan);
        if (ending == ScanEnding::clean) end_history(database_, scan, kHistory, record.finished_ns);
        if (record.mode == ScanMode::part) forget_old_parts(database_, scan.share_id);
        if (ending == ScanEnding::clean && record.mode != ScanMode::part) purges_.add(database_, scan);
        commit(true);
        if (holds_ && ending == ScanEnding::clean) holds_->take(scan);
        const ScanRecord out = record;
        scans_.erase(scan_id);
        database_.checkpoint(Database::Checkpoint::truncate);
        return out;
    });
}

bool ScanWriter::purge_some() {
    return guarded([&] {
        if (purges_.empty()) return false;
        write();
        rows_ += purges_.step(database_);
        commit_waiting();
        return !purges_.empty();
    });
}

ScanRecord ScanWriter::confirm(int64_t scan_id) {
    return guarded([&] {
        const StoredShare share = find_share_of_scan(database_, scan_id);
        for (const auto& [id, running] : scans_)
            if (running->share_id == share.id)
                throw Error(ErrorKind::conflict, "share " + share.name + " is being scanned: confirm when that scan has ended");
        ScanState scan;
        scan.scan_id = scan_id;
        scan.share_id = share.id;
        scan.record = read_held_scan(database_, share, scan_id);
        scan.listed_bytes = scan.record.size_bytes;
        ScanRecord& r = scan.record;
        scan.gone_files = share.gone_files;
        scan.sums = load_sums(database_, share.id);
        scan.scanned = true;
        write();
        apply_confirmed(database_, scan, given_up_);
        end_carried_hold(database_, share.id);
        settle_totals(database_, scan, given_up_);
        r.held = 0;
        r.confirmed_ns = clock_.now_ns();
        r.size_bytes = saturated(std::max(scan.listed_bytes, WideBytes{0}));
        store_sums(database_, share.id, scan.sums);
        store_gone_files(database_, share.id, scan.gone_files);
        write_scan_row(database_, r);
        commit(true);
        if (holds_) holds_->settle(share.name);
        return r;
    });
}

void ScanWriter::keep_holds(std::unique_ptr<KeptHolds> holds) {
    holds_ = std::move(holds);
    holds_->restore(database_);
}

void ScanWriter::give_up() noexcept {
    given_up_ = true;
    database_.interrupt();
}

void ScanWriter::commit_waiting(bool now) {
    guarded([&] {
        if (open_ && (now || rows_ >= kRowsPerCommit || clock_.monotonic_ns() - opened_ns_ >= commit_every_ns_)) commit();
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

void ScanWriter::commit(bool settled) {
    new_directories_->flush();
    for (auto& [id, scan] : scans_) {
        store_frontier(*scan);
        write_unchanged(database_, *scan);
        if (scan->totals_changed && !scan->totals_marked) {
            store_settled(database_, scan->share_id, false);
            scan->totals_marked = true;
        }
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
    if (changes_ != nullptr)
        changes_->commit(database_, settled);
    else
        database_.execute("COMMIT");
    open_ = false;
    rows_ = 0;
    if (database_.wal_pages() >= kCheckpointPages) database_.checkpoint(Database::Checkpoint::passive);
}

}  // namespace tocd
