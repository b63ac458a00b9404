#include "catalogue/writer_fixture.hpp"

#include <doctest/doctest.h>

namespace tocd {
namespace {

constexpr const char* kPresent = "SELECT name FROM files WHERE NOT gone ORDER BY name";

}  // namespace

TEST_CASE("a fast scan asks only for the stamps of directories that were listed lately") {
    WriterFixture f;
    f.tree = {{"", {{{"a", 1}}, {"d"}}}, {"d", {{{"x", 5}}, {}}}};
    f.scan();
    f.mode = ScanMode::fast;
    f.clock.advance_seconds(60);
    const ScanRecord fast = f.scan();
    CHECK(fast.outcome == ScanOutcome::complete);
    CHECK(fast.unchanged == 2);
    CHECK(fast.files == 2);
    CHECK(f.query("SELECT count(*) FROM directory_stamp WHERE full_ns < last_listed_ns") == "2\n");

    f.clock.advance_seconds(2 * 24 * 3600);  // longer ago than full_every
    CHECK(f.scan().unchanged == 0);
}

TEST_CASE("a stamp that was read soon after it moved proves nothing") {
    WriterFixture f;
    f.tree = {{"", {{{"a", 1}}, {}}}};
    f.tree[""].mtime_ns = f.clock.now_ns() + 9 * kNsPerSecond;  // two seconds before it is listed
    f.scan();
    f.mode = ScanMode::fast;
    CHECK(f.scan().unchanged == 0);
    f.clock.advance_seconds(60);
    CHECK(f.scan().unchanged == 1);  // that listing was late enough
}

TEST_CASE("too many removals are held until a second complete scan a day later agrees") {
    WriterFixture f;
    f.rules.hold_files = 5;
    f.tree = {{"", directory_of(20)}};
    f.scan();
    f.tree[""] = directory_of(10);
    const ScanRecord first = f.scan();
    CHECK(first.outcome == ScanOutcome::complete);
    CHECK(first.gone == 0);
    CHECK(first.held == 10);
    CHECK(f.query("SELECT count(*) FROM files WHERE NOT gone") == "20\n");
    f.clock.advance_seconds(3600);
    CHECK(f.scan().held == 10);
    f.clock.advance_seconds(24 * 3600);
    const ScanRecord agreed = f.scan();
    CHECK(agreed.held == 0);
    CHECK(agreed.gone == 10);
    CHECK(f.query("SELECT count(*) FROM files WHERE NOT gone") == "10\n");
}

TEST_CASE("what moved does not wait with removals that are held and what waits has not moved") {
    WriterFixture f;
    f.rules.hold_files = 5;
    f.tree = {{"", {{}, {"d", "e"}}}, {"d", {}}, {"e", {}}};
    for (uint64_t i = 0; i < 20; ++i) f.tree[i < 12 ? "" : "d"].files.push_back({std::to_string(i), 1, 1'600'000'000 * kNsPerSecond, 1, i + 50, 7});
    f.scan();
    // Ten of the root are missed, of which two are in e now; d is missed, of whose files one is in e.
    const auto files = f.tree[""].files;
    f.tree[""] = {{files[10], files[11]}, {"e"}};
    f.tree["e"].files = {files[0], files[1], f.tree["d"].files[0]};
    f.tree.erase("d");
    const ScanRecord held = f.scan();
    CHECK(held.held == 16);
    CHECK(held.moved == 2);
    CHECK(held.gone == 0);
    const std::string moves = "SELECT group_concat(o.name || ' ' || n.name, ',') FROM file_move m JOIN file o ON o.id = m.old_id JOIN file n ON n.id = m.new_id";
    CHECK(f.query(moves) == "0 0,1 1\n");
    CHECK(f.query("SELECT count(*) FROM change WHERE kind = 3") == "2\n");
    CHECK(f.query("SELECT count(*) FROM files WHERE NOT gone") == "21\n");

    CHECK(f.confirm(held.id).gone == 16);
    CHECK(f.query(moves) == "0 0,1 1\n");
    CHECK(f.query("SELECT count(*) FROM files WHERE NOT gone") == "5\n");
}

TEST_CASE("held removals that come back are forgotten and what is missed later waits anew") {
    WriterFixture f;
    f.rules.hold_files = 5;
    f.tree = {{"", directory_of(20)}};
    f.scan();
    f.tree[""] = directory_of(10);
    CHECK(f.scan().held == 10);
    f.tree[""] = directory_of(20);
    CHECK(f.scan().held == 0);
    f.tree[""] = directory_of(8);
    f.clock.advance_seconds(2 * 24 * 3600);
    CHECK(f.scan().held == 12);
    CHECK(f.query("SELECT count(*) FROM files WHERE NOT gone") == "20\n");
}

TEST_CASE("an admin confirms held removals and only those of the last scan") {
    WriterFixture f;
    f.rules.hold_files = 5;
    f.tree = {{"", directory_of(20)}};
    const ScanRecord whole = f.scan();
    CHECK_THROWS_AS(f.confirm(whole.id), Error);
    f.tree[""] = directory_of(10);
    const ScanRecord held = f.scan();
    CHECK_THROWS_AS(f.confirm(whole.id), Error);
    CHECK_THROWS_AS(f.confirm(99), Error);
    const ScanRecord confirmed = f.confirm(held.id);
    CHECK(confirmed.gone == 10);
    CHECK(confirmed.held == 0);
    CHECK(confirmed.confirmed_ns);
    CHECK(f.query("SELECT count(*) FROM files WHERE NOT gone") == "10\n");
    CHECK(f.query("SELECT files, gone_files FROM share") == "10|10\n");
    CHECK_THROWS_AS(f.confirm(held.id), Error);
}

TEST_CASE("names that are missing under an unchanged stamp are gone when the next scan misses them too") {
    WriterFixture f;
    f.tree = {{"", {{{"a", 1}}, {"d"}}}, {"d", directory_of(10)}};
    const UnixNs quiet = f.tree["d"].mtime_ns = 1'600'000'000 * kNsPerSecond;
    f.scan();
    f.tree["d"] = directory_of(4);
    f.tree["d"].mtime_ns = quiet;
    const ScanRecord first = f.scan();
    CHECK(first.outcome == ScanOutcome::incomplete);
    CHECK(first.gone == 0);
    CHECK(f.query("SELECT path, message LIKE 'fewer names%' FROM scan_error") == "/share/d|1\n");
    CHECK(f.query("SELECT keeps_stamps FROM share") == "1\n");
    SUBCASE("which finds them again") {
        f.tree["d"] = directory_of(10);
        f.tree["d"].mtime_ns = quiet;
        CHECK(f.scan().outcome == ScanOutcome::complete);
        CHECK(f.query("SELECT count(*) FROM files WHERE NOT gone") == "11\n");
    }
    SUBCASE("which finds them again although it believes stamps") {
        f.tree["d"] = directory_of(10);
        f.tree["d"].mtime_ns = quiet;
        f.mode = ScanMode::fast;
        const ScanRecord fast = f.scan();
        CHECK(fast.unchanged == 1);
        CHECK(fast.directories == 2);
        CHECK(f.query("SELECT count(*) FROM staged_gone") == "0\n");
    }
    SUBCASE("which misses them too") {
        const ScanRecord second = f.scan();
        CHECK(second.outcome == ScanOutcome::complete);
        CHECK(second.gone == 6);
    }
}

TEST_CASE("the time of an empty root is not believed since a server may have shown nothing for a while") {
    WriterFixture f;
    const UnixNs quiet = 1'600'000'000 * kNsPerSecond;
    f.tree = {{"", {{}, {}}}};
    f.tree[""].mtime_ns = quiet;
    f.scan();
    f.tree[""] = directory_of(3);
    f.tree[""].mtime_ns = quiet;
    f.mode = ScanMode::fast;
    CHECK(f.scan().files == 3);
}

TEST_CASE("few removals are not held however large their part is") {
    WriterFixture f;
    f.tree = {{"", directory_of(20)}};
    f.scan();
    f.tree[""] = directory_of(1);
    CHECK(f.scan().gone == 19);
}

TEST_CASE("changes after the first scan are told in their order") {
    WriterFixture f;
    f.tree = {{"", {{{"a", 1}, {"b", 1}}, {"d"}}}, {"d", {{{"x", 5}}, {}}}};
    f.scan();
    CHECK(f.query("SELECT count(*) FROM change") == "0\n");
    CHECK(f.query("SELECT count(*) FROM change_floor") == "1\n");
    f.tree = {{"", {{{"a", 2}, {"c", 1}}, {"e"}}}, {"e", {{{"y", 5}}, {}}}};
    f.scan();
    CHECK(f.query("SELECT c.kind, c.is_directory, p.path, c.name FROM change c JOIN change_path p ON p.id = c.path_id ORDER BY c.id") ==
          "2|0||a\n1|0||c\n1|1||e\n1|0|e|y\n4|1||d\n4|0||b\n");
    f.scan();
    CHECK(f.query("SELECT count(*) FROM change") == "6\n");
}

TEST_CASE("a part scan looks at one directory and concludes nothing elsewhere") {
    WriterFixture f;
    f.tree = {{"", {{{"a", 1}}, {"d", "e"}}}, {"d", {{{"x", 5}}, {}}}, {"e", {{{"y", 5}}, {}}}};
    f.scan();
    f.tree = {{"", {{}, {"d", "e"}}}, {"d", {{{"z", 5}}, {}}}, {"e", {{}, {}}}};
    f.mode = ScanMode::part;
    f.parts = {{"d/deeper/than/known"}};
    const ScanRecord part = f.scan();
    CHECK(part.outcome == ScanOutcome::complete);
    CHECK(part.directories == 1);
    CHECK(part.scope == "d/deeper/than/known");
    CHECK(f.query(kPresent) == "a\ny\nz\n");
}

TEST_CASE("a part that is named by a file lists the directory that holds it and no other") {
    WriterFixture f;
    f.tree = {{"", {{{"a", 1}}, {"d", "e"}}}, {"d", {{{"x", 5}}, {"f"}}}, {"d/f", {{{"z", 5}}, {}}}, {"e", {{{"y", 5}}, {}}}};
    f.scan();
    f.mode = ScanMode::part;
    f.parts = {{"d/f", false}, {"d/x", false}};
    CHECK(f.scan().directories == 2);
    f.parts = {{"d", false}};
    CHECK(f.scan().directories == 2);
    f.parts = {{"d", true}};
    CHECK(f.scan().directories == 2);
    f.parts = {{"d/f", true}, {"e", true}, {"e/y", false}};
    CHECK(f.scan().directories == 2);
    f.parts = {{"", true}};
    CHECK(f.scan().directories == 4);
}

TEST_CASE("a fast scan lists the directory of a file that is said to have changed in place") {
    WriterFixture f;
    f.clock.advance_seconds(3600);
    f.tree = {{"", {{{"a", 1}}, {"d", "e"}}}, {"d", {{{"x", 5}}, {}}}, {"e", {{{"y", 5}}, {}}}};
    f.scan();
    f.clock.advance_seconds(3600);
    f.tree["d"].files = {{"x", 7}};
    f.mode = ScanMode::fast;
    f.parts = {{"d/x", false}};
    const ScanRecord record = f.scan();
    CHECK(record.unchanged == 2);
    CHECK(record.changed == 1);
}

TEST_CASE("the paths of a long list of changes do not fill the history of scans") {
    WriterFixture f;
    f.tree = {{"", {{{"a", 1}}, {"d"}}}, {"d", {{{"x", 5}}, {}}}};
    f.scan();
    f.mode = ScanMode::part;
    for (int i = 0; i < 1000; ++i) f.parts.push_back({"d/" + std::string(100, 'n') + std::to_string(i), false});
    const ScanRecord record = f.scan();
    CHECK(record.directories == 1);
    CHECK(record.scope.size() < 5000);
    CHECK(record.scope.ends_with("980 more"));
    f.parts.resize(1);
    for (int i = 0; i < 1010; ++i) f.scan();
    CHECK(f.query("SELECT count(*) FROM scan WHERE mode = 2") == "1000\n");
    CHECK(f.query("SELECT count(*) FROM scan WHERE mode = 0") == "1\n");
}

TEST_CASE("where inodes change by themselves an unchanged file is written no more once that was found") {
    const char* file_system = "ext4";  // known to keep them, so that moves are looked for
    SUBCASE("on a file system that is known to keep them") {}
    SUBCASE("on one that nothing is known of") { file_system = "fuse.sshfs"; }
    WriterFixture f;
    f.root.file_system = file_system;
    std::vector<ListedFile> files;
    for (int i = 0; i < 20; ++i) files.push_back({"f" + std::to_string(i)});
    f.tree = {{"", {files, {"d"}}}, {"d", {{{"x"}}, {}}}};
    f.scan();
    CHECK((f.hash_key_high & 1) == 0);
    f.inode_shift += 1000;
    f.scan();
    REQUIRE(f.query("SELECT stable_inodes FROM share") == "0\n");
    const std::string rows = f.query("SELECT * FROM file");

    f.inode_shift += 1000;
    const ScanRecord third = f.scan();

    CHECK((f.hash_key_high & 1) == 1);  // the scanner leaves them out, too
    CHECK(third.changed == 0);
    CHECK(third.added + third.gone + third.moved == 0);
    CHECK(f.query("SELECT * FROM file") == rows);

    f.inode_shift += 1000;
    f.tree[""].same = f.tree["d"].same = true;
    const std::string directories = f.query("SELECT * FROM directory");
    f.scan();
    CHECK(f.query("SELECT * FROM directory") == directories);

    f.tree[""].same = false;
    f.tree[""].files[3].size_bytes = 7;
    CHECK(f.scan().changed == 1);
}

}  // namespace tocd
