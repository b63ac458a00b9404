#include "app/scan_service.hpp"

#include "app/configured_shares.hpp"
#include "app/scan_slot.hpp"
#include "app/uv_loop.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/no_memory.hpp"

#include <uv.h>

#include <algorithm>
#include <chrono>
#include <system_error>

namespace tocd {
namespace {

constexpr uint64_t kTickMs = 500;
constexpr size_t kEndedKept = 100;
constexpr uint64_t kLeavingTickMs = 10;  // while a scanner ends, as it does at once
// A share that was refused or interrupted is tried again sooner than its schedule says: a mount may be back.
constexpr int64_t kRetryNs = 15 * 60 * kNsPerSecond;

void add_progress(ScanCounts& counts, const ScanProgress& progress) {
    counts.directories += static_cast<uint64_t>(progress.directories_done);
    counts.entries += static_cast<uint64_t>(progress.entries);
    counts.failed += static_cast<uint64_t>(progress.failed);
}

int64_t every_ns(const ShareConfig& share) { return std::chrono::nanoseconds(share.scan_every).count(); }

}  // namespace

ScanService::ScanService(uv_loop_t* loop, ListingStore& store, EngineFactory engines, const Clock& clock, std::function<void()> on_idle)
    : loop_(loop), store_(store), engines_(std::move(engines)), clock_(clock), on_idle_(std::move(on_idle)),
      wake_(new uv_async_t), timer_(new uv_timer_t) {
    wake_->data = this;
    uv_async_init(loop_, wake_, [](uv_async_t* handle) { guard_loop([handle] { static_cast<ScanService*>(handle->data)->tick(); }); });
    timer_->data = this;
    uv_timer_init(loop_, timer_);
    uv_timer_start(timer_, [](uv_timer_t* handle) { guard_loop([handle] { static_cast<ScanService*>(handle->data)->tick(); }); }, 0, kTickMs);
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

void ScanService::set_shares(const std::vector<ShareConfig>& shares, const ScanConfig& config, const std::map<std::string, UnixNs>& last_started_ns) {
    Lock lock(mutex_);
    config_ = config;
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
        if (same == old.end()) slot->never_scanned = last == last_started_ns.end() || last->second == 0;
        const UnixNs due = every_ns(share) == 0 ? 0 : last == last_started_ns.end() || last->second == 0 ? now : last->second + every_ns(share);
        slot->next_ns = due != 0 && due <= now && !share.scan_at_start ? now + every_ns(share) : due;
        slots_.push_back(std::move(slot));
    }
    for (auto& slot : old) {
        if (!slot || (!slot->watch && !slot->leaving)) continue;
        slot->configured = false;
        if (slot->watch) slot->watch->stop();
        slots_.push_back(std::move(slot));  // until its thread ended
    }
    news.ring();
}

ScanService::Answer ScanService::request_scan(const Request& request) {
    Lock lock(mutex_);
    if (closed_) throw Error(ErrorKind::unavailable, "tocd is stopping");
    Slot* slot = find(request.share);
    if (slot == nullptr) throw NotFound(Named::share, "no share is called " + request.share);
    Answer answer;
    answer.already_running = slot->watch != nullptr || slot->requested;
    if (slot->watch && request.accept_root)
        throw Error(ErrorKind::conflict, "share " + request.share + " is being scanned: accept its root when that scan has ended");
    if (slot->paused)
        throw Error(ErrorKind::conflict, "share " + request.share + " is paused: let it go on first (toc scan --resume " + request.share + ")");
    if (slot->hangs(clock_.monotonic_ns()))
        throw Error(ErrorKind::unavailable, "the last scanner of share " + request.share +
                                                " still hangs: the next one starts when its mount answers or is detached (umount -f -l)");
    slot->asked = true;
    uv_async_send(wake_);
    // A scan that runs may have passed a part already, and a fast one does not look at every file.
    const bool sees_enough = slot->running_mode == ScanMode::full || (slot->running_mode == ScanMode::fast && request.mode == ScanMode::fast);
    if (slot->watch && request.mode != ScanMode::part && sees_enough) return answer;
    slot->want(request);
    answer.already_running &= slot->watch == nullptr;
    answer.queued = slot->watch != nullptr || running() >= config_.max_scans;
    slot->accept_root |= request.accept_root;
    if (!slot->requested) slot->requested_ns = clock_.monotonic_ns();
    slot->requested = true;
    news.ring();
    return answer;
}

bool ScanService::pause(const std::string& share, bool paused) {
    Lock lock(mutex_);
    Slot* slot = find(share);
    if (slot == nullptr) throw NotFound(Named::share, "no share is called " + share);
    if (slot->paused == paused) return false;
    slot->paused = paused;
    log_info("scan", paused ? "paused" : "goes on", {{"share", share}});
    uv_async_send(wake_);
    news.ring();
    return true;
}

uint32_t ScanService::running() const {
    const auto works = [](const auto& slot) { return slot->watch && !slot->watch->pausing(); };
    return static_cast<uint32_t>(std::count_if(slots_.begin(), slots_.end(), works));
}

bool ScanService::stop_scan(const std::string& share) {
    Lock lock(mutex_);
    Slot* slot = find(share);
    if (slot == nullptr) throw NotFound(Named::share, "no share is called " + share);
    const bool was = slot->watch != nullptr || slot->requested;
    slot->withdraw();
    if (slot->watch) slot->watch->stop();
    news.ring();
    return was;
}

std::vector<ScanProgress> ScanService::progress() const {
    using State = ScanProgress::State;
    Lock lock(mutex_);
    std::vector<ScanProgress> out;
    const UnixNs now_ns = clock_.now_ns();
    const int64_t monotonic_ns = clock_.monotonic_ns();
    for (const auto& slot : slots_) {
        if (!slot->configured) continue;
        ScanProgress progress;
        if (slot->watch) {
            progress = slot->watch->progress();
            if (progress.state == State::idle || progress.state == State::stuck) progress.state = State::running;
        } else if (slot->stuck || slot->hangs(monotonic_ns)) {
            progress.state = State::stuck;
            progress.reason = !slot->stuck ? "the last scanner does not end" : slot->result.failure.empty() ? "the share did not answer" : slot->result.failure;
        } else {
            progress.state = slot->paused ? State::paused : slot->requested ? State::waiting : State::idle;
        }
        const bool held = progress.state == State::paused || progress.state == State::idle;
        if (held && slot->paused) progress.reason = "somebody paused it";
        else if (held && !slot->asked && slot->is_quiet(now_ns)) progress.reason = "quiet hours";
        else if (held && slot->result.id == 0 && !slot->result.failure.empty()) progress.reason = "the last scan could not be stored: " + slot->result.failure;
        progress.paused = slot->paused;
        progress.share = slot->config.name;
        progress.next_ns = slot->next_ns;
        out.push_back(std::move(progress));
    }
    return out;
}

std::vector<ShareRules> ScanService::rules() const {
    Lock lock(mutex_);
    std::vector<ShareRules> out;
    for (const auto& slot : slots_)
        if (slot->configured) out.push_back(rules_of(slot->config));
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

std::vector<ScanControl::Ended> ScanService::ended(uint64_t after) const {
    Lock lock(mutex_);
    std::vector<Ended> out;
    for (const Ended& one : ended_)
        if (one.number > after) out.push_back(one);
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
    look_after_leaving();
    start_waiting();
}

void ScanService::look_after_leaving() {
    Lock lock(mutex_);
    bool any = false;
    for (auto& slot : slots_) {
        if (!slot->leaving) continue;
        if (slot->engine.has_ended()) {
            // What held it answers again, or was taken away: no reason to wait for the schedule.
            if (slot->stuck && slot->hangs(clock_.monotonic_ns()) && slot->next_ns != 0) slot->next_ns = clock_.now_ns();
            slot->leaving = false;
            slot->engine = {};
        } else {
            any |= !slot->hangs(clock_.monotonic_ns());
        }
    }
    std::erase_if(slots_, [](const auto& slot) { return !slot->configured && !slot->watch && !slot->leaving; });
    const uint64_t tick_ms = any ? kLeavingTickMs : kTickMs;
    if (uv_timer_get_repeat(timer_) == tick_ms) return;
    uv_timer_set_repeat(timer_, tick_ms);
    uv_timer_again(timer_);
}

// Scans that nobody asked for stand still in quiet hours, and every one of a paused share; they take no place then.
void ScanService::hold_and_release() {
    const UnixNs now = clock_.now_ns();
    for (auto& slot : slots_) {
        if (!slot->watch) continue;
        if (slot->paused || (!slot->asked && slot->is_quiet(now))) slot->watch->pause(true);
        else if (slot->watch->pausing() && running() < config_.max_scans) slot->watch->pause(false);
    }
}

void ScanService::start_waiting() {
    Lock lock(mutex_);
    if (closed_) return;
    hold_and_release();
    const UnixNs now = clock_.now_ns();
    for (auto& slot : slots_) {
        slot->next_ns = std::min(slot->next_ns, now + every_ns(slot->config));  // further away only where the clock was set back
        if (!slot->configured || slot->watch || slot->next_ns == 0 || slot->next_ns > now) continue;
        if (slot->paused || slot->leaving || slot->is_quiet(now)) continue;
        if (slot->requested && slot->mode == ScanMode::part) slot->mode = ScanMode::fast;  // which lists the parts in any case
        if (slot->requested) continue;
        slot->requested = true;
        slot->asked = false;
        slot->requested_ns = clock_.monotonic_ns();
    }
    while (running() < std::max(1u, config_.max_scans)) {
        Slot* first = nullptr;
        for (const auto& slot : slots_) {
            if (!slot->requested || slot->watch || slot->leaving || slot->paused || (!slot->asked && slot->is_quiet(now))) continue;
            if (first == nullptr || slot->requested_ns < first->requested_ns) first = slot.get();
        }
        if (first == nullptr) return;
        start(*first);
    }
}

void ScanService::start(Slot& slot) {
    const ShareConfig& c = slot.config;
    ScanTask task{c.name, {}, c.full_every.count() == 0 && slot.mode == ScanMode::fast ? ScanMode::full : slot.mode, slot.accept_root};
    slot.running_mode = slot.never_scanned && task.mode != ScanMode::part ? ScanMode::full : task.mode;
    for (const auto& [path, below] : slot.parts) task.parts.push_back({path, below});
    task.rules.racy_margin_ns = std::chrono::nanoseconds(c.stamp_margin).count();
    task.rules.full_every_ns = std::chrono::nanoseconds(c.full_every).count();
    task.rules.scan_every_ns = every_ns(c);
    task.rules.hold_files = c.hold_files;
    task.rules.keep_gone_ns = std::chrono::nanoseconds(c.keep_gone).count();
    task.rules.keep_gone_scans = c.keep_gone_scans;
    task.rules.hold_permille = int64_t{c.hold_percent} * 10;
    task.options = {c.path, exclude_patterns(c), c.threads, c.kind, c.one_file_system, c.atime_resolution, c.marker,
                    c.max_entries_per_second, c.back_off, slot.usual_latency_us, config_.stuck_after};
    slot.withdraw();
    // A part takes the place of no whole scan: a hook that tells of changes all day would keep it from ever coming.
    if (task.mode != ScanMode::part) slot.next_ns = every_ns(c) == 0 ? 0 : clock_.now_ns() + every_ns(c);
    slot.watch = std::make_shared<ScanWatch>();
    slot.ended = false;
    std::string failure;
    try {
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
    news.ring();
}

// The scan's own thread. Touches of the slot only what start() left to it: watch, result, ended.
void ScanService::run(Slot& slot, const ScanTask& task, const std::string& failure) {
    ScanRecord record;
    try {
        if (failure.empty()) record = run_scan(task, *slot.engine.engine, store_, *slot.watch, clock_);
        else record = store_.refuse({.share = task.share, .share_path = task.options.path, .mode = task.mode, .started_ns = clock_.now_ns()}, failure);
    } catch (const std::exception& error) {
        record.outcome = ScanOutcome::interrupted;
        record.failure = reason_of(error);
        record.started_ns = record.finished_ns = clock_.now_ns();
    }
    record.share = task.share;
    {
        Lock lock(mutex_);
        slot.result = record;
    }
    slot.ended = true;
    uv_async_send(wake_);
}

void ScanService::collect_ended() {
    bool idle = false, any = false;
    {
        Lock lock(mutex_);
        for (auto& slot : slots_) {
            if (!slot->watch || !slot->ended) continue;
            if (slot->thread.joinable()) slot->thread.join();  // not so when what follows failed before
            ScanCounts& counts = counts_[slot->config.name];
            const ScanProgress progress = slot->watch->progress();
            add_progress(counts, progress);
            slot->stuck = progress.state == ScanProgress::State::stuck;
            if (progress.usual_latency_us != 0) slot->usual_latency_us = progress.usual_latency_us;
            ++counts.ended[static_cast<size_t>(slot->result.outcome)];
            slot->engine.engine.reset();
            slot->asked = false;
            slot->leaving = slot->engine.has_ended != nullptr;
            slot->leaving_ns = clock_.monotonic_ns();
            slot->watch.reset();
            any = true;
            const ScanRecord& r = slot->result;
            ended_.push_back({++ended_count_, r});
            slot->never_scanned &= r.mode == ScanMode::part || (r.outcome != ScanOutcome::complete && r.outcome != ScanOutcome::incomplete);
            if (ended_.size() > kEndedKept) ended_.pop_front();
            const bool retry = r.outcome == ScanOutcome::refused || r.outcome == ScanOutcome::interrupted;
            if (retry && slot->next_ns != 0) slot->next_ns = std::min(slot->next_ns, clock_.now_ns() + kRetryNs);
            if (!r.failure.empty()) log_warning("scan", "failed", {{"share", r.share}, {"reason", r.failure}});
            log_line(retry ? LogLevel::warning : LogLevel::info, "scan", "ended",
                     {{"share", r.share}, {"outcome", outcome_name(r.outcome)}, {"directories", r.directories}, {"files", r.files},
                      {"bytes", r.size_bytes}, {"added", r.added}, {"changed", r.changed}, {"gone", r.gone}, {"failed", r.failed},
                      {"ms", (r.finished_ns - r.started_ns) / 1'000'000}});
        }
        std::erase_if(slots_, [](const auto& slot) { return !slot->configured && !slot->watch && !slot->leaving; });
        idle = any && std::none_of(slots_.begin(), slots_.end(), [](const auto& slot) { return slot->watch || slot->requested; });
    }
    if (any) news.ring();
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
