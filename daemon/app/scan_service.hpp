// Which share is scanned when: schedules, requests, a cap on scans at once, one thread per running scan.
// Thread: the loop's, except the ScanControl functions, which any thread may call.
#pragma once

#include "base/mutex.hpp"
#include "base/time.hpp"
#include "config/config.hpp"
#include "model/ports.hpp"
#include "scan/engine.hpp"
#include "scan/run_scan.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

typedef struct uv_loop_s uv_loop_t;
typedef struct uv_async_s uv_async_t;
typedef struct uv_timer_s uv_timer_t;

namespace tocd {

// An engine for one scan, and how to end it by force when it does not answer.
struct StartedEngine {
    std::unique_ptr<Engine> engine;
    std::function<void()> kill;       // loop thread
    // Asked again and again on the loop after `engine` is gone: true when the scanner's process is gone as well. One
    // that hangs in the kernel stays, and is not joined by another. Null: it goes with the engine.
    std::function<bool()> has_ended;
};
using EngineFactory = std::function<StartedEngine()>;  // loop thread; throws Error(unavailable)

class ScanService final : public ScanControl {
public:
    // `on_idle` runs on the loop whenever the last running scan has ended.
    ScanService(uv_loop_t* loop, ListingStore& store, EngineFactory engines, const Clock& clock, std::function<void()> on_idle = {});
    ~ScanService() override;  // after close()

    // The shares from now on. last_started_ns: start of the last ended scan by share name (0: never), for the
    // schedule of shares that are new or have another one. Scans of shares that are no longer there are stopped.
    void set_shares(const std::vector<ShareConfig>& shares, const ScanConfig& config, const std::map<std::string, UnixNs>& last_started_ns);

    // Stops all scans (they end as interrupted) and waits up to `grace_ms` for them, then ends their engines by
    // force, tells the store to give up, and waits for the threads, which then have nothing to wait for. Blocks; no request is taken any more.
    void close(int grace_ms);

    Answer request_scan(const Request& request) override;
    ScanRecord confirm_scan(int64_t scan_id) override {
        ScanRecord record = store_.confirm(scan_id);
        news.ring();
        return record;
    }
    bool stop_scan(const std::string& share) override;
    bool pause(const std::string& share, bool paused) override;
    [[nodiscard]] std::vector<ScanProgress> progress() const override;
    [[nodiscard]] std::vector<ShareRules> rules() const override;
    [[nodiscard]] std::vector<ScanCounts> counts() const override;

    [[nodiscard]] std::vector<Ended> ended(uint64_t after) const override;

    // The last scan that ended in this process, by share.
    [[nodiscard]] std::map<std::string, ScanRecord> results() const;

private:
    struct Slot;
    void tick();
    void start_waiting() TOCD_EXCLUDES(mutex_);
    void start(Slot& slot) TOCD_REQUIRES(mutex_);
    void hold_and_release() TOCD_REQUIRES(mutex_);
    void look_after_leaving() TOCD_EXCLUDES(mutex_);
    [[nodiscard]] uint32_t running() const TOCD_REQUIRES(mutex_);
    void collect_ended() TOCD_EXCLUDES(mutex_);
    void run(Slot& slot, const ScanTask& task, const std::string& failure);
    Slot* find(const std::string& share) const TOCD_REQUIRES(mutex_);

    uv_loop_t* loop_;
    ListingStore& store_;
    const EngineFactory engines_;
    const Clock& clock_;
    const std::function<void()> on_idle_;
    uv_async_t* wake_;    // something was requested, or ended
    uv_timer_t* timer_;   // looks at the schedule
    mutable Mutex mutex_;
    std::vector<std::unique_ptr<Slot>> slots_ TOCD_GUARDED_BY(mutex_);
    std::map<std::string, ScanCounts> counts_ TOCD_GUARDED_BY(mutex_);  // by share, of scans that ended
    std::deque<Ended> ended_ TOCD_GUARDED_BY(mutex_);
    uint64_t ended_count_ TOCD_GUARDED_BY(mutex_) = 0;
    ScanConfig config_ TOCD_GUARDED_BY(mutex_);
    bool closed_ TOCD_GUARDED_BY(mutex_) = false;
};

}  // namespace tocd
