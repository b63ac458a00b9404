#include "scan/run_scan.hpp"

#include "base/error.hpp"
#include "base/no_memory.hpp"
#include "base/text.hpp"
#include "scan/frontier.hpp"
#include "scan/job_ledger.hpp"
#include "scan/list_directory.hpp"
#include "scan/mount_info.hpp"
#include "scan/scan_watch.hpp"

#include <algorithm>
#include <cerrno>
#include <map>
#include <utility>
#include <xxhash.h>

namespace tocd {
namespace {

// Enough that every worker of the scanner has a directory while the next job is on its way, few enough that a
// hundred thousand long paths are never in flight.
constexpr size_t kMaxJobs = 8;
constexpr size_t kMaxJobItems = 256;
constexpr size_t kMaxJobPathBytes = 1u << 20;
constexpr size_t kMaxOpenNodes = 100'000;
constexpr size_t kFewWaiting = 2048;  // then more are asked for
constexpr size_t kPlanned = 4096;     // at once: a megabyte or two
constexpr size_t kBatchEntries = 4096;  // of listings that are stored in one go
constexpr int64_t kCountTimeNs = kNsPerSecond;
constexpr auto kPollTime = std::chrono::milliseconds(500);

// Of what decides which names, and which columns of them, a listing has.
uint64_t hash_rules(const ShareOptions& options) {
    std::string text;
    for (const std::string& pattern : options.exclude) text.append(pattern).push_back('\0');
    text.push_back(options.one_file_system ? '1' : '0');
    text.push_back(static_cast<char>('0' + static_cast<int>(options.atime_resolution)));
    return XXH3_64bits(text.data(), text.size());
}

// What a stamp has to be older: granularity on this machine; over a network also the clocks and caches of two.
int64_t margin_of(const ShareOptions& options, const RootIdentity& root) {
    const bool network = options.kind == ShareKind::network ||
                         (options.kind == ShareKind::automatic && is_network_file_system(root.file_system));
    return (network ? 15 * 60 : 2) * kNsPerSecond;
}

class Scan {
public:
    Scan(const ScanTask& task, Engine& engine, ListingStore& store, ScanWatch& watch, const Clock& clock)
        : task_(task), engine_(engine), store_(store), watch_(watch), clock_(clock),
          frontier_(std::make_shared<Frontier>(engine)) {
        start_.share = task.share;
        start_.share_path = task.options.path;
        start_.mode = task.mode;
        start_.accept_root = task.accept_root;
        start_.parts = task.parts;
        start_.rules = task.rules;
        start_.rules_hash = hash_rules(task.options);
        start_.started_ns = clock.now_ns();
        progress_.share = task.share;
        progress_.state = ScanProgress::State::running;
        progress_.started_ns = start_.started_ns;
        Lock lock(watch.state().mutex);
        watch.state().engine = &engine;
        watch.state().progress = progress_;
    }
    ~Scan() {
        frontier_->close();
        Lock lock(watch_.state().mutex);
        watch_.state().engine = nullptr;
        watch_.state().progress.state = hangs_ ? ScanProgress::State::stuck : ScanProgress::State::idle;
    }
    Scan(const Scan&) = delete;
    Scan& operator=(const Scan&) = delete;

    ScanRecord run() {
        if (const std::string failure = open_root(); !failure.empty()) return store_.refuse(start_, failure);
        try {
            begun_ = store_.begin(start_);
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::conflict) throw;
            return store_.refuse(start_, error.what());
        }
        progress_.scan_id = begun_.scan_id;
        progress_.directories_known = begun_.known_directories;
        frontier_->waiting() = std::move(begun_.directories);
        try {
            const bool all = list_all() && is_same_root();
            show_progress(ScanProgress::State::settling);
            return store_.finish(begun_.scan_id, all ? ScanEnding::clean : ScanEnding::interrupted, "");
        } catch (const EngineLost& lost) {
            hangs_ = lost.hangs;
            show_progress(ScanProgress::State::settling);
            return store_.finish(begun_.scan_id, ScanEnding::interrupted, lost.reason);
        } catch (const std::bad_alloc&) {  // the store must hear of it: else the share would be one that is being scanned for ever
            return store_.finish(begun_.scan_id, ScanEnding::interrupted, kNoMemory);
        }
    }

private:
    // The engine failed, or said what no engine may say. Not an Error, so that the store's errors are told apart.
    struct EngineLost {
        std::string reason;
        bool hangs = false;
    };

    struct Woken {};  // by somebody, while a question was not answered yet

    [[noreturn]] void lose(const char* reason) const {
        throw EngineLost{std::string(reason) + ": nothing is concluded from what this scan did not find"};
    }

    template <class Act>
    static auto with_engine(Act act) {
        try {
            return act();
        } catch (const ShareHangs& hangs) {
            throw EngineLost{hangs.what(), true};
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::internal) throw;
            if (error.kind() == ErrorKind::cancelled) throw Woken{};
            throw EngineLost{error.what()};
        }
    }

    // The identity after the scan. Throws EngineLost unless it is the one before; false when somebody asked to stop.
    bool is_same_root() {
        const RootIdentity& before = start_.root;
        RootIdentity now;
        for (bool answered = false; !answered;) {
            if (watch_.stopping()) return false;
            try {
                now = with_engine([&] { return engine_.look_again(); });
                answered = true;
            } catch (const Woken&) {
            }
        }
        if (now.mount_id != before.mount_id) lose("the share was unmounted or mounted anew while it was scanned");
        if (now.inode != before.inode || now.btime_ns != before.btime_ns || now.file_system != before.file_system ||
            now.mount_source != before.mount_source)
            lose("the share's root was exchanged while it was scanned");
        if (now.empty && !before.empty && !task_.accept_root) lose("the share's root was emptied while it was scanned");
        return true;
    }

    // The reason why there is nothing to list, or nothing.
    std::string open_root() {
        try {
            start_.root = with_engine([&] { return engine_.open(task_.options); });
            if (start_.rules.racy_margin_ns == 0) start_.rules.racy_margin_ns = margin_of(task_.options, start_.root);
            return {};
        } catch (const EngineLost& lost) {
            hangs_ = lost.hangs;
            return lost.reason;
        } catch (const Woken&) {
            return "stopped while the share was opened";
        }
    }

    // True when everything was answered, false when somebody asked to stop.
    bool list_all() {
        while (!watch_.stopping()) {
            // Nothing can arrive any more when the store owes nothing and the engine owes nothing: look in this order.
            const bool store_owes_nothing = frontier_->absorb();
            const bool quiet = store_owes_nothing && jobs_.empty() && frontier_->waiting().empty();
            if (quiet && planned_all_ && asked_quietly_) return true;
            ask_for_more(quiet);
            hold();
            if (!held_) send_jobs();
            take(poll());
            show_progress(held_ ? ScanProgress::State::paused : ScanProgress::State::running);
        }
        return false;
    }

    // Once more when nothing else is under way: only then the store hands out what has to come last.
    void ask_for_more(bool quiet) {
        if (asked_ || (planned_all_ && !quiet) || frontier_->waiting().size() >= kFewWaiting) return;
        asked_ = true;
        asked_quietly_ = quiet;
        store_.plan(begun_.scan_id, kPlanned, frontier_->expect_answer([this](size_t directories) {
            asked_ = false;
            planned_all_ = directories == 0;
        }));
    }

    void hold() {
        if (held_ == watch_.pausing()) return;
        held_ = !held_;
        with_engine([&] { engine_.hold(held_); });
    }

    void send_jobs() {
        std::vector<DirectoryToList>& waiting = frontier_->waiting();
        while (!waiting.empty() && jobs_.size() < kMaxJobs && open_nodes_ < kMaxOpenNodes) {
            Job job;
            job.id = next_job_id_++;
            job.hash_key[0] = begun_.hash_key[0];
            job.hash_key[1] = begun_.hash_key[1];
            // A quarter: the others are for the jobs that go out beside this one.
            const size_t wanted = std::clamp<size_t>((waiting.size() + 3) / 4, 1, kMaxJobItems);
            for (size_t path_bytes = 0; !waiting.empty() && job.directories.size() < wanted;) {
                path_bytes += waiting.back().path.size();
                if (!job.directories.empty() && path_bytes > kMaxJobPathBytes) break;
                job.directories.push_back(std::move(waiting.back()));
                waiting.pop_back();
            }
            const JobLedger& ledger = jobs_.emplace(job.id, job).first->second;
            open_nodes_ += ledger.open_nodes();
            const bool too_long = job.directories.front().path.size() > kMaxPathBytes;
            if (!too_long) with_engine([&] { engine_.submit(job); });
            EngineEvents answer;
            if (too_long) answer = say_too_long(job);
            store_.expect(begun_.scan_id, job.id, std::move(job.directories));
            take(std::move(answer));
        }
    }

    // A path that fits into no message: the catalogue learns that this directory cannot be listed.
    EngineEvents say_too_long(const Job& job) const {
        EngineEvents events;
        for (size_t node = 0; node < job.directories.size(); ++node) {
            Listing& listing = events.listings.emplace_back();
            listing.job_id = job.id;
            listing.node = static_cast<uint32_t>(node);
            listing.kind = ListingKind::failed;
            listing.clean = false;
            listing.listed_at_ns = clock_.now_ns();
            listing.error_number = ENAMETOOLONG;
            listing.error_name = job.directories[node].path;
        }
        events.done.push_back({job.id, {}});
        return events;
    }

    EngineEvents poll() {
        const int64_t before_ns = clock_.monotonic_ns();
        EngineEvents events = with_engine([&] { return engine_.poll(kPollTime); });
        const bool heard = held_ || jobs_.empty() || !events.listings.empty() || !events.unchanged.empty() ||
                           !events.done.empty() || events.pulse;
        if (events.pulse) {
            progress_.threads = events.pulse->threads;
            progress_.latency_us = events.pulse->latency_us;
            progress_.usual_latency_us = events.pulse->usual_latency_us;
        }
        silent_ns_ = heard ? 0 : silent_ns_ + clock_.monotonic_ns() - before_ns;
        const std::chrono::milliseconds limit = task_.options.stuck_after;
        if (std::chrono::nanoseconds(silent_ns_) > limit) {
            const bool whole = limit.count() % 1000 == 0;
            throw EngineLost{"the scanner sent nothing for " + std::to_string(whole ? limit.count() / 1000 : limit.count()) +
                                 (whole ? " s" : " ms") + ": the mount hangs, near " +
                                 display_text(jobs_.begin()->second.first_path()),
                             true};
        }
        return events;
    }

    void take(EngineEvents events) {
        take_listings(std::move(events.listings));
        for (Unchanged& unchanged : events.unchanged) take_unchanged(std::move(unchanged));
        for (JobDone& done : events.done) {
            const auto job = find_job(done.job_id);
            with_engine([&] { job->second.end(done); });
            open_nodes_ -= job->second.open_nodes();
            jobs_.erase(job);
            const uint64_t id = done.job_id;
            store_.job_done(begun_.scan_id, id, std::move(done.left_over), frontier_->expect_answer());
        }
    }

    using Jobs = std::map<uint64_t, JobLedger>;

    Jobs::iterator find_job(uint64_t id) {
        const auto job = jobs_.find(id);
        if (job == jobs_.end()) throw EngineLost{"the scanner answered job " + std::to_string(id) + ", which nobody sent"};
        return job;
    }

    // To the store in batches: handing over each alone cost as much as storing one that is as it was.
    void take_listings(std::vector<Listing> listings) {
        if (!listings.empty()) progress_.current = find_job(listings.back().job_id)->second.first_path();
        std::vector<Listing> batch;
        size_t entries = 0;
        for (size_t left = listings.size(); Listing& listing : listings) {
            take_listing(listing);
            entries += listing.entries.size() + 1;
            batch.push_back(std::move(listing));
            if (--left > 0 && entries < kBatchEntries) continue;
            store_.take(begun_.scan_id, std::exchange(batch, {}), frontier_->expect_answer());
            entries = 0;
        }
    }

    void take_listing(const Listing& listing) {
        JobLedger& ledger = find_job(listing.job_id)->second;
        open_nodes_ -= ledger.open_nodes();
        with_engine([&] { ledger.take(listing); });
        open_nodes_ += ledger.open_nodes();
        LevelProgress& level = level_of(ledger, listing.node);
        count(listing, level);
        if (listing.kind == ListingKind::same) count_files(ledger.known_files(listing.node), level);
    }

    void take_unchanged(Unchanged unchanged) {
        JobLedger& ledger = find_job(unchanged.job_id)->second;
        open_nodes_ -= ledger.open_nodes();
        with_engine([&] { ledger.take(unchanged); });
        open_nodes_ += ledger.open_nodes();
        progress_.directories_done += static_cast<int64_t>(unchanged.nodes.size());
        progress_.unchanged += static_cast<int64_t>(unchanged.nodes.size());
        for (const uint32_t node : unchanged.nodes) {
            LevelProgress& level = level_of(ledger, node);
            ++level.directories;
            count_files(ledger.known_files(node), level);
        }
        store_.take_unchanged(begun_.scan_id, std::move(unchanged));
    }

    LevelProgress& level_of(const JobLedger& ledger, uint32_t node) { return level_at(progress_.levels, ledger.level(node)); }

    // Adds a frame to the progress.
    void count(const Listing& listing, LevelProgress& level) {
        const auto is_file = [](const Entry& entry) { return entry.type == EntryType::file; };
        count_files(std::count_if(listing.entries.begin(), listing.entries.end(), is_file), level);
        if (listing.kind == ListingKind::part) return;
        if (listing.kind != ListingKind::failed) {
            ++progress_.directories_done;
            ++level.directories;
        } else if (!is_no_fault(listing.error_number)) {
            ++progress_.failed;
        }
        progress_.entries += static_cast<int64_t>(listing.entry_count);
        progress_.failed += static_cast<int64_t>(listing.unreadable_count);
    }

    void count_files(int64_t files, LevelProgress& level) {
        progress_.files += files;
        level.files += files;
    }

    static bool is_no_fault(int error_number) {  // model/listing.hpp
        return error_number == EXDEV || error_number == ENOENT || error_number == ENOTDIR || error_number == ELOOP;
    }

    void show_progress(ScanProgress::State state) {
        progress_.state = state;
        progress_.directories_waiting = static_cast<int64_t>(frontier_->waiting().size() + open_nodes_);
        progress_.entries_per_second = rate_.sample(clock_.monotonic_ns(), progress_.entries);
        const bool going = state == ScanProgress::State::running;
        remaining_.pass(clock_.monotonic_ns(), going);
        const int64_t left = std::max(progress_.directories_known - progress_.directories_done, progress_.directories_waiting);
        const int64_t left_ns = going && progress_.directories_known > 0 ? remaining_.time_for(left, progress_.directories_done) : 0;
        progress_.ends_ns = left_ns == 0 ? 0 : clock_.now_ns() + left_ns;
        count_waiting();
        Lock lock(watch_.state().mutex);
        watch_.state().progress = progress_;
    }

    // By level. Now and then: there may be a hundred thousand.
    void count_waiting() {
        const int64_t now_ns = clock_.monotonic_ns();
        if (now_ns < count_waiting_at_ns_ && progress_.directories_waiting > 0) return;
        count_waiting_at_ns_ = now_ns + kCountTimeNs;
        for (LevelProgress& level : progress_.levels) level.waiting = 0;
        for (const auto& [id, ledger] : jobs_) ledger.add_open_nodes(progress_.levels);
        for (const DirectoryToList& item : frontier_->waiting()) ++level_at(progress_.levels, level_of_path(item.path)).waiting;
    }

    const ScanTask& task_;
    Engine& engine_;
    ListingStore& store_;
    ScanWatch& watch_;
    const Clock& clock_;
    const std::shared_ptr<Frontier> frontier_;
    ScanStart start_;
    ScanBegun begun_;
    Jobs jobs_;
    uint64_t next_job_id_ = 1;
    size_t open_nodes_ = 0;   // of all jobs
    bool asked_ = false;        // the store, for more directories
    bool asked_quietly_ = false;  // when nothing else was under way
    bool planned_all_ = false;  // it has no more, for now
    bool held_ = false;
    bool hangs_ = false;      // the share, as far as this scan knows
    int64_t silent_ns_ = 0;   // how long poll() has brought nothing while jobs were owed
    ScanProgress progress_;
    RateMeter rate_;
    RemainingTime remaining_;
    int64_t count_waiting_at_ns_ = 0;
};

}  // namespace

ScanRecord run_scan(const ScanTask& task, Engine& engine, ListingStore& store, ScanWatch& watch, const Clock& clock) {
    return Scan(task, engine, store, watch, clock).run();
}

}  // namespace tocd
