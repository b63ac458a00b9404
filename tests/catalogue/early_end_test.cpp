// What scans that ended early, failed or met a busy directory leave behind; each was found by the simulation.
#include "base/error.hpp"
#include "catalogue/writer_fixture.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using namespace tocd;

TEST_CASE("a directory that came back is present also when the scan ended before its own listing") {
    WriterFixture f;
    f.tree = {{"", {{}, {"d"}}}, {"d", {{{"x", 5}}, {}}}};
    f.scan();
    f.tree[""].directories.clear();
    f.scan();
    f.tree[""].directories = {"d"};

    CHECK(f.scan(1).outcome == ScanOutcome::interrupted);
    CHECK(f.query("SELECT state FROM directories WHERE name = 'd'") == "listed\n");

    f.tree[""].same = true;
    f.scan();
    CHECK(f.query("SELECT name, gone FROM files") == "x|0\n");
    CHECK(f.query("SELECT total_files, total_directories FROM directory_total ORDER BY directory_id LIMIT 1") == "1|1\n");
    CHECK(f.query("SELECT files, size_bytes, gone_files FROM share") == "1|5|0\n");
}

TEST_CASE("a first scan that was killed before the root was listed leaves one root") {
    WriterFixture f;
    f.tree = {{"", {{{"a", 1}}, {}}}};
    f.scan(0, true);
    f.scan(0, true);
    CHECK(f.query("SELECT count(*) FROM pending_directory") == "1\n");

    f.scan();

    CHECK(f.query("SELECT count(*) FROM pending_directory") == "0\n");
    CHECK(f.query("SELECT state, first_seen_ns = (SELECT min(started_ns) FROM scan) FROM directories") == "listed|1\n");
}

TEST_CASE("totals are right after a crash although the next scan finds nothing new") {
    WriterFixture f;
    f.tree = {{"", {{}, {"d"}}}, {"d", {{{"a", 10}, {"b", 20}}, {}}}};
    f.scan();
    f.tree["d"].files.pop_back();
    f.scan();
    f.tree["d"].files = {{"a", 10}, {"b", 20}, {"c", 30}};
    f.scan(2, true);

    f.tree[""].same = true;
    f.tree["d"].same = true;
    f.scan();

    CHECK(f.query("SELECT total_files, total_size_bytes FROM directory_total ORDER BY directory_id LIMIT 1") == "3|60\n");
    CHECK(f.query("SELECT files, size_bytes, gone_files FROM share") == "3|60|0\n");
}

TEST_CASE("a mount that turns into a failure counts as failed") {
    WriterFixture f;
    f.tree = {{"", {{}, {"d"}}}, {"d", {{}, {}, EXDEV}}};
    f.scan();
    CHECK(f.query("SELECT total_failed FROM directory_total ORDER BY directory_id") == "0\n0\n");

    f.tree["d"].error_number = EACCES;
    f.scan();
    CHECK(f.query("SELECT total_failed FROM directory_total ORDER BY directory_id") == "1\n1\n");
}

TEST_CASE("a scan is complete only when every directory was listed cleanly") {
    WriterFixture f;
    f.tree = {{"", {{{"a", 1}}, {"busy"}}}, {"busy", {{{"b", 2}}, {}}}};
    f.tree["busy"].clean = false;

    const ScanRecord record = f.scan();

    CHECK(record.outcome == ScanOutcome::incomplete);
    CHECK(record.directories == 1);
    CHECK(record.failed == 1);
    CHECK(f.query("SELECT path, errno FROM scan_error") == "/share/busy|" + std::to_string(EBUSY) + "\n");
}

TEST_CASE("the bytes of a scan are exact again when huge files went") {
    constexpr uint64_t kHuge = (uint64_t{1} << 63) - 1;
    WriterFixture f;
    f.tree = {{"", {{{"a.img", kHuge}, {"b.img", kHuge}, {"c", 5}}, {}}}};
    CHECK(f.scan().size_bytes == static_cast<int64_t>(kHuge));

    f.tree[""].files = {{"c", 5}};
    CHECK(f.scan().size_bytes == 5);
}

TEST_CASE("what came back after a scan that ended early is not gone because its directory cannot be read now") {
    WriterFixture f;
    f.tree = {{"", {{}, {"d"}}}, {"d", {{{"x", 1}, {"y", 2}}, {"e", "g"}}}, {"d/e", {{{"z", 3}}, {}}}, {"d/g", {}}};
    f.scan();
    const WriterFixture::Directory whole = f.tree["d"];
    f.tree["d"] = {{{"x", 1}}, {"g"}};
    CHECK(f.scan(2).outcome == ScanOutcome::interrupted);
    f.tree["d"] = whole;

    SUBCASE("the directory fails") { f.tree["d"].error_number = EIO; }
    SUBCASE("some entries could not be examined") {
        f.tree["d"] = {{{"x", 1}}, {"g"}};
        f.tree["d"].clean = false;
    }
    CHECK(f.scan().outcome == ScanOutcome::incomplete);
    CHECK(f.query("SELECT name, gone FROM files ORDER BY id") == "x|0\ny|0\nz|0\n");

    f.tree["d"] = whole;
    CHECK(f.scan().outcome == ScanOutcome::complete);
    CHECK(f.query("SELECT name, gone FROM files ORDER BY id") == "x|0\ny|0\nz|0\n");
    CHECK(f.query("SELECT count(*) FROM staged_gone") == "0\n");
}

TEST_CASE("a daemon that has to stop while removals are applied leaves them to the next scan") {
    WriterFixture f;
    f.tree = {{"", {{{"a", 1}}, {"d"}}}, {"d", {{{"b", 2}, {"c", 3}}, {}}}};
    f.scan();
    f.tree = {{"", {}}};

    f.give_up();
    CHECK_THROWS_WITH(f.scan(), doctest::Contains("had to stop"));
    CHECK(f.query("SELECT count(*) FROM files WHERE NOT gone") == "3\n");

    f.reopen();
    CHECK(f.query("SELECT outcome FROM scan ORDER BY id") == "1\n3\n");
    CHECK(f.scan().gone == 3);
    CHECK(f.query("SELECT count(*) FROM files WHERE gone") == "3\n");
    CHECK(f.query("SELECT files FROM share") == "0\n");
}

TEST_CASE("a mount that is missing is asked for until an admin accepts that it went") {
    WriterFixture f;
    f.tree = {{"", {{}, {"mount"}}}, {"mount", {{{"a", 1}}, {}}}};
    f.tree["mount"].mount_root = true;
    f.scan();
    f.scan();
    CHECK(f.known["mount"].mount_root);

    f.tree["mount"] = {{}, {}, ENODEV};
    const ScanRecord missing = f.scan();
    CHECK(missing.outcome == ScanOutcome::incomplete);
    CHECK(f.query("SELECT path, errno FROM scan_error") == "/share/mount|" + std::to_string(ENODEV) + "\n");
    CHECK(f.query("SELECT gone FROM files") == "0\n");

    f.accept_root = true;
    f.tree["mount"] = {};
    CHECK(f.scan().gone == 1);
    CHECK_FALSE(f.known["mount"].mount_root);
    f.accept_root = false;
    f.scan();
    CHECK_FALSE(f.known["mount"].mount_root);
}

TEST_CASE("a mount over a directory that was listed is a failure and no mount point that was always there") {
    WriterFixture f;
    f.tree = {{"", {{}, {"covered", "mount"}}}, {"covered", {{{"a", 1}}, {}}}, {"mount", {{}, {}, EXDEV}}};
    ScanRecord record = f.scan();
    CHECK(record.outcome == ScanOutcome::complete);
    CHECK(record.skipped_mounts == 1);
    const std::string seen = f.query("SELECT last_seen_ns FROM files");

    f.tree["covered"] = {{}, {}, EXDEV};
    for (int i = 0; i < 2; ++i) {
        f.clock.advance_seconds(60);
        record = f.scan();
        CHECK(record.outcome == ScanOutcome::incomplete);
        CHECK(record.skipped_mounts == 1);
        CHECK(record.failed == 1);
        CHECK(f.query("SELECT path FROM scan_error WHERE scan_id = (SELECT max(id) FROM scan)") == "/share/covered\n");
    }
    CHECK(f.query("SELECT gone FROM files") == "0\n");
    CHECK(f.query("SELECT last_seen_ns FROM files") == seen);
    CHECK(f.query("SELECT max(total_failed) FROM directory_total") == "1\n");

    f.tree["covered"] = {{{"a", 1}}, {}};
    record = f.scan();
    CHECK(record.outcome == ScanOutcome::complete);
    CHECK(f.query("SELECT last_seen_ns FROM files") != seen);
}

TEST_CASE("a directory that is shown and cannot be found is a failure the second time") {
    WriterFixture f;
    f.tree = {{"", {{}, {"new", "old"}}}, {"new", {{}, {}, ENOENT}}, {"old", {{{"a", 1}}, {}}}};
    CHECK(f.scan().outcome == ScanOutcome::complete);  // it may have vanished just now
    CHECK(f.scan().failed == 1);

    f.tree["old"] = {{}, {}, ENOENT};
    CHECK(f.scan().failed == 1);
    const ScanRecord again = f.scan();
    CHECK(again.failed == 2);
    CHECK(again.outcome == ScanOutcome::incomplete);
    CHECK(f.query("SELECT name, gone FROM files") == "a|0\n");

    f.tree["old"] = {{{"a", 1}}, {}};
    CHECK(f.scan().failed == 1);
    f.tree["old"] = {{}, {}, ENOENT};
    CHECK(f.scan().failed == 1);  // once, it may have vanished
}

TEST_CASE("a catalogue that could not be read again after a failure is tried again with the next scan") {
    WriterFixture f;
    f.tree = {{"", {{{"a", 1}}, {"d"}}}, {"d", {{{"b", 2}}, {}}}};
    f.change("ALTER TABLE owner RENAME TO owner_elsewhere");

    CHECK_THROWS_AS(f.scan(), Error);  // its first file has an owner; and with it goes what the writer knows
    CHECK_THROWS_WITH(f.scan(), doctest::Contains("cannot be written since an earlier failure"));

    f.change("ALTER TABLE owner_elsewhere RENAME TO owner");
    CHECK(f.scan().outcome == ScanOutcome::complete);
    CHECK(f.query("SELECT name FROM files ORDER BY name") == "a\nb\n");
}
