#include "app/scan_service_fixture.hpp"

using namespace tocd;

TEST_CASE("never more scans at once than the cap and waiting ones start when a place is free") {
    ServiceFixture f;
    f.service.set_shares({share_named("a"), share_named("b"), share_named("c")}, at_once(2), {});
    for (const char* name : {"a", "b", "c"}) f.service.request_scan({name, ScanMode::full, false});

    f.run_until([&] { return f.store.names().size() == 2; });
    CHECK(f.service.progress()[2].state == ScanProgress::State::waiting);
    CHECK(f.service.request_scan({"c", ScanMode::full, false}).already_running);

    f.service.stop_scan("a");
    f.run_until([&] { return f.store.names().size() == 3; });
    CHECK(f.store.most_at_once == 2);
    CHECK(f.service.results().at("a").outcome == ScanOutcome::interrupted);
}

TEST_CASE("a share whose last scan is older than its schedule starts by itself") {
    ServiceFixture f;
    const UnixNs now = system_clock().now_ns();
    ShareConfig patient = share_named("patient", 3600);
    patient.scan_at_start = false;

    f.service.set_shares({share_named("fresh", 3600), share_named("old", 3600), share_named("asked"), patient}, at_once(9),
                         {{"fresh", now}, {"old", now - 2 * 3600 * kNsPerSecond}});

    f.run_until([&] { return !f.store.names().empty(); });
    for (int i = 0; i < 50; ++i) uv_run(f.loop.get(), UV_RUN_NOWAIT);
    CHECK(f.store.names() == std::vector<std::string>{"old"});
    CHECK(f.service.progress()[0].next_ns == now + 3600 * kNsPerSecond);
    CHECK(f.service.progress()[2].next_ns == 0);
}

TEST_CASE("a scan of a share that the configuration no longer has is stopped") {
    ServiceFixture f;
    f.service.set_shares({share_named("a"), share_named("b")}, at_once(2), {});
    f.service.request_scan({"a", ScanMode::full, false});
    f.run_until([&] { return f.store.names().size() == 1; });

    f.service.set_shares({share_named("b")}, at_once(2), {});
    CHECK(f.service.progress().size() == 1);
    CHECK_THROWS_AS(f.service.request_scan({"a", ScanMode::full, false}), Error);
}

TEST_CASE("a scanner that cannot be started makes a refused scan and the loop goes idle") {
    ServiceFixture f;
    f.no_engine = true;
    f.service.set_shares({share_named("a")}, at_once(1), {});
    f.service.request_scan({"a", ScanMode::full, false});
    f.run_until([&] { return f.idle; });
    CHECK(f.service.progress()[0].state == ScanProgress::State::idle);
    CHECK(f.store.refused == std::vector<std::string>{"a: no scanner here"});
    CHECK(f.store.names().empty());
}

TEST_CASE("an accepted root holds for the scan that was asked for and for no later one") {
    ServiceFixture f;
    f.service.set_shares({share_named("a"), share_named("b")}, at_once(1), {});
    f.service.request_scan({"a", ScanMode::full, false});
    f.run_until([&] { return f.store.names().size() == 1; });
    CHECK_THROWS_AS(f.service.request_scan({"a", ScanMode::full, true}), Error);

    f.service.request_scan({"b", ScanMode::full, true});
    f.service.stop_scan("b");
    f.service.request_scan({"b", ScanMode::full, false});
    f.service.stop_scan("a");

    f.run_until([&] { return f.store.names().size() == 2; });
    CHECK(f.store.begun[1].share == "b");
    CHECK_FALSE(f.store.begun[1].accept_root);
}

TEST_CASE("ended scans are counted by their outcome also of shares that were taken out") {
    ServiceFixture f;
    f.service.set_shares({share_named("a"), share_named("b")}, at_once(2), {});
    REQUIRE(f.service.counts().size() == 2);
    CHECK(f.service.counts()[0].share == "a");
    for (size_t round = 1; round <= 2; ++round) {
        f.service.request_scan({"a", ScanMode::full, false});
        f.run_until([&] { return f.store.names().size() == round; });
        f.service.stop_scan("a");
        f.idle = false;
        f.run_until([&] { return f.idle; });
    }
    f.service.set_shares({share_named("b")}, at_once(2), {});

    const std::vector<ScanCounts> counts = f.service.counts();
    REQUIRE(counts.size() == 2);
    CHECK(counts[0].ended[static_cast<size_t>(ScanOutcome::interrupted)] == 2);
    CHECK(counts[0].ended[static_cast<size_t>(ScanOutcome::complete)] == 0);
    CHECK(counts[1].ended == std::array<uint64_t, 5>{});
}

TEST_CASE("after close no request is taken") {
    ServiceFixture f;
    f.service.set_shares({share_named("a")}, at_once(1), {});
    f.service.request_scan({"a", ScanMode::full, false});
    f.run_until([&] { return f.store.names().size() == 1; });
    f.service.close(1000);
    CHECK(f.service.progress()[0].state == ScanProgress::State::idle);
    CHECK_THROWS_AS(f.service.request_scan({"a", ScanMode::full, false}), Error);
}

TEST_CASE("the bell rings for what begins and ends and every ended scan is kept with its number") {
    ServiceFixture f;
    int rung = 0;
    const Bell::Listening listening = f.service.news.listen([&] { ++rung; });
    f.no_engine = true;
    f.service.set_shares({share_named("a"), share_named("b")}, at_once(2), {});
    CHECK(rung == 1);
    f.service.request_scan({"a", ScanMode::full, false});
    CHECK(rung == 2);
    f.run_until([&] { return f.service.ended(0).size() == 1; });
    CHECK(rung >= 4);  // started, ended
    f.service.request_scan({"b", ScanMode::full, false});
    f.run_until([&] { return f.service.ended(0).size() == 2; });

    const std::vector<ScanControl::Ended> since = f.service.ended(f.service.ended(0)[0].number);
    REQUIRE(since.size() == 1);
    CHECK(since[0].scan.share == "b");
    CHECK(f.service.progress()[1].state == ScanProgress::State::idle);
}

TEST_CASE("a paused share is not scanned until it is resumed and a running scan stands still") {
    ServiceFixture f;
    f.service.set_shares({share_named("a"), share_named("b", 3600)}, at_once(1), {});
    CHECK(f.service.pause("b", true));
    CHECK_FALSE(f.service.pause("b", true));
    CHECK_THROWS_WITH_AS(f.service.request_scan({"b", ScanMode::full, false}), doctest::Contains("share b is paused"), Error);
    CHECK_THROWS_AS(f.service.pause("none", true), Error);

    f.service.request_scan({"a", ScanMode::full, false});
    f.run_until([&] { return f.store.names() == std::vector<std::string>{"a"}; });
    CHECK(f.service.pause("a", true));
    f.run_until([&] { return f.service.progress()[0].state == ScanProgress::State::paused; });
    CHECK(f.service.progress()[0].paused);
    CHECK(f.service.progress()[0].reason == "somebody paused it");
    CHECK(f.service.progress()[1].state == ScanProgress::State::paused);

    // The place of a scan that stands still is another one's, and comes back when that one has ended.
    CHECK(f.service.pause("b", false));
    f.run_until([&] { return f.store.names() == std::vector<std::string>{"a", "b"}; });
    CHECK(f.service.pause("a", false));
    for (int i = 0; i < 50; ++i) {
        uv_run(f.loop.get(), UV_RUN_NOWAIT);
        uv_sleep(1);
    }
    CHECK(f.service.progress()[0].state == ScanProgress::State::paused);
    f.service.stop_scan("b");
    f.run_until([&] { return f.service.progress()[0].state == ScanProgress::State::running; });
    CHECK_FALSE(f.service.pause("a", false));
}

TEST_CASE("quiet hours hold what the schedule starts and not what somebody asks for") {
    ServiceFixture f;
    ShareConfig quiet = share_named("quiet", 3600);
    quiet.quiet_hours = {"00:00-24:00"};
    f.service.set_shares({quiet, share_named("other", 3600)}, at_once(2), {});
    f.run_until([&] { return f.store.names() == std::vector<std::string>{"other"}; });
    CHECK(f.service.progress()[0].state == ScanProgress::State::idle);
    CHECK(f.service.progress()[0].reason == "quiet hours");
    f.service.request_scan({"quiet", ScanMode::full, false});
    f.run_until([&] { return f.store.names() == std::vector<std::string>{"other", "quiet"}; });
    CHECK(f.service.progress()[0].state == ScanProgress::State::running);

    // Hours that begin while a scheduled scan runs hold it; whoever asks lets it go on.
    ShareConfig other = share_named("other", 3600);
    other.quiet_hours = {"00:00-24:00"};
    f.service.set_shares({quiet, other}, at_once(2), {});
    f.run_until([&] { return f.service.progress()[1].state == ScanProgress::State::paused; });
    CHECK(f.service.progress()[1].reason == "quiet hours");
    CHECK_FALSE(f.service.progress()[1].paused);
    CHECK(f.service.request_scan({"other", ScanMode::full, false}).already_running);
    f.run_until([&] { return f.service.progress()[1].state == ScanProgress::State::running; });
}

TEST_CASE("a full scan that is asked for while a fast one runs comes after it") {
    ServiceFixture f;
    f.service.set_shares({share_named("a")}, at_once(1), {{"a", 1}});
    f.service.request_scan({"a", ScanMode::fast, false});
    f.run_until([&] { return f.store.names().size() == 1; });
    CHECK(f.service.request_scan({"a", ScanMode::fast, false}).already_running);
    const ScanControl::Answer asked = f.service.request_scan({"a", ScanMode::full, false});
    CHECK(asked.queued);
    CHECK_FALSE(asked.already_running);
    f.service.stop_scan("a");
    f.service.request_scan({"a", ScanMode::full, false});
    f.run_until([&] { return f.store.names().size() == 2; });
    CHECK(f.store.begun[0].mode == ScanMode::fast);
    CHECK(f.store.begun[1].mode == ScanMode::full);
    CHECK(f.service.request_scan({"a", ScanMode::fast, false}).already_running);
}

TEST_CASE("paths of a part are absolute or relative to the share and lead nowhere else") {
    ServiceFixture f;
    f.service.set_shares({share_named("a")}, at_once(1), {});
    for (const char* outside : {"/srv/b", "/srv", "/srv/a/../b", "/srv/ab", "../b", "x/../../b", "/"})
        CHECK_THROWS_AS(f.service.request_scan({"a", ScanMode::part, false, {outside}, true}), Error);
    f.service.request_scan({"a", ScanMode::part, false, {"/srv/a/x/", "y//z", "./w", "./", "/srv/a", "w/../v/.", "/srv/../srv/a/u"}, true});
    f.run_until([&] { return f.store.names().size() == 1; });
    CHECK(f.store.begun[0].parts == std::vector<ScanPart>{{""}, {"u"}, {"v"}, {"w"}, {"x"}, {"y/z"}});
}

TEST_CASE("parts that wait together keep what each was asked for with") {
    ServiceFixture f;
    f.service.set_shares({share_named("a")}, at_once(1), {});
    f.service.request_scan({"a", ScanMode::part, false, {"top.txt", "c"}, false});
    f.service.request_scan({"a", ScanMode::part, false, {"c", "d"}, true});
    f.service.request_scan({"a", ScanMode::part, false, {"d"}, false});
    f.run_until([&] { return f.store.names().size() == 1; });
    CHECK(f.store.begun[0].parts == std::vector<ScanPart>{{"c", true}, {"d", true}, {"top.txt", false}});
}

TEST_CASE("more parts than memory should hold are refused whole") {
    ServiceFixture f;
    f.service.set_shares({share_named("a")}, at_once(1), {});
    std::vector<std::string> paths;
    while (paths.size() < 400'000) paths.push_back("d/" + std::to_string(paths.size()));
    f.service.request_scan({"a", ScanMode::part, false, paths, false});
    for (std::string& path : paths) path.insert(0, "e/");
    CHECK_THROWS_AS(f.service.request_scan({"a", ScanMode::part, false, paths, false}), Error);
    f.service.request_scan({"a", ScanMode::part, false, {"d/1", "d/x"}, false});
}

TEST_CASE("parts that somebody asks for all the time do not keep the scheduled scan from coming") {
    ServiceFixture f;
    f.service.set_shares({share_named("a", 1)}, at_once(1), {{"a", system_clock().now_ns()}});
    f.run_until([&] {
        if (f.store.last_mode() == ScanMode::fast) return true;
        f.service.stop_scan("a");
        f.service.request_scan({"a", ScanMode::part, false, {"y"}, false});
        return false;
    });
    CHECK(f.store.begun[0].mode == ScanMode::part);
}

TEST_CASE("a share that hangs is stuck and gets no second scanner before the first has ended") {
    ServiceFixture f;
    f.hangs = true;
    f.process_ended = false;
    f.service.set_shares({share_named("dead", 3600), share_named("live")}, at_once(1), {});
    f.run_until([&] { return f.service.progress()[0].state == ScanProgress::State::stuck; });
    CHECK(f.service.progress()[0].reason == "the mount hangs");
    CHECK(f.engines == 1);

    f.run_until([&] {
        try {
            f.service.request_scan({"dead", ScanMode::full, false});
        } catch (const Error& error) {
            CHECK(error.kind() == ErrorKind::unavailable);
            return true;
        }
        return false;
    });
    CHECK(f.engines == 1);
    f.hangs = false;
    f.service.request_scan({"live", ScanMode::full, false});
    f.run_until([&] { return f.store.names() == std::vector<std::string>{"live"}; });
    CHECK(f.service.progress()[0].state == ScanProgress::State::stuck);
    f.service.stop_scan("live");

    f.process_ended = true;  // the mount answers again: at once, not in a quarter of an hour
    f.run_until([&] { return f.store.names() == std::vector<std::string>{"live", "dead"}; });
    CHECK(f.service.progress()[0].state == ScanProgress::State::running);
}
