#include "base/error.hpp"
#include "catalogue/directory_rows.hpp"
#include "catalogue/writer_fixture.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using namespace tocd;

namespace {

constexpr const char* kFiles = "SELECT name, size_bytes, gone, (last_seen_ns - 1700000000000000000) / 1000000000 FROM files ORDER BY id";
constexpr const char* kCounts = "SELECT files, size_bytes, gone_files FROM share";

}  // namespace

TEST_CASE("a first scan stores files with ids that append and totals of the whole tree") {
    WriterFixture f;
    f.tree = {{"", {{{"a", 10}}, {"d"}}}, {"d", {{{"b", 20}, {"c", 30}}, {}}}};

    const ScanRecord record = f.scan();

    CHECK(record.outcome == ScanOutcome::complete);
    CHECK(record.added == 3);
    CHECK(f.query("SELECT id, name FROM file ORDER BY id") == "16777216|a\n33554432|b\n33554433|c\n");
    CHECK(f.query("SELECT total_files, total_directories, total_size_bytes FROM directory_total ORDER BY directory_id") == "3|1|60\n2|0|50\n");
    CHECK(f.query(kCounts) == "3|60|0\n");
    CHECK(f.query("SELECT count(*) FROM pending_directory") == "0\n");
}

TEST_CASE("a scan of an unchanged tree writes no file row") {
    WriterFixture f;
    f.tree = {{"", {{{"a", 10}}, {"d"}}}, {"d", {{{"b", 20}}, {}}}};
    f.scan();
    const std::string before = f.query("SELECT * FROM file");
    const std::string version = f.query("SELECT sum(files) FROM extension_sum");
    f.change("UPDATE directory_total SET total_size_bytes = 77");  // shows whether totals are added up anew

    SUBCASE("when whole listings come") {}
    SUBCASE("when only their hash comes") {
        f.tree[""].same = true;
        f.tree["d"].same = true;
    }
    const ScanRecord record = f.scan();

    CHECK(record.added + record.changed + record.gone == 0);
    CHECK(record.files == 2);
    CHECK(f.query("SELECT * FROM file") == before);
    CHECK(f.query("SELECT sum(files) FROM extension_sum") == version);
    CHECK(f.query(kFiles) == "a|10|0|23\nb|20|0|24\n");
    CHECK(f.query("SELECT DISTINCT total_size_bytes FROM directory_total") == "77\n");
}

TEST_CASE("a file that a clean listing does not hold is gone with the time of the last listing that held it") {
    WriterFixture f;
    f.tree = {{"", {{{"a", 10}, {"b", 20}}, {}}}};
    f.scan();
    f.tree[""].files.pop_back();

    const ScanRecord record = f.scan();

    CHECK(record.gone == 1);
    CHECK(f.query(kFiles) == "a|10|0|22\nb|20|1|11\n");
    CHECK(f.query(kCounts) == "1|10|1\n");

    f.tree[""].files = {{"a", 10}, {"b", 21}};
    CHECK(f.scan().added == 1);
    CHECK(f.query(kFiles) == "a|10|0|33\nb|21|0|33\n");
    CHECK(f.query("SELECT first_seen_ns = (SELECT min(first_seen_ns) FROM files) FROM files") == "1\n1\n");
    CHECK(f.query(kCounts) == "2|31|0\n");
}

TEST_CASE("a directory that cannot be read keeps its files") {
    WriterFixture f;
    f.tree = {{"", {{{"a", 10}}, {"d"}}}, {"d", {{{"b", 20}}, {}}}};
    f.scan();
    f.tree["d"].error_number = EIO;

    const ScanRecord record = f.scan();

    CHECK(record.outcome == ScanOutcome::incomplete);
    CHECK(record.failed == 1);
    CHECK(f.query(kFiles) == "a|10|0|23\nb|20|0|12\n");
    CHECK(f.query("SELECT path, errno, message FROM scan_error") == "/share/d|5|cannot list directory: Input/output error\n");
    CHECK(f.query("SELECT total_failed FROM directory_total ORDER BY directory_id LIMIT 1") == "1\n");
    CHECK(f.query(kCounts) == "2|30|0\n");
}

TEST_CASE("a directory that moved while it was listed proves nothing absent") {
    WriterFixture f;
    f.tree = {{"", {{{"a", 10}, {"b", 20}}, {}}}};
    f.scan();
    f.tree[""].files.pop_back();
    f.tree[""].clean = false;

    f.scan();
    CHECK(f.query(kFiles) == "a|10|0|22\nb|20|0|11\n");

    f.tree[""].clean = true;
    f.scan();
    CHECK(f.query(kFiles) == "a|10|0|33\nb|20|1|11\n");
}

TEST_CASE("an interrupted scan applies no removal and the next clean one does") {
    WriterFixture f;
    f.tree = {{"", {{{"a", 10}, {"b", 20}}, {"d"}}}, {"d", {}}};
    f.scan();
    f.tree[""].files.pop_back();

    CHECK(f.scan(1).outcome == ScanOutcome::interrupted);
    CHECK(f.query("SELECT name, gone FROM files ORDER BY id") == "a|0\nb|0\n");

    f.tree[""].same = true;
    CHECK(f.scan().gone == 1);
    CHECK(f.query("SELECT name, gone FROM files ORDER BY id") == "a|0\nb|1\n");
}

TEST_CASE("a vanished directory takes everything below it and brings it back") {
    WriterFixture f;
    f.tree = {{"", {{}, {"d"}}}, {"d", {{{"x", 5}}, {"e"}}}, {"d/e", {{{"y", 7}}, {}}}};
    f.scan();
    const auto whole = f.tree;
    f.tree = {{"", {}}};

    CHECK(f.scan().gone == 2);
    CHECK(f.query("SELECT name, gone FROM files ORDER BY id") == "x|1\ny|1\n");
    CHECK(f.query("SELECT state, files FROM directories ORDER BY id") == "listed|0\ngone|0\ngone|0\n");
    CHECK(f.query(kCounts) == "0|0|2\n");

    f.tree = whole;
    CHECK(f.scan().added == 2);
    CHECK(f.query("SELECT name, gone FROM files ORDER BY id") == "x|0\ny|0\n");
    CHECK(f.query("SELECT total_files, total_directories FROM directory_total ORDER BY directory_id") == "2|2\n2|1\n1|0\n");
    CHECK(f.query(kCounts) == "2|12|0\n");
}

TEST_CASE("after a crash the stored frontier leads the next scan to what was not listed") {
    WriterFixture f;
    f.tree = {{"", {{{"a", 1}}, {"d", "e"}}}, {"d", {{{"b", 2}}, {}}}, {"e", {{{"c", 3}}, {}}}};
    f.scan(1, true);
    CHECK(f.query("SELECT name FROM pending_directory ORDER BY id") == "d\ne\n");
    CHECK(f.query("SELECT outcome, failure FROM scan") == "3|tocd ended while the scan ran\n");

    f.tree[""].same = true;
    f.scan();

    CHECK(f.query("SELECT name, gone FROM files ORDER BY id") == "a|0\nb|0\nc|0\n");
    CHECK(f.query("SELECT count(*) FROM pending_directory") == "0\n");
}

TEST_CASE("an exchanged or emptied root is refused and nothing is gone") {
    WriterFixture f;
    f.tree = {{"", {{{"a", 10}}, {}}}};
    f.scan();

    SUBCASE("another inode") { f.root.inode = 77; }
    SUBCASE("another disk whose root has the same inode") { f.root.btime_ns += 1; }
    SUBCASE("another file system") { f.root.file_system = "tmpfs"; }
    SUBCASE("nothing in it") { f.root.empty = true; }
    CHECK_THROWS_AS(f.scan(), Error);
    CHECK(f.query("SELECT name, gone FROM files") == "a|0\n");

    f.accept_root = true;
    f.tree[""].files.clear();
    f.scan();
    CHECK(f.query("SELECT name, gone FROM files") == "a|1\n");
}

TEST_CASE("names that are not UTF-8 keep their bytes and do not meet names that look the same") {
    WriterFixture f;
    f.tree = {{"", {{{"\xff", 1}, {"\\xff", 2}}, {"\xfe", "\\xfe"}}}, {"\xfe", {}}, {"\\xfe", {}}};

    f.scan();
    const ScanRecord again = f.scan();

    CHECK(again.added + again.changed + again.gone == 0);
    CHECK(f.query("SELECT name, hex(name_raw) FROM files ORDER BY id") == "\\xff|FF\n\\xff|\n");
    CHECK(f.query("SELECT count(*) FROM directory") == "3\n");
}

TEST_CASE("a name that a server lists twice is stored once") {
    WriterFixture f;
    f.tree = {{"", {{{"a", 1}, {"a", 1}}, {}}}};

    f.scan();
    f.tree[""].files.push_back({"b", 1});
    f.tree[""].files.push_back({"b", 1});
    f.scan();

    CHECK(f.query("SELECT name FROM files ORDER BY id") == "a\nb\n");
    CHECK(f.query(kCounts) == "2|2|0\n");
}

TEST_CASE("sums of sparse sizes saturate and come back when the files go") {
    constexpr uint64_t kHuge = (uint64_t{1} << 63) - 1;
    WriterFixture f;
    f.tree = {{"", {{{"a.img", kHuge}, {"b.img", kHuge}, {"c.img", 5}}, {}}}};
    f.scan();
    CHECK(f.query("SELECT size_bytes FROM share") == "9223372036854775807\n");
    CHECK(f.query("SELECT size_bytes FROM extension_total") == "9223372036854775807\n");

    f.tree[""].files = {{"c.img", 5}};
    f.scan();
    CHECK(f.query("SELECT size_bytes FROM share") == "5\n");
    CHECK(f.query("SELECT files, size_bytes FROM extension_total") == "1|5\n");
    CHECK(f.query("SELECT files, size_bytes FROM owner_total") == "1|5\n");
}

TEST_CASE("a directory has only the life that the state machine knows") {
    using S = DirectoryState;
    for (const auto& [from, to] : {std::pair{S::pending, S::gone}, {S::pending, S::staged_gone}, {S::listed, S::gone}, {S::failed, S::gone},
                                   {S::gone, S::failed}, {S::gone, S::staged_gone}, {S::listed, S::pending}})
        CHECK_THROWS_AS(check_transition(from, to), Error);
    CHECK_NOTHROW(check_transition(S::staged_gone, S::listed));
    CHECK_NOTHROW(check_transition(S::gone, S::listed));
}

TEST_CASE("names of accounts that come late or change are right after the next scan") {
    WriterFixture f;
    std::optional<std::string> name;
    f.accounts.user = f.accounts.group = [&name](uint32_t) { return name; };
    f.reopen();
    f.tree = {{"", {{{"a", 1}}, {}}}};
    f.scan();
    CHECK(f.query("SELECT owner, \"group\" FROM files") == "0|0\n");

    name = "anna";
    f.scan();
    CHECK(f.query("SELECT owner, \"group\" FROM files") == "anna|anna\n");

    name = std::nullopt;  // the directory server is down
    f.reopen();
    f.scan();
    CHECK(f.query("SELECT owner, \"group\" FROM files") == "anna|anna\n");

    name = "";  // the account is no more
    f.scan();
    CHECK(f.query("SELECT owner, \"group\" FROM files") == "0|0\n");
}
