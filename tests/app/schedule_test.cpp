// The schedule under a wall clock that is set: no scan waits longer than its period, and none comes in crowds.
#include "app/scan_service_fixture.hpp"

using namespace tocd;

namespace {

constexpr int64_t kHourS = 3600, kYearS = 365 * 24 * kHourS;

class SetClock final : public Clock {
public:
    [[nodiscard]] UnixNs now_ns() const override { return wall_ns_; }
    [[nodiscard]] int64_t monotonic_ns() const override { return system_clock().monotonic_ns(); }
    void move(int64_t seconds) { wall_ns_ += seconds * kNsPerSecond; }

private:
    std::atomic<UnixNs> wall_ns_{1'760'000'000 * kNsPerSecond};
};

struct Scheduled {
    Scheduled() {
        f.service.set_shares({share_named("a", kHourS)}, at_once(1), {});
        end_scan();  // the first one is due at once
    }
    // Lets the scan begin that is due, and end.
    void end_scan() {
        const size_t before = scans;
        f.run_until([&] { return f.store.names().size() == before + 1; });
        f.service.stop_scan("a");
        f.run_until([&] { return f.service.progress().at(0).state == ScanProgress::State::idle; });
        scans = f.store.names().size();
    }
    // Some turns of the service's timer.
    void let_pass() {
        for (int i = 0; i < 1200; ++i) {
            uv_run(f.loop.get(), UV_RUN_NOWAIT);
            uv_sleep(1);
        }
    }
    [[nodiscard]] int64_t wait_s() { return (f.service.progress().at(0).next_ns - clock.now_ns()) / kNsPerSecond; }

    SetClock clock;
    ServiceFixture f{clock};
    size_t scans = 0;
};

}  // namespace

TEST_CASE("a clock that is set back does not put a scan off by more than its period") {
    Scheduled s;
    s.clock.move(-3 * kYearS);
    s.let_pass();
    CHECK(s.wait_s() <= kHourS);
    CHECK(s.f.store.names().size() == s.scans);
    s.clock.move(kHourS + 1);
    s.end_scan();
    CHECK(s.wait_s() <= kHourS);
}

TEST_CASE("a clock that is set ahead brings one scan and not one for every period that was skipped") {
    Scheduled s;
    s.clock.move(50 * kYearS);
    s.end_scan();
    s.let_pass();
    CHECK(s.f.store.names().size() == s.scans);
    s.clock.move(-50 * kYearS);
    s.let_pass();
    CHECK(s.f.store.names().size() == s.scans);
    CHECK(s.wait_s() <= kHourS);
}
