#include "scan/run_scan.hpp"

#include "direct_engine.hpp"
#include "scripted_file_system.hpp"
#include "scan/scan_watch.hpp"
#include "tree_store.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using namespace tocd;

namespace {

struct Setup {
    ScriptedFileSystem files;
    ScriptedClock clock;
    DirectEngine engine{files, clock};
    TreeStore store;
    ScanWatch watch;
    ScanTask task;

    Setup() {
        task.share = "test";
        task.options.path = "/share";
        files.add_file("top");
    }
    ScanRecord scan() { return run_scan(task, engine, store, watch, clock); }

    // `width` directories per directory, `depth` levels, two files in each.
    void plant(const std::string& path, int width, int depth) {
        const std::string prefix = path.empty() ? "" : path + "/";
        files.add_file(prefix + "a", 10);
        files.add_file(prefix + "b", 20);
        for (int i = 0; depth > 0 && i < width; ++i) {
            files.add_directory(prefix + "d" + std::to_string(i));
            plant(prefix + "d" + std::to_string(i), width, depth - 1);
        }
    }
    size_t count_planted(const std::string& path = "") {
        size_t count = 0;
        for (const auto& [name, child] : files.at(path).children) {
            ++count;
            if (child->stat.type == NameType::directory) count += count_planted(path.empty() ? name : path + "/" + name);
        }
        return count;
    }
};

}  // namespace

TEST_CASE("a first scan stores the whole tree and ends clean") {
    for (const bool late : {false, true}) {
        CAPTURE(late);
        Setup setup;
        setup.plant("", 4, 3);
        setup.store.answer_late = late;
        const ScanRecord record = setup.scan();
        CHECK(record.outcome == ScanOutcome::complete);
        CHECK(record.failure.empty());
        CHECK(setup.store.tree().size() == setup.count_planted());
        CHECK(setup.store.frames[ListingKind::listing] == 1 + 4 + 16 + 64);
        CHECK(setup.store.started->root.inode == 2);
        CHECK_FALSE(setup.store.started->root.empty);
    }
}

TEST_CASE("a second scan asks for every known directory and finds all of them the same") {
    Setup setup;
    setup.plant("", 4, 3);
    setup.scan();
    const auto before = setup.store.tree();
    setup.engine.jobs.clear();

    CHECK(setup.scan().outcome == ScanOutcome::complete);

    CHECK(setup.store.frames[ListingKind::same] == 85);
    CHECK(setup.store.frames[ListingKind::listing] == 0);
    CHECK(setup.store.tree() == before);
    for (const Job& job : setup.engine.jobs) {
        CHECK(job.directories.size() <= 256);
        for (const DirectoryToList& directory : job.directories) CHECK_FALSE(directory.descend);
    }
}

TEST_CASE("jobs in flight and their sizes stay bounded on a wide tree") {
    Setup setup;
    for (int i = 0; i < 3000; ++i) setup.files.add_directory("d" + std::to_string(i));
    setup.scan();
    setup.engine.jobs.clear();
    CHECK(setup.scan().outcome == ScanOutcome::complete);
    CHECK(setup.engine.most_jobs <= 8);
    size_t asked = 0;
    for (const Job& job : setup.engine.jobs) {
        CHECK(job.directories.size() <= 256);
        asked += job.directories.size();
    }
    CHECK(asked == 3001);
    CHECK(setup.engine.jobs.size() < 200);
}

TEST_CASE("a share that cannot be opened is refused with the reason") {
    Setup setup;
    setup.files.before = [](const std::string& call, const std::string&) { return call == "open" ? EIO : 0; };
    const ScanRecord record = setup.scan();
    CHECK(record.outcome == ScanOutcome::refused);
    CHECK(record.failure == "cannot list directory /share: no such thing");
    CHECK_FALSE(setup.store.started);
}

TEST_CASE("a root that the catalogue does not accept is refused") {
    Setup setup;
    setup.store.conflict = true;
    const ScanRecord record = setup.scan();
    CHECK(record.outcome == ScanOutcome::refused);
    CHECK(record.failure == "the root is another one");
    CHECK(setup.engine.jobs.empty());
}

TEST_CASE("an empty root is told to the catalogue before anything is listed") {
    Setup setup;
    setup.files.remove("top");
    CHECK(setup.scan().outcome == ScanOutcome::complete);
    CHECK(setup.store.started->root.empty);
}

TEST_CASE("an engine that is lost interrupts the scan and the next one goes on") {
    Setup setup;
    setup.plant("", 4, 3);
    setup.engine.before_poll = [&](EngineEvents&) {
        if (setup.engine.polls > 10) throw Error(ErrorKind::unavailable, "the scanner is lost");
    };
    const ScanRecord record = setup.scan();
    CHECK(record.outcome == ScanOutcome::interrupted);
    CHECK(record.failure == "the scanner is lost");
    CHECK(setup.store.tree().size() < setup.count_planted());

    DirectEngine again(setup.files, setup.clock);
    ScanWatch watch;
    CHECK(run_scan(setup.task, again, setup.store, watch, setup.clock).outcome == ScanOutcome::complete);
    CHECK(setup.store.tree().size() == setup.count_planted());
}

TEST_CASE("a scan that finds no memory ends as interrupted and the next one begins") {
    Setup setup;
    setup.plant("", 4, 3);
    setup.engine.before_poll = [&](EngineEvents&) {
        if (setup.engine.polls > 10) throw std::bad_alloc();
    };
    const ScanRecord record = setup.scan();
    CHECK(record.outcome == ScanOutcome::interrupted);
    CHECK(record.failure.find("not enough memory") != std::string::npos);
    DirectEngine again(setup.files, setup.clock);
    CHECK(run_scan(setup.task, again, setup.store, setup.watch, setup.clock).outcome == ScanOutcome::complete);
}

TEST_CASE("frames that nobody asked for interrupt the scan before the catalogue sees them") {
    const auto failure_with = [](auto add) {
        Setup setup;
        setup.plant("", 2, 2);
        setup.engine.before_poll = [&](EngineEvents& events) {
            if (setup.engine.polls == 3) add(events);
        };
        const ScanRecord record = setup.scan();
        CHECK(record.outcome == ScanOutcome::interrupted);
        return record.failure;
    };
    CHECK(failure_with([](EngineEvents& events) { events.listings.emplace_back().job_id = 77; }) ==
          "the scanner answered job 77, which nobody sent");
    CHECK(failure_with([](EngineEvents& events) {
              events.listings.emplace_back().job_id = 1;
              events.listings.back().node = 500;
          }) == "the scanner sent a directory that nobody asked for (job 1, node 500)");
    CHECK(failure_with([](EngineEvents& events) { events.listings.emplace_back().job_id = 1; }) ==
          "the scanner sent a directory twice (job 1, node 0)");
    CHECK(failure_with([](EngineEvents& events) { events.done.push_back({1, {}}); }) ==
          "the scanner sent the end of a job with directories unanswered (job 1, node 0)");
}

TEST_CASE("a scan that is stopped ends as interrupted without a failure") {
    Setup setup;
    setup.plant("", 4, 3);
    setup.engine.before_poll = [&](EngineEvents&) {
        if (setup.engine.polls == 5) setup.watch.stop();
    };
    const ScanRecord record = setup.scan();
    CHECK(record.outcome == ScanOutcome::interrupted);
    CHECK(record.failure.empty());
    CHECK(setup.engine.polls == 5);
    CHECK(setup.engine.wakes > 0);
}

TEST_CASE("a share that is another one at the end of the scan concludes nothing") {
    Setup setup;
    setup.plant("", 3, 1);
    SUBCASE("the root was exchanged") {
        setup.engine.before_look = [&] { ++setup.files.at("").stat.inode; };
        CHECK(setup.scan().failure.find("the share's root was exchanged while it was scanned") == 0);
    }
    SUBCASE("it was mounted anew") {
        setup.engine.before_look = [&] { ++setup.files.mount_id; };
        CHECK(setup.scan().failure.find("the share was unmounted or mounted anew while it was scanned") == 0);
    }
    SUBCASE("the root was emptied") {
        setup.engine.before_look = [&] { setup.files.at("").children.clear(); };
        CHECK(setup.scan().failure.find("the share's root was emptied while it was scanned") == 0);
    }
    SUBCASE("the root cannot be looked at") {
        setup.engine.before_look = [] { throw Error(ErrorKind::unavailable, "its marker is missing"); };
        CHECK(setup.scan().failure == "its marker is missing");
    }
    CHECK(setup.store.ended == ScanEnding::interrupted);
}

TEST_CASE("a look that is woken goes on and one that is to stop ends the scan without a failure") {
    Setup setup;
    setup.plant("", 3, 1);
    int looks = 0;
    setup.engine.before_look = [&] {
        if (++looks < 3) throw Error(ErrorKind::cancelled, "woken");
    };
    CHECK(setup.scan().outcome == ScanOutcome::complete);
    CHECK(looks == 3);

    setup.engine.before_look = [&] {
        setup.watch.stop();
        throw Error(ErrorKind::cancelled, "woken");
    };
    const ScanRecord stopped = setup.scan();
    CHECK(stopped.outcome == ScanOutcome::interrupted);
    CHECK(stopped.failure.empty());
}

TEST_CASE("an engine that owes answers and stays silent is given up") {
    Setup setup;
    setup.clock.step_ns = 50 * kNsPerSecond;
    class Silent final : public Engine {
    public:
        RootIdentity open(const ShareOptions&) override { return {}; }
        RootIdentity look_again() override { return {}; }
        void submit(const Job&) override {}
        void hold(bool) override {}
        EngineEvents poll(std::chrono::milliseconds) override { return {}; }
        void wake() override {}
    } silent;
    const ScanRecord record = run_scan(setup.task, silent, setup.store, setup.watch, setup.clock);
    CHECK(record.outcome == ScanOutcome::interrupted);
    CHECK(record.failure.find("the scanner sent nothing for 300 s") == 0);
}

TEST_CASE("a directory whose path fits into no message fails and the rest is scanned") {
    Setup setup;
    setup.plant("", 2, 1);
    setup.scan();
    const std::string deep(kMaxPathBytes + 1, 'x');
    setup.store.directories[deep].key = 99;  // as a catalogue could know it that makes paths by walking up
    CHECK(setup.scan().outcome == ScanOutcome::complete);
    CHECK(setup.store.directories[deep].error_number == ENAMETOOLONG);
    for (const Job& job : setup.engine.jobs) {
        for (const DirectoryToList& directory : job.directories) CHECK(directory.path.size() <= kMaxPathBytes);
    }
}

TEST_CASE("errors of the catalogue come out of the scan") {
    Setup setup;
    setup.store.on_take = [](const Listing&) { throw Error(ErrorKind::unavailable, "disk full"); };
    CHECK_THROWS_WITH_AS(setup.scan(), "disk full", Error);
    CHECK(setup.watch.progress().state == ScanProgress::State::idle);
}

TEST_CASE("progress counts what was seen in new and in known directories") {
    for (int scan = 1; scan <= 2; ++scan) {
        CAPTURE(scan);
        static Setup setup;
        if (scan == 1) {
            setup.plant("", 3, 2);
            setup.files.add_link("link");
            setup.files.before = [](const std::string& call, const std::string& path) {
                return call == "open" && path == "d1" ? EACCES : 0;
            };
        }
        ScanProgress last;
        setup.store.on_take = [&](const Listing&) { last = setup.watch.progress(); };
        setup.scan();
        const ScanProgress end = setup.watch.progress();
        CHECK(last.state == ScanProgress::State::running);
        CHECK(last.share == "test");
        CHECK(last.scan_id == scan);
        CHECK(end.state == ScanProgress::State::idle);
        CHECK(end.directories_done == 1 + 2 + 6);
        CHECK(end.directories_waiting == 0);
        CHECK(end.failed == 1);
        CHECK(end.files == 1 + 2 * 9);
        CHECK(end.entries == 1 + 1 + 2 * 9 + 3 + 6);
        CHECK(end.levels == std::vector<LevelProgress>{{1, 3}, {2, 4}, {6, 12}});
    }
}

TEST_CASE("what waits is counted by level and the end is told from what is known") {
    Setup setup;
    setup.plant("", 6, 3);
    setup.clock.step_ns = kNsPerSecond / 10;
    std::vector<ScanProgress> seen;
    const auto watch_scan = [&] {
        seen.clear();
        setup.engine.before_poll = [&](EngineEvents&) { seen.push_back(setup.watch.progress()); };
        setup.scan();
    };
    watch_scan();
    int64_t most_waiting = 0;
    for (const ScanProgress& now : seen) {
        int64_t waiting = 0;
        for (const LevelProgress& level : now.levels) waiting += level.waiting;
        most_waiting = std::max(most_waiting, waiting);
        CHECK(now.ends_ns == 0);  // nothing is known of the first scan's end
    }
    CHECK(most_waiting > 6);
    const ScanProgress end = setup.watch.progress();
    for (const LevelProgress& level : end.levels) CHECK(level.waiting == 0);

    setup.store.known_directories = end.directories_done;
    watch_scan();
    CHECK(setup.watch.progress().directories_known == end.directories_done);
    const auto told = std::find_if(seen.begin(), seen.end(), [](const ScanProgress& now) { return now.ends_ns != 0; });
    REQUIRE(told != seen.end());
    CHECK(told->directories_done > 0);
    CHECK(told->ends_ns > told->started_ns);
}

TEST_CASE("the remaining time leaves pauses out and tells nothing too soon") {
    RemainingTime pace;
    pace.pass(1000, true);
    pace.pass(1000 + 4 * kNsPerSecond, true);
    CHECK(pace.time_for(100, 100) == 0);  // too soon
    pace.pass(1000 + 10 * kNsPerSecond, true);
    CHECK(pace.time_for(100, 100) == 10 * kNsPerSecond);
    CHECK(pace.time_for(1000, 9) == 0);  // too few
    CHECK(pace.time_for(100, 0) == 0);
    pace.pass(1000 + 1000 * kNsPerSecond, false);
    CHECK(pace.time_for(50, 100) == 5 * kNsPerSecond);
    pace.pass(1000 + 1010 * kNsPerSecond, true);
    CHECK(pace.time_for(100, 100) == 20 * kNsPerSecond);
    CHECK(pace.time_for(INT64_MAX, INT64_MAX / 100 + 1) > 0);
    CHECK(pace.time_for(0, 100) > 0);  // at once
}

TEST_CASE("a scan that is paused asks for nothing more and is not taken for one that hangs") {
    Setup setup;
    setup.plant("", 6, 3);
    setup.clock.step_ns = 50 * kNsPerSecond;
    size_t jobs_when_paused = 0;
    setup.engine.before_poll = [&](EngineEvents&) {
        if (setup.engine.polls == 5) setup.watch.pause(true);
        if (setup.engine.polls == 200) {
            CHECK(setup.watch.progress().state == ScanProgress::State::paused);
            jobs_when_paused = setup.engine.jobs.size();
        }
        if (setup.engine.polls == 400) {
            CHECK(setup.engine.jobs.size() == jobs_when_paused);
            setup.watch.pause(false);
        }
    };
    CHECK(setup.scan().outcome == ScanOutcome::complete);
    CHECK(setup.engine.polls > 400);
    CHECK(setup.engine.jobs.size() > jobs_when_paused);
    CHECK(setup.engine.holds == std::vector<bool>{true, false});
}

TEST_CASE("pulses keep a slow scanner from being given up and tell how the share answers") {
    Setup setup;
    setup.plant("", 2, 1);
    setup.clock.step_ns = 50 * kNsPerSecond;
    class Slow final : public Engine {
    public:
        explicit Slow(Engine& engine) : engine_(engine) {}
        RootIdentity open(const ShareOptions& options) override { return engine_.open(options); }
        RootIdentity look_again() override { return engine_.look_again(); }
        void submit(const Job& job) override { engine_.submit(job); }
        void hold(bool held) override { engine_.hold(held); }
        void wake() override {}
        EngineEvents poll(std::chrono::milliseconds timeout) override {
            if (++polls_ % 100 == 0) return engine_.poll(timeout);
            EngineEvents events;
            events.pulse = Pulse{static_cast<uint64_t>(polls_), 2, 70'000, 1000};
            return events;
        }

    private:
        Engine& engine_;
        int polls_ = 0;
    } slow(setup.engine);
    CHECK(run_scan(setup.task, slow, setup.store, setup.watch, setup.clock).outcome == ScanOutcome::complete);
    CHECK(setup.watch.progress().threads == 2);
    CHECK(setup.watch.progress().latency_us == 70'000);
    CHECK(setup.watch.progress().usual_latency_us == 1000);
}
