#include "app/scan_service.hpp"

#include "base/error.hpp"
#include "base/log.hpp"

#include <uv.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <system_error>

namespace tocd {
namespace {

constexpr uint64_t kTickMs = 500;
// A share that was refused or interrupted is tried again sooner than its schedule says: a mount may be back.
constexpr int64_t kRetryNs = 15 * 60 * kNsPerSecond;
constexpr int64_t kEndingNs = 10 * kNsPerSecond;  // a scanner that was let go and still runs then is stuck
constexpr const char* kStuck = "the scanner of an earlier scan is stuck in the kernel: the mount hangs";

void add_progress(ScanCounts& counts, const ScanProgress& progress) {
    counts.directories += static_cast<uint64_t>(progress.directories_done);
    counts.entries += static_cast<uint64_t>(progress.entries);
    counts.failed += static_cast<uint64_t>(progress.failed);
}

int64_t every_ns(const ShareConfig& share) { return std::chrono::nanoseconds(share.scan_every).count(); }

}  // namespace

struct ScanService::Slot {
    ShareConfig config;
    bool configured = true;
    bool requested = false;
    bool accept_root = false;
    UnixNs requested_ns = 0;  // who waits longest starts first
    UnixNs next_ns = 0;       // 0: only on demand
    std::shared_ptr<ScanWatch> watch;  // set: running
    std::thread thread;
    StartedEngine engine;
    // Of an earlier scan that did not end well. Without this a dead mount would get one process more with every try.
    std::function<bool()> scanner_ended;
    int64_t let_go_ns = 0;  // monotonic
    bool stuck = false;
    std::atomic<bool> ended{false};
    ScanRecord result;

    // An accepted root is accepted for the scan that was asked for, never for a later one.
    void withdraw() {
        requested = false;
        accept_root = false;
    }
};

ScanService::ScanService(uv_loop_t* loop, ListingStore& store, EngineFactory engines, const Clock& clock, std::function<void()> on_idle)
    : loop_(loop), store_(store), engines_(std::move(engines)), clock_(clock), on_idle_(std::move(on_idle)),
      wake_(new uv_async_t), timer_(new uv_timer_t) {
    wake_->data = this;
    uv_async_init(loop_, wake_, [](uv_async_t* handle) { static_cast<ScanService*>(handle->data)->tick(); });
    timer_->data = this;
    uv_timer_init(loop_, timer_);
    uv_timer_start(timer_, [](uv_timer_t* handle) { static_cast<ScanService*>(handle->data)->tick(); }, 0, kTickMs);
}

ScanService::~ScanService() {
    uv_close(reinterpret_cast<uv_handle_t*>(wake_), [](uv_handle_t* handle) { delete reinterpret_cast<uv_async_t*>(handle); });
    uv_close(reinterpret_cast<uv_handle_t*>(timer_), [](uv_handle_t* handle) { delete reinterpret_cast<uv_timer_t*>(handle); });
}

ScanService::Slot* ScanService::find(const std::string& share) const {
    for (const auto& slot : slots_)
        if (slot->configured && slot->config.name == share) return slot.get();
    return nullptr;
}

void ScanService::set_shares(const std::vector<ShareConfig>& shares, uint32_t max_scans, const std::map<std::string, UnixNs>& last_started_ns) {
    Lock lock(mutex_);
    max_scans_ = std::max(1u, max_scans);
    std::vector<std::unique_ptr<Slot>> old = std::move(slots_);
    slots_.clear();
    const UnixNs now = clock_.now_ns();
    for (const ShareConfig& share : shares) {
        const auto same = std::find_if(old.begin(), old.end(), [&](const auto& slot) {
            return slot && slot->configured && slot->config.name == share.name && slot->config.path == share.path;
        });
        std::unique_ptr<Slot> slot = same != old.end() ? std::move(*same) : std::make_unique<Slot>();
        const bool same_schedule = same != old.end() && slot->config.scan_every == share.scan_every;
        slot->config = share;
        counts_.try_emplace(share.name);
        if (same_schedule) {
            slots_.push_back(std::move(slot));
            continue;
        }
        const auto last = last_started_ns.find(share.name);
        const UnixNs due = every_ns(share) == 0 ? 0 : last == last_started_ns.end() || last->second == 0 ? now : last->second + every_ns(share);
        slot->next_ns = due != 0 && due <= now && !share.scan_at_start ? now + every_ns(share) : due;
        slots_.push_back(std::move(slot));
    }
    for (auto& slot : old) {
        if (!slot || !slot->watch) continue;
        slot->configured = false;
        slot->watch->stop();
        slots_.push_back(std::move(slot));  // until its thread ended
    }
}

ScanService::Answer ScanService::request_scan(const Request& request) {
    Lock lock(mutex_);
    if (closed_) throw Error(ErrorKind::unavailable, "tocd is stopping");
    Slot* slot = find(request.share);
    if (slot == nullptr) throw Error(ErrorKind::not_found, "no share is called " + request.share);
    Answer answer;
    answer.already_running = slot->watch != nullptr || slot->requested;
    if (slot->watch && request.accept_root)
        throw Error(ErrorKind::conflict, "share " + request.share + " is being scanned: accept its root when that scan has ended");
    if (slot->watch) return answer;
    const auto running = std::count_if(slots_.begin(), slots_.end(), [](const auto& s) { return s->watch != nullptr; });
    answer.queued = static_cast<uint32_t>(running) >= max_scans_;
    slot->accept_root |= request.accept_root;
    if (!slot->requested) slot->requested_ns = clock_.now_ns();
    slot->requested = true;
    uv_async_send(wake_);
    return answer;
}

bool ScanService::stop_scan(const std::string& share) {
    Lock lock(mutex_);
    Slot* slot = find(share);
    if (slot == nullptr) throw Error(ErrorKind::not_found, "no share is called " + share);
    const bool was = slot->watch != nullptr || slot->requested;
    slot->withdraw();
    if (slot->watch) slot->watch->stop();
    return was;
}

std::vector<ScanProgress> ScanService::progress() const {
    Lock lock(mutex_);
    std::vector<ScanProgress> out;
    for (const auto& slot : slots_) {
        if (!slot->configured) continue;
        ScanProgress progress;
        if (slot->watch) progress = slot->watch->progress();
        else progress.state = slot->requested ? ScanProgress::State::waiting : ScanProgress::State::idle;
        if (slot->watch && progress.state == ScanProgress::State::idle) progress.state = ScanProgress::State::running;
        progress.share = slot->config.name;
        progress.next_ns = slot->next_ns;
        out.push_back(std::move(progress));
    }
    return out;
}

std::vector<ScanCounts> ScanService::counts() const {
    Lock lock(mutex_);
    std::map<std::string, ScanCounts> all = counts_;
    for (const auto& slot : slots_)
        if (slot->watch) add_progress(all[slot->config.name], slot->watch->progress());
    std::vector<ScanCounts> out;
    for (auto& [share, counts] : all) {
        counts.share = share;
        out.push_back(std::move(counts));
    }
    return out;
}

std::map<std::string, ScanRecord> ScanService::results() const {
    Lock lock(mutex_);
    std::map<std::string, ScanRecord> out;
    for (const auto& slot : slots_)
        if (slot->result.finished_ns != 0) out[slot->config.name] = slot->result;
    return out;
}

void ScanService::tick() {
    collect_ended();
    start_waiting();
}

void ScanService::start_waiting() {
    Lock lock(mutex_);
    if (closed_) return;
    const UnixNs now = clock_.now_ns();
    for (const auto& slot : slots_) {
        if (!slot->configured || slot->watch || slot->requested || slot->next_ns == 0 || slot->next_ns > now) continue;
        slot->requested = true;
        slot->requested_ns = now;
    }
    for (;;) {
        uint32_t running = 0;
        Slot* first = nullptr;
        for (const auto& slot : slots_) {
            if (slot->watch) ++running;
            else if (slot->requested && (first == nullptr || slot->requested_ns < first->requested_ns) && may_start(*slot))
                first = slot.get();
        }
        if (first == nullptr || running >= max_scans_) return;
        start(*first);
    }
}

// False while the scanner of the scan before is still ending. True also for one that is stuck: its scan is refused.
bool ScanService::may_start(Slot& slot) {
    if (!slot.scanner_ended || slot.scanner_ended()) {
        slot.scanner_ended = nullptr;
        slot.stuck = false;
        return true;
    }
    slot.stuck = clock_.monotonic_ns() - slot.let_go_ns >= kEndingNs;
    return slot.stuck;
}

void ScanService::start(Slot& slot) {
    const ShareConfig& c = slot.config;
    ScanTask task{c.name, {c.path, c.exclude, c.threads, c.kind, c.one_file_system, c.atime_resolution}, ScanMode::full, slot.accept_root};
    slot.withdraw();
    slot.next_ns = every_ns(c) == 0 ? 0 : clock_.now_ns() + every_ns(c);
    slot.watch = std::make_shared<ScanWatch>();
    slot.ended = false;
    std::string failure;
    try {
        if (slot.stuck) throw Error(ErrorKind::unavailable, kStuck);
        slot.engine = engines_();
        log_info("scan", "started", {{"share", c.name}, {"path", c.path}});
    } catch (const std::exception& error) {
        slot.engine = {};
        failure = error.what();  // the thread tells the catalogue: writing may wait, and this is the loop
    }
    try {
        slot.thread = std::thread([this, &slot, task, failure]() mutable { run(slot, task, failure); });
    } catch (const std::system_error& error) {
        log_error("scan", "no thread", {{"share", c.name}, {"reason", std::string_view(error.what())}});
        slot.engine = {};
        slot.watch.reset();
        slot.next_ns = clock_.now_ns() + kRetryNs;
    }
}

// The scan's own thread. Touches of the slot only what start() left to it: watch, result, ended.
void ScanService::run(Slot& slot, const ScanTask& task, const std::string& failure) {
    ScanRecord record;
    try {
        if (failure.empty()) record = run_scan(task, *slot.engine.engine, store_, *slot.watch, clock_);
        else record = store_.refuse({task.share, task.options.path, task.mode, {}, false, clock_.now_ns()}, failure);
    } catch (const std::exception& error) {
        record.outcome = ScanOutcome::interrupted;
        record.failure = error.what();
        record.finished_ns = clock_.now_ns();
    }
    record.share = task.share;
    {
        Lock lock(mutex_);
        slot.result = record;
    }
    slot.ended = true;
    uv_async_send(wake_);
}

// Ends the scan's engine; of one that did not end well remembers how to see that its process ended.
void ScanService::let_go(Slot& slot, bool remember) {
    if (!slot.engine.engine) return;
    std::function<bool()> ended = remember ? std::move(slot.engine.has_ended) : nullptr;
    slot.engine = {};
    if (!ended || ended()) return;
    slot.scanner_ended = std::move(ended);
    slot.let_go_ns = clock_.monotonic_ns();
}

void ScanService::collect_ended() {
    bool idle = false;
    {
        Lock lock(mutex_);
        bool any = false;
        for (auto& slot : slots_) {
            if (!slot->watch || !slot->ended) continue;
            slot->thread.join();
            ScanCounts& counts = counts_[slot->config.name];
            add_progress(counts, slot->watch->progress());
            ++counts.ended[static_cast<size_t>(slot->result.outcome)];
            const ScanRecord& r = slot->result;
            const bool retry = r.outcome == ScanOutcome::refused || r.outcome == ScanOutcome::interrupted;
            let_go(*slot, retry);
            slot->watch.reset();
            any = true;
            if (retry && slot->next_ns != 0) slot->next_ns = std::min(slot->next_ns, clock_.now_ns() + kRetryNs);
            if (!r.failure.empty()) log_warning("scan", "failed", {{"share", r.share}, {"reason", r.failure}});
            log_line(retry ? LogLevel::warning : LogLevel::info, "scan", "ended",
                     {{"share", r.share}, {"outcome", outcome_name(r.outcome)}, {"directories", r.directories}, {"files", r.files},
                      {"bytes", r.size_bytes}, {"added", r.added}, {"changed", r.changed}, {"gone", r.gone}, {"failed", r.failed},
                      {"ms", (r.finished_ns - r.started_ns) / 1'000'000}});
        }
        std::erase_if(slots_, [](const auto& slot) { return !slot->configured && !slot->watch; });
        idle = any && std::none_of(slots_.begin(), slots_.end(), [](const auto& slot) { return slot->watch || slot->requested; });
    }
    if (idle && on_idle_) on_idle_();
}

void ScanService::close(int grace_ms) {
    {
        Lock lock(mutex_);
        closed_ = true;
        for (auto& slot : slots_) {
            slot->withdraw();
            if (slot->watch) slot->watch->stop();
        }
    }
    const int64_t deadline = clock_.monotonic_ns() + int64_t{grace_ms} * 1'000'000;
    bool killed = false;
    for (;;) {
        collect_ended();
        {
            Lock lock(mutex_);
            const bool running = std::any_of(slots_.begin(), slots_.end(), [](const auto& slot) { return slot->watch != nullptr; });
            if (!running) return;
            if (!killed && clock_.monotonic_ns() > deadline) {
                killed = true;
                store_.give_up();
                for (auto& slot : slots_)
                    if (slot->watch && slot->engine.kill) slot->engine.kill();
            }
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

}  // namespace tocd
