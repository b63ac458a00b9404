// Directories that were gone and are there again: the same one, or another one of that name.
#include "catalogue/writer_fixture.hpp"

#include <doctest/doctest.h>

#include <cerrno>

namespace tocd {
namespace {

constexpr const char* kPresent = "SELECT name FROM files WHERE NOT gone ORDER BY name";

// What a clock of the change feed before the last scan would be told.
constexpr const char* kToldLast =
    "SELECT CASE kind WHEN 1 THEN 'added' WHEN 2 THEN 'changed' WHEN 3 THEN 'moved' ELSE 'gone' END, name, is_directory"
    " FROM change WHERE scan_id = (SELECT max(id) FROM scan) ORDER BY id";

// "d" with two files and "d/e" with one were there, and are gone.
struct ReturnFixture : WriterFixture {
    ReturnFixture() {
        before = {{"", {{{"top", 1}}, {"d"}}}, {"d", {{{"x", 5}, {"y", 6}}, {"e"}}}, {"d/e", {{{"z", 7}}, {}}}};
        tree = before;
        scan();
        seen = query("SELECT name, first_seen_ns, last_seen_ns FROM files WHERE name <> 'top' ORDER BY name");
        clock.advance_seconds(3600);
        tree = {{"", {{{"top", 1}}, {}}}};
        CHECK(scan().gone == 3);
        CHECK(query("SELECT name, first_seen_ns, last_seen_ns FROM files WHERE name <> 'top' ORDER BY name") == seen);
        clock.advance_seconds(3600);
    }
    std::map<std::string, Directory> before;
    std::string seen;

    void check_figures(int64_t present, int64_t gone) {
        CHECK(query("SELECT files, gone_files FROM share") == std::to_string(present) + "|" + std::to_string(gone) + "\n");
        CHECK(query("SELECT total_files FROM directories WHERE parent_id IS NULL") == std::to_string(present) + "\n");
        CHECK(query("SELECT sum(files) FROM extension_total") == std::to_string(present) + "\n");
    }
};

}  // namespace

TEST_CASE("a directory that is made anew with other content brings nothing back") {
    ReturnFixture f;
    f.tree = {{"", {{{"top", 1}}, {"d"}}}, {"d", {{{"new", 9}}, {}}}};
    const ScanRecord record = f.scan();
    CHECK(record.outcome == ScanOutcome::complete);
    CHECK(record.added == 1);
    CHECK(record.gone == 0);
    CHECK(f.query(kToldLast) == "added|d|1\nadded|new|0\n");
    CHECK(f.query(kPresent) == "new\ntop\n");
    CHECK(f.query("SELECT name, first_seen_ns, last_seen_ns FROM files WHERE gone ORDER BY name") == f.seen);
    f.check_figures(2, 3);
    CHECK(f.query("SELECT name, gone FROM directories WHERE parent_id IS NOT NULL ORDER BY name") == "d|0\ne|1\n");
}

TEST_CASE("a directory that is made anew and cannot be read leaves what was deleted gone") {
    ReturnFixture f;
    f.tree = {{"", {{{"top", 1}}, {"d"}}}, {"d", {{}, {}, EACCES}}};
    for (int again = 0; again < 2; ++again) {
        const ScanRecord record = f.scan();
        CHECK(record.outcome == ScanOutcome::incomplete);
        CHECK(record.added == 0);
        CHECK(record.gone == 0);
        CHECK(f.query(kPresent) == "top\n");
        CHECK(f.query("SELECT name, first_seen_ns, last_seen_ns FROM files WHERE gone ORDER BY name") == f.seen);
        f.check_figures(1, 3);
    }
    f.tree["d"] = f.before["d"];
    f.tree["d/e"] = f.before["d/e"];
    CHECK(f.scan().added == 3);
    CHECK(f.query(kPresent) == "top\nx\ny\nz\n");
}

TEST_CASE("a directory that really comes back is what it was") {
    ReturnFixture f;
    const std::string ids = f.query("SELECT id, name, first_seen_ns FROM files ORDER BY id");
    const std::string directories = f.query("SELECT id, name, first_seen_ns FROM directories ORDER BY id");
    f.tree = f.before;
    SUBCASE("at once") {}
    SUBCASE("listed by the scan after the one that saw it again") {
        CHECK(f.scan(1).outcome == ScanOutcome::interrupted);
        CHECK(f.query(kPresent) == "top\n");
        f.check_figures(1, 3);
    }
    SUBCASE("listed after a kill") {
        f.scan(1, true);
        CHECK(f.query(kPresent) == "top\n");
    }
    SUBCASE("after it could not be read") {
        f.tree["d"].error_number = EIO;
        CHECK(f.scan().outcome == ScanOutcome::incomplete);
        f.tree["d"].error_number = 0;
    }
    const ScanRecord record = f.scan();
    CHECK(record.outcome == ScanOutcome::complete);
    CHECK(record.added == 3);
    CHECK(record.gone == 0);
    CHECK(f.query("SELECT id, name, first_seen_ns FROM files ORDER BY id") == ids);
    CHECK(f.query("SELECT id, name, first_seen_ns FROM directories ORDER BY id") == directories);
    CHECK(f.query("SELECT count(*) FROM files WHERE last_seen_ns >= (SELECT max(started_ns) FROM scan)") == "4\n");
    f.check_figures(4, 0);
}

TEST_CASE("the change feed tells a directory that comes back with what its listing holds and once") {
    ReturnFixture f;
    f.tree = f.before;
    f.tree["d"].files = {{"y", 6}, {"w", 1}};
    const ScanRecord record = f.scan();
    CHECK(record.added == 3);
    CHECK(record.gone == 0);
    CHECK(f.query(kToldLast) == "added|d|1\nadded|y|0\nadded|w|0\nadded|e|1\nadded|z|0\n");
    f.scan();
    CHECK(f.query(kToldLast).empty());
}

TEST_CASE("what was deleted before its directory came back is forgotten when its time is over") {
    ReturnFixture f;
    f.rules.keep_gone_ns = 2 * 3600 * kNsPerSecond;
    f.tree = {{"", {{{"top", 1}}, {"d"}}}, {"d", {{{"new", 9}}, {}}}};
    CHECK(f.scan().purged == 0);
    f.clock.advance_seconds(3600 + 60);  // gone for more than two hours, there again for one
    CHECK(f.scan().purged == 3);
    CHECK(f.query("SELECT name FROM files ORDER BY name") == "new\ntop\n");
    f.check_figures(2, 0);
}

}  // namespace tocd
