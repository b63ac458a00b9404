#include "scan/governor.hpp"

#include "scripted_file_system.hpp"

#include <doctest/doctest.h>

using namespace tocd;

namespace {

struct Governed {
    ScriptedClock clock;
    ShareOptions options;

    // Works for `seconds` with calls of `us` each, as one thread after another would.
    void work(Governor& governor, int seconds, int64_t us) {
        for (int i = 0; i < seconds * 10; ++i) {
            clock.running_ns += kNsPerSecond / 10;
            (void)governor.note(16, 10, us * 10 * 1000);
        }
    }
};

}  // namespace

TEST_CASE("a governor without limits lets everything go at once") {
    Governed g;
    Governor governor(4, g.options, g.clock);
    for (int i = 0; i < 100; ++i) CHECK(governor.note(1'000'000, 1, 1000) == 0);
    CHECK(governor.threads() == 4);
    CHECK(governor.pulse().calls == 100);
}

TEST_CASE("no more entries a second than the limit whatever the number of threads") {
    Governed g;
    g.options.max_entries_per_second = 1000;
    Governor governor(4, g.options, g.clock);
    // Four threads that take 16 names each time they may; each waits for itself.
    int64_t free_ns[4] = {0, 0, 0, 0};
    uint64_t entries = 0;
    const int64_t begin_ns = g.clock.running_ns;
    while (g.clock.running_ns - begin_ns < 10 * kNsPerSecond) {
        for (int64_t& until_ns : free_ns) {
            if (until_ns > g.clock.running_ns) continue;
            until_ns = g.clock.running_ns + governor.note(16, 17, 1000);
            entries += 16;
        }
        g.clock.running_ns += kNsPerSecond / 1000;
    }
    CHECK(entries <= 10'300);  // a fifth of a second ahead, and what each thread had in hand
    CHECK(entries >= 9'900);
}

TEST_CASE("what the limit left unused is not saved up") {
    Governed g;
    g.options.max_entries_per_second = 100;
    Governor governor(1, g.options, g.clock);
    g.clock.running_ns += 3600 * kNsPerSecond;
    CHECK(governor.note(20, 1, 0) == 0);
    CHECK(governor.note(100, 1, 0) == kNsPerSecond);
}

TEST_CASE("when the share answers several times slower fewer threads ask and they come back with its answers") {
    Governed g;
    Governor governor(8, g.options, g.clock);
    g.work(governor, 10, 1000);
    CHECK(governor.threads() == 8);
    CHECK(governor.pulse().latency_us == 1000);
    CHECK(governor.pulse().usual_latency_us == 1000);

    g.work(governor, 1, 20'000);
    CHECK(governor.threads() == 4);
    g.work(governor, 10, 20'000);
    CHECK(governor.threads() == 1);
    CHECK(governor.pulse().usual_latency_us == 1000);

    g.work(governor, 3, 1500);
    CHECK(governor.threads() == 4);
    g.work(governor, 20, 1500);
    CHECK(governor.threads() == 8);
}

TEST_CASE("latency that nobody notices takes no thread away") {
    Governed g;
    Governor governor(8, g.options, g.clock);
    g.work(governor, 10, 10);
    g.work(governor, 10, 2900);  // from the server instead of from a cache
    CHECK(governor.threads() == 8);
}

TEST_CASE("a share that is always as slow keeps its threads") {
    Governed g;
    Governor governor(4, g.options, g.clock);
    g.work(governor, 60, 50'000);
    CHECK(governor.threads() == 4);
}

TEST_CASE("what an earlier scan called usual holds until there is enough of a new one") {
    Governed g;
    g.options.usual_latency_us = 1000;
    Governor governor(4, g.options, g.clock);
    g.work(governor, 120, 20'000);
    CHECK(governor.threads() == 1);
    CHECK(governor.pulse().usual_latency_us == 1000);
    g.work(governor, 300, 20'000);  // the share has moved to slower disks
    CHECK(governor.pulse().usual_latency_us == 20'000);
    CHECK(governor.threads() == 4);
}

TEST_CASE("back off can be turned off") {
    Governed g;
    g.options.back_off = false;
    Governor governor(8, g.options, g.clock);
    g.work(governor, 10, 1000);
    g.work(governor, 10, 100'000);
    CHECK(governor.threads() == 8);
    CHECK(governor.pulse().latency_us == 100'000);
}
