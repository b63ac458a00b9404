// What became of one file or directory, as scans found it.
#include "base/error.hpp"
#include "catalogue/reader.hpp"
#include "catalogue_fixture.hpp"
#include "writer_fixture.hpp"

#include <doctest/doctest.h>

using namespace tocd;

namespace {

std::string told(const RowHistory& history) {
    std::string out;
    for (const ChangeRecord& c : history.changes)
        out += std::string(change_name(c.kind)) + (c.directory ? "/ " : " ") + (c.old_path.empty() ? "" : c.old_path + ">") + c.path + "\n";
    return out;
}

int64_t number(WriterFixture& f, const std::string& sql) { return std::stoll(f.query(sql)); }

RowHistory of_file(WriterFixture& f, int64_t id, uint32_t limit = 100) {
    return Reader(f.path()).get_file_history(kEverybody, id, limit, kNoDeadline);
}

RowHistory of_directory(WriterFixture& f, int64_t id) {
    return Reader(f.path()).get_directory_history(kEverybody, id, 100, kNoDeadline);
}

const ListedFile kMoving{"run.h5", 5, 1'600'000'000 * kNsPerSecond, 1, 77, 7};

}  // namespace

TEST_CASE("the history of a file follows it from directory to directory") {
    WriterFixture f;
    f.tree = {{"", {{}, {"a", "b"}}}, {"a", {{kMoving, {"other", 1}}, {}}}, {"b", {}}};
    f.scan();
    const int64_t first_id = number(f, "SELECT id FROM file WHERE name = 'run.h5'");
    CHECK(of_file(f, first_id).changes.empty());  // the first scan of a share tells nothing
    const UnixNs kept_since_ns = of_file(f, first_id).kept_since_ns;
    CHECK(kept_since_ns == f.clock.now_ns());

    f.clock.advance_seconds(60);
    f.tree["a"].files[0].size_bytes = 6;
    f.scan();
    f.clock.advance_seconds(60);
    ListedFile there = f.tree["a"].files[0];
    f.tree["a"].files.erase(f.tree["a"].files.begin());
    f.tree["b"].files = {there};
    CHECK(f.scan().moved == 1);
    const int64_t id = number(f, "SELECT id FROM files WHERE name = 'run.h5' AND NOT gone");
    REQUIRE(id != first_id);
    const std::string root = f.query("SELECT path FROM share").substr(0, f.query("SELECT path FROM share").size() - 1);
    const std::string until_moved = "moved " + root + "/a/run.h5>" + root + "/b/run.h5\nchanged " + root + "/a/run.h5\n";
    CHECK(told(of_file(f, id)) == until_moved);
    CHECK(told(of_file(f, first_id)) == until_moved);

    f.clock.advance_seconds(60);
    f.tree["b"].files.clear();
    f.scan();
    const RowHistory all = of_file(f, id);
    CHECK(told(all) == "gone " + root + "/b/run.h5\n" + until_moved);
    CHECK(all.kept_since_ns == kept_since_ns);
    CHECK_FALSE(all.more);
    CHECK(told(of_file(f, id, 1)) == "gone " + root + "/b/run.h5\n");
    CHECK(of_file(f, id, 1).more);
    CHECK(of_file(f, number(f, "SELECT id FROM file WHERE name = 'other'")).changes.empty());
}

TEST_CASE("a file that came later begins with its appearance and shares what befalls the directories above it") {
    WriterFixture f;
    f.tree = {{"", {{}, {"a"}}}, {"a", {{}, {"deep"}}}, {"a/deep", {}}};
    f.scan();
    const std::string share = f.query("SELECT id FROM share");
    const int64_t a = number(f, "SELECT id FROM directory WHERE name = 'a'");
    const auto move_a = [&](UnixNs at_ns, const std::string& from) {
        f.change("INSERT INTO change_path(share_id, path) VALUES(" + share + ", '');"
                 "INSERT INTO change(share_id, scan_id, at_ns, kind, is_directory, path_id, name, old_path_id, old_name, row_id) "
                 "VALUES(" + share + ", 1, " + std::to_string(at_ns) + ", 3, 1, last_insert_rowid(), 'a', last_insert_rowid(), '" + from + "', " + std::to_string(a) + ")");
    };
    move_a(f.clock.now_ns() + 1, "before");  // the file was not there yet
    f.clock.advance_seconds(60);
    f.tree["a/deep"].files = {{"new", 1}};
    f.scan();
    move_a(f.clock.now_ns() + 1, "after");
    const int64_t id = number(f, "SELECT id FROM file WHERE name = 'new'");
    const std::string root = f.query("SELECT path FROM share").substr(0, f.query("SELECT path FROM share").size() - 1);
    CHECK(told(of_file(f, id)) == "moved/ " + root + "/after>" + root + "/a\nadded " + root + "/a/deep/new\n");
    CHECK(told(of_directory(f, a)) == "moved/ " + root + "/after>" + root + "/a\nmoved/ " + root + "/before>" + root + "/a\n");
    CHECK(of_directory(f, number(f, "SELECT id FROM directory WHERE name = 'deep'")).changes.size() == 2);
}

TEST_CASE("a file and a directory of one number are not taken for each other") {
    SmallCatalogue small;
    small.database().execute("INSERT INTO change_path(share_id, path) VALUES(" + std::to_string(small.raw) + ", '')");
    for (const int is_directory : {0, 1})
        small.database().execute("INSERT INTO change(share_id, scan_id, at_ns, kind, is_directory, path_id, name, row_id) VALUES(" +
                                 std::to_string(small.raw) + ", 1, 5, 2, " + std::to_string(is_directory) + ", 1, 'x', " + std::to_string(small.raw_2020) + ")");
    const RowHistory history = small.reader().get_directory_history(kEverybody, small.raw_2020, 100, kNoDeadline);
    REQUIRE(history.changes.size() == 1);
    CHECK(history.changes[0].directory);
    CHECK(history.kept_since_ns == 0);
}

TEST_CASE("history is of what the viewer sees and of what there is") {
    SmallCatalogue small;
    const int64_t file = small.add_file(small.raw_2020, {"f"});
    const Viewer ann{false, {"home"}};
    CHECK_THROWS_AS(static_cast<void>(small.reader().get_file_history(ann, file, 1, kNoDeadline)), Error);
    CHECK_THROWS_AS(static_cast<void>(small.reader().get_directory_history(ann, small.raw_2020, 1, kNoDeadline)), Error);
    CHECK_THROWS_AS(static_cast<void>(small.reader().get_directory_by_id(ann, small.raw_2020, kNoDeadline)), Error);
    CHECK_THROWS_AS(static_cast<void>(small.reader().get_directory_by_id(kEverybody, 12345, kNoDeadline)), Error);
    const DirectoryPage deep = small.reader().get_directory_by_id(kEverybody, small.raw_deep, kNoDeadline);
    CHECK(deep.directory.path == "/srv/raw/2021/deep");
    REQUIRE(deep.ancestors.size() == 2);
    CHECK(deep.ancestors[0].path == "/srv/raw");
    CHECK(deep.ancestors[1].path == "/srv/raw/2021");
}
