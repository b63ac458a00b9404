#include "app/life_signs.hpp"

#include "app/uv_loop.hpp"
#include "base/error.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <mutex>
#include <vector>

using namespace tocd;
using std::chrono::milliseconds;

namespace {

// A writer and a reader that answer as the test wants.
struct Life {
    UvLoop loop;
    std::mutex mutex;
    std::vector<std::function<void()>> asked;  // of the writer, and not answered
    std::atomic<bool> writer_answers{true};
    std::atomic<int64_t> worked_ns{0};
    std::atomic<bool> disk_hangs{false};
    std::atomic<bool> reader_fails{false};
    std::atomic<bool> reader_hangs{false};
    std::atomic<int> looks{0};
    int alive = 0;
    LifeSigns signs{loop.get(),
                    milliseconds(5),
                    milliseconds(0),
                    {[this](std::function<void()> answered) {
                         if (writer_answers) return answered();
                         const std::lock_guard lock(mutex);
                         asked.push_back(std::move(answered));
                     },
                     [this] { return worked_ns.load(); },
                     [this] { return disk_hangs.load(); },
                     [this] {
                         while (reader_hangs) std::this_thread::sleep_for(milliseconds(1));
                         if (reader_fails) throw Error(ErrorKind::corrupt, "the file is damaged");
                     },
                     [this] { ++looks; }},
                    [this] { ++alive; }};

    void run_for_checks(int checks) {
        for (int i = 0; i < checks * 5; ++i) {
            uv_run(loop.get(), UV_RUN_NOWAIT);
            uv_sleep(1);
        }
    }
    void run_until_alive(int times) {
        for (int i = 0; i < 10'000 && alive < times; ++i) {
            uv_run(loop.get(), UV_RUN_NOWAIT);
            uv_sleep(1);
        }
        REQUIRE(alive >= times);
    }
};

}  // namespace

TEST_CASE("signs of life come again and again while writer and reader answer") {
    Life life;
    life.run_until_alive(5);
    CHECK(life.looks >= 4);
}

TEST_CASE("a writer that neither answers nor works gives no sign of life until it answers") {
    Life life;
    life.run_until_alive(1);
    life.writer_answers = false;
    life.run_for_checks(3);  // what was on its way arrives
    const int before = life.alive;

    life.run_for_checks(20);
    CHECK(life.alive == before);
    CHECK(life.signs.trouble().starts_with("The catalogue's writer has not answered for "));

    life.writer_answers = true;
    for (const auto& answered : life.asked) answered();
    life.run_until_alive(before + 2);
}

TEST_CASE("a writer that works on something long is alive without an answer") {
    Life life;
    life.writer_answers = false;
    life.run_for_checks(3);
    const int before = life.alive;
    for (int i = 0; i < 10; ++i) {
        life.worked_ns += 50'000'000;
        life.run_for_checks(2);
    }
    CHECK(life.alive > before);
    for (const auto& answered : life.asked) answered();
}

TEST_CASE("a writer that waits for its disk is alive and the status says what it waits for") {
    Life life;
    life.writer_answers = false;
    life.disk_hangs = true;
    life.run_for_checks(3);
    const int before = life.alive;
    life.run_until_alive(before + 5);
    const std::string trouble = life.signs.trouble();
    CHECK(trouble.starts_with("The catalogue's writer has not answered for "));
    CHECK(trouble.ends_with(" s: the disk does not answer"));

    life.disk_hangs = false;
    life.writer_answers = true;
    for (const auto& answered : life.asked) answered();
    life.run_until_alive(life.alive + 2);
}

TEST_CASE("a read that fails or hangs gives no sign of life and is tried again") {
    Life life;
    life.run_until_alive(1);
    SUBCASE("fails") { life.reader_fails = true; }
    SUBCASE("hangs") { life.reader_hangs = true; }
    life.run_for_checks(3);
    const int before = life.alive;
    life.run_for_checks(20);
    CHECK(life.alive == before);
    CHECK(life.signs.trouble().starts_with("The catalogue "));
    life.reader_fails = false;
    life.reader_hangs = false;
    life.run_until_alive(before + 1);
}
