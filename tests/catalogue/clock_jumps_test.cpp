// The wall clock is set, by hours and by fifty years: what is there stays there, and nothing is decided by an age that nobody lived through.
#include "base/error.hpp"
#include "catalogue/writer_fixture.hpp"

#include <doctest/doctest.h>

using namespace tocd;

namespace {

constexpr int64_t kDay = 24 * 3600, kYear = 365 * kDay;

struct Jumped : WriterFixture {
    Jumped() {
        rules.keep_gone_ns = 30 * kDay * kNsPerSecond;
        rules.keep_gone_scans = 2;
        tree[""] = {{{"top"}}, {"a", "b"}};
        for (int i = 0; i < 40; ++i) tree[i % 2 == 0 ? "a" : "b"].files.push_back({"file" + std::to_string(i)});
        scan();
        clock.advance_seconds(kDay);
    }
    // Of everything that the catalogue says, what is later than now.
    std::string to_come() {
        const std::string now = std::to_string(clock.now_ns());
        std::string out;
        for (const char* times : {"files.last_seen_ns", "files.first_seen_ns", "directory_stamp.last_listed_ns", "directory_stamp.full_ns", "directory.first_seen_ns",
                                  "directory.first_listed_ns", "scan.started_ns", "scan.finished_ns", "change.at_ns"}) {
            const std::string column = times, table = column.substr(0, column.find('.'));
            const std::string count = query("SELECT count(*) FROM " + table + " WHERE " + column + " > " + now);
            if (count != "0\n") out += column + " " + count;
        }
        return out;
    }
    std::string present() { return query("SELECT count(*) FROM files WHERE NOT gone"); }
};

// Twenty files are missed and wait when the clock is set two days ahead.
struct JumpedInAHold : Jumped {
    JumpedInAHold() {
        rules.hold_files = 5;
        rules.hold_permille = 100;
        tree["a"].files.clear();
        CHECK(scan().held == 20);
        clock.advance_seconds(600);
        clock.jump_seconds(2 * kDay);
    }
};

}  // namespace

TEST_CASE("after the clock went fifty years ahead and back a scan sees all again and no time is to come") {
    Jumped f;
    f.clock.jump_seconds(50 * kYear);
    f.tree["a"].files.push_back({"seen in 2073"});
    CHECK(f.scan().outcome == ScanOutcome::complete);
    f.clock.jump_seconds(-50 * kYear);
    f.clock.advance_seconds(60);
    f.tree["a"].files.erase(f.tree["a"].files.begin());
    f.tree["b"].files.push_back({"new"});
    f.tree["b"].files.front().size_bytes = 77;
    const ScanRecord record = f.scan();

    CHECK(record.outcome == ScanOutcome::complete);
    CHECK(record.directories == 3);
    CHECK(record.added == 1);
    CHECK(record.gone == 1);
    CHECK(record.changed == 1);
    CHECK(record.finished_ns >= record.started_ns);
    CHECK(f.to_come() == "");
    CHECK(f.query("SELECT group_concat(name) FROM files WHERE gone") == "file0\n");
    CHECK(f.present() == "42\n");
    CHECK(f.query("PRAGMA integrity_check") == "ok\n");
}

TEST_CASE("a clock that is set while a scan runs changes none of its times") {
    for (const int64_t by : {3 * kDay, -3 * kDay, 50 * kYear}) {
        CAPTURE(by);
        Jumped f;
        int listed = 0;
        f.after_listing = [&] {
            if (++listed == 2) f.clock.jump_seconds(by);
        };
        const UnixNs before_ns = f.clock.now_ns();
        const ScanRecord record = f.scan();
        CHECK(record.outcome == ScanOutcome::complete);
        CHECK(record.started_ns >= before_ns);
        CHECK(record.finished_ns >= record.started_ns);
        CHECK(record.finished_ns - record.started_ns < 60 * kNsPerSecond);
        const std::string started = std::to_string(record.started_ns), finished = std::to_string(record.finished_ns);
        CHECK(f.query("SELECT count(*) FROM directory_stamp WHERE last_listed_ns BETWEEN " + started + " AND " + finished) == "3\n");
        f.clock.jump_seconds(-by);
        f.after_listing = [] {};
        f.tree["a"].files.pop_back();
        CHECK(f.scan().gone == 1);
        CHECK(f.to_come() == "");
    }
}

TEST_CASE("removals that wait for a second scan a day later do not go because the clock was set") {
    JumpedInAHold f;
    CHECK(f.scan().held == 20);
    CHECK(f.scan().held == 20);
    CHECK(f.present() == "41\n");
    f.clock.advance_seconds(kDay);
    const ScanRecord agreed = f.scan();
    CHECK(agreed.held == 0);
    CHECK(agreed.gone == 20);
}

TEST_CASE("a clock that was set while no daemon ran is noticed by the next one and doubted for the rest of a day by those after it") {
    JumpedInAHold f;
    for (int i = 0; i < 3; ++i) {
        f.reopen();
        CHECK(f.scan().held == 20);
        CHECK(f.present() == "41\n");
    }
    f.clock.advance_seconds(kDay);
    f.reopen();
    CHECK(f.scan().gone == 20);
}

TEST_CASE("nothing is forgotten because the clock went fifty years ahead") {
    Jumped f;
    f.tree["a"].files.pop_back();
    f.scan();
    f.clock.advance_seconds(600);
    f.clock.jump_seconds(50 * kYear);
    for (int i = 0; i < 4; ++i) {
        CHECK(f.scan().purged == 0);
        CHECK_FALSE(f.purge_some());
    }
    f.clock.jump_seconds(-50 * kYear);
    f.clock.advance_seconds(2 * kDay);
    for (int i = 0; i < 4; ++i) CHECK(f.scan().purged == 0);  // gone since two days
    CHECK(f.query("SELECT count(*) FROM files WHERE gone") == "1\n");
    f.clock.advance_seconds(31 * kDay);
    int64_t purged = f.scan().purged;
    purged += f.scan().purged;
    CHECK(purged == 1);
}

TEST_CASE("a clock that says a time before the first scan is refused and nothing is changed") {
    Jumped f;
    const std::string times = f.query("SELECT directory_id, last_listed_ns FROM directory_stamp");
    f.clock.jump_seconds(-10 * kYear);
    std::string said;
    try {
        f.scan();
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::conflict);
        said = error.what();
    }
    CHECK_MESSAGE(said.find("set the clock") != std::string::npos, said);
    CHECK(f.query("SELECT directory_id, last_listed_ns FROM directory_stamp") == times);
    f.clock.jump_seconds(10 * kYear);
    CHECK(f.scan().outcome == ScanOutcome::complete);
}
