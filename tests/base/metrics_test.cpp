#include "base/metrics.hpp"

#include "base/process_figures.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

using namespace tocd;

TEST_CASE("a duration falls into the first bucket that it fits and into all that follow") {
    DurationHistogram histogram;
    histogram.add(0);
    histogram.add(1'000'000);
    histogram.add(1'000'001);
    histogram.add(3'600'000'000'000);

    const auto cumulative = histogram.cumulative();
    CHECK(cumulative[0] == 2);
    CHECK(cumulative[1] == 3);
    CHECK(cumulative[DurationHistogram::kBoundsNs.size() - 1] == 3);
    CHECK(cumulative.back() == 4);
    CHECK(histogram.sum_ns() == 3'600'002'000'001);
}

TEST_CASE("what several threads add is all there") {
    Counter counter;
    Level level;
    DurationHistogram histogram;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 10'000; ++i) {
                counter.add(2);
                level.add(i % 2 == 0 ? 1 : -1);
                histogram.add(i * 1000);
            }
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(counter.value() == 80'000);
    CHECK(level.value() == 0);
    CHECK(histogram.cumulative().back() == 40'000);
    CHECK(histogram.sum_ns() == 4ull * 1000 * 9'999 * 10'000 / 2);
}

TEST_CASE("the kernel tells what this process holds") {
    const ProcessFigures before = read_process_figures();
    const int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    std::vector<char> memory(32 << 20, 'x');
    const ProcessFigures after = read_process_figures();
    close(fd);

    CHECK(after.open_fds.value() == before.open_fds.value() + 1);
    CHECK(after.max_fds.value() > after.open_fds.value());
    CHECK(after.resident_bytes.value() > before.resident_bytes.value() + (16 << 20));
    CHECK(after.cpu_ns >= before.cpu_ns);
    CHECK(after.started_ns.value() <= system_clock().now_ns());
    CHECK(after.started_ns.value() > system_clock().now_ns() - 3600 * kNsPerSecond);
    CHECK(memory.back() == 'x');
}

TEST_CASE("a thread that the kernel holds is told from one that waits") {
    int to_child[2];
    REQUIRE(pipe(to_child) == 0);
    std::atomic<pid_t> held{0};
    // vfork(2): the kernel holds the parent until its child ends.
    std::thread parent([&] {
        held = gettid();
        const pid_t child = vfork();
        if (child == 0) {
            char byte = 0;
            if (read(to_child[0], &byte, 1) < 0) _exit(1);
            _exit(0);
        }
        waitpid(child, nullptr, 0);
    });
    while (held == 0 || !is_held_by_kernel(held)) std::this_thread::yield();
    CHECK(holds_any_thread());
    CHECK_FALSE(is_held_by_kernel(gettid()));

    REQUIRE(write(to_child[1], "x", 1) == 1);
    parent.join();
    CHECK_FALSE(is_held_by_kernel(held));
    close(to_child[0]);
    close(to_child[1]);
}
