// A scan service with engines and a store of the test's own.
#pragma once

#include "app/scan_service.hpp"
#include "app/uv_loop.hpp"
#include "base/error.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <mutex>
#include <set>
#include <thread>

namespace tocd {

// Opens, then says nothing until it is woken: a scan that lasts as long as the test wants.
class SilentEngine final : public Engine {
public:
    RootIdentity open(const ShareOptions&) override { return {2, kNoTime, "ext4", "/dev/sda", false}; }
    RootIdentity look_again() override { return {2, kNoTime, "ext4", "/dev/sda", false}; }
    void submit(const Job&) override {}
    void hold(bool) override {}
    EngineEvents poll(std::chrono::milliseconds timeout) override {
        for (int i = 0; i < timeout.count() / 2 && !woken_.exchange(false); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(2));
        return {};
    }
    void wake() override { woken_ = true; }

private:
    std::atomic<bool> woken_{false};
};

// Its share never answers.
class HangingEngine final : public Engine {
public:
    RootIdentity open(const ShareOptions&) override { throw ShareHangs("the mount hangs"); }
    RootIdentity look_again() override { return {}; }
    void submit(const Job&) override {}
    void hold(bool) override {}
    EngineEvents poll(std::chrono::milliseconds) override { return {}; }
    void wake() override {}
};

class CountingStore final : public ListingStore {
public:
    ScanBegun begin(const ScanStart& start) override {
        const std::lock_guard lock(mutex_);
        running_.insert(start.share);
        most_at_once = std::max(most_at_once, running_.size());
        begun.push_back(start);
        ScanBegun out;
        out.scan_id = static_cast<int64_t>(begun.size());
        out.directories.emplace_back().key = 1;
        return out;
    }
    void expect(int64_t, uint64_t, std::vector<DirectoryToList>) override {}
    void take(int64_t, std::vector<Listing>, Next next) override { next({}); }
    void plan(int64_t, size_t, Next next) override { next({}); }
    ScanRecord confirm(int64_t) override { return {}; }
    void take_unchanged(int64_t, Unchanged) override {}
    void job_done(int64_t, uint64_t, std::vector<uint32_t>, Next next) override { next({}); }
    ScanRecord refuse(const ScanStart& start, const std::string& failure) override {
        refused.push_back(start.share + ": " + failure);
        ScanRecord record;
        record.outcome = ScanOutcome::refused;
        record.failure = failure;
        return record;
    }
    ScanRecord finish(int64_t scan_id, ScanEnding ending, const std::string&) override {
        const std::lock_guard lock(mutex_);
        const std::string share = begun[static_cast<size_t>(scan_id) - 1].share;
        running_.erase(share);
        ScanRecord record;
        record.share = share;
        record.finished_ns = 1;
        record.outcome = ending == ScanEnding::clean ? ScanOutcome::complete : ScanOutcome::interrupted;
        return record;
    }
    [[nodiscard]] std::vector<std::string> names() {
        const std::lock_guard lock(mutex_);
        std::vector<std::string> out;
        for (const ScanStart& start : begun) out.push_back(start.share);
        return out;
    }
    [[nodiscard]] ScanMode last_mode() { const std::lock_guard lock(mutex_); return begun.empty() ? ScanMode::part : begun.back().mode; }
    std::vector<ScanStart> begun;
    std::vector<std::string> refused;
    size_t most_at_once = 0;

private:
    std::mutex mutex_;
    std::set<std::string> running_;
};

inline ShareConfig share_named(const std::string& name, int every_seconds = 0) {
    ShareConfig share;
    share.name = name;
    share.path = "/srv/" + name;
    share.scan_every = std::chrono::seconds(every_seconds);
    return share;
}

inline ScanConfig at_once(uint32_t scans) {
    ScanConfig config;
    config.max_scans = scans;
    return config;
}

struct ServiceFixture {
    explicit ServiceFixture(const Clock& clock_of_service = system_clock()) : clock(clock_of_service) {}
    const Clock& clock;
    UvLoop loop;
    CountingStore store;
    int engines = 0;
    bool no_engine = false;
    bool hangs = false;         // the share does not answer
    bool process_ended = true;  // of a hanging scanner
    bool idle = false;
    ScanService service{loop.get(), store, [this]() -> StartedEngine {
        if (no_engine) throw Error(ErrorKind::unavailable, "no scanner here");
        ++engines;
        if (hangs) return {std::make_unique<HangingEngine>(), {}, [this] { return process_ended; }};
        return {std::make_unique<SilentEngine>(), {}, {}};
    }, clock, [this] { idle = true; }};

    ~ServiceFixture() { service.close(1000); }

    template <class Until>
    void run_until(Until until) {
        for (int i = 0; i < 20'000 && !until(); ++i) {
            uv_run(loop.get(), UV_RUN_NOWAIT);
            uv_sleep(1);
        }
        REQUIRE(until());
    }
};

}  // namespace tocd
