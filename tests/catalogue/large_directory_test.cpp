// Directories whose listings come in parts.
#include "base/error.hpp"
#include "catalogue/writer_fixture.hpp"

#include <doctest/doctest.h>

using namespace tocd;

namespace {

constexpr const char* kFiles =
    "SELECT directory_id, name, name_raw, extension, size_bytes, mtime_ns, ctime_ns, link_count, inode, first_seen_ns, last_seen_ns, gone"
    " FROM files ORDER BY directory_id, name, last_seen_ns";

std::vector<ListedFile> files(int first, int last, uint64_t size_bytes = 1) {
    std::vector<ListedFile> out;
    for (int i = first; i < last; ++i) out.push_back({"file" + std::to_string(i) + ".x" + std::to_string(i % 3), size_bytes});
    return out;
}

// Holds everything at once, then a part of it again, with gaps, changes, odd names and child directories.
std::string told_in(size_t part_entries) {
    WriterFixture f;
    f.part_entries = part_entries;
    std::string told;
    f.rules.hold_files = 1'000'000;
    const auto scan = [&] {
        const ScanRecord r = f.scan();
        told += std::to_string(r.files) + " " + std::to_string(r.size_bytes) + " +" + std::to_string(r.added) + " ~" + std::to_string(r.changed) +
                " -" + std::to_string(r.gone) + " !" + std::to_string(r.failed) + "\n" + f.query(kFiles) +
                f.query("SELECT kind, is_directory, name FROM change ORDER BY kind, is_directory, name") +
                f.query("SELECT name, state, entry_count, files, size_bytes, total_files FROM directories ORDER BY name");
    };
    f.tree[""] = {files(0, 300), {"a", "b"}};
    f.tree[""].files.push_back({"\xff\xfe", 5, 1, 3});
    f.tree[""].files.push_back({"large", uint64_t{1} << 62, -5});
    f.tree["a"] = {files(0, 10), {}};
    f.tree["b"] = {};
    scan();
    f.tree[""].files = files(100, 350, 9);
    f.tree[""].directories = {"a"};
    scan();
    f.tree[""].files = files(0, 120);
    f.tree[""].clean = false;
    scan();
    f.tree[""].clean = true;
    scan();
    scan();
    return told;
}

}  // namespace

TEST_CASE("a directory that comes in parts is stored and compared like one that comes whole") {
    const std::string whole = told_in(0);
    CHECK(whole.find("300") != std::string::npos);
    CHECK(told_in(1) == whole);
    CHECK(told_in(7) == whole);
    CHECK(told_in(200) == whole);
}

TEST_CASE("a directory that memory is not to hold is compared like one that it may") {
    const auto told = [](size_t part_entries) {
        WriterFixture f;
        f.part_entries = part_entries;
        f.rules.hold_files = 1'000'000;
        f.tree[""] = {files(0, 60'000), {"a"}};
        f.tree["a"] = {};
        f.scan();
        f.tree[""].files = files(100, 50'000, 9);
        for (ListedFile& file : files(70'000, 90'000)) f.tree[""].files.push_back(file);
        f.scan();
        f.tree[""].files = files(0, 40'000);
        f.scan();
        return f.query(std::string("SELECT count(*), sum(size_bytes), min(name), max(name), first_seen_ns, last_seen_ns, gone FROM (") + kFiles + ") GROUP BY first_seen_ns, last_seen_ns") +
               f.query("SELECT kind, count(*), min(name), max(name) FROM change GROUP BY kind") +
               f.query("SELECT files, size_bytes, added, changed, gone FROM scan");
    };
    const std::string whole = told(0);
    CHECK(whole.find("\n60000|60000|60000|0|0\n") != std::string::npos);
    CHECK(told(20'000) == whole);
}

TEST_CASE("of parts without an end nothing is stored") {
    WriterFixture f;
    f.tree[""] = {files(0, 10), {}};
    f.scan();
    const std::string before = f.query(kFiles);

    f.clock.advance_seconds(60);
    ScanWriter writer(f.path(), {}, f.clock, std::chrono::milliseconds(0));
    const ScanBegun begun = writer.begin({"share", "/share", ScanMode::full, f.root, false, f.clock.now_ns(), {}, 0, f.rules});
    std::vector<DirectoryToList> items;
    const auto keep = [&](std::vector<DirectoryToList> next) { items = std::move(next); };
    writer.plan(begun.scan_id, 10, keep);
    REQUIRE(items.size() == 1);
    writer.expect(begun.scan_id, 1, items);
    Listing part;
    part.job_id = 1;
    part.kind = ListingKind::part;
    const std::string name = "new in a part";
    part.entries.emplace_back().name = name;
    for (int i = 0; i < 3; ++i) writer.take(begun.scan_id, {part}, [](auto) {});
    writer.commit_waiting(true);
    CHECK(f.query(kFiles) == before);
    const ScanRecord record = writer.finish(begun.scan_id, ScanEnding::interrupted, "lost");
    CHECK(record.added == 0);
    CHECK(f.query(kFiles) == before);
}

TEST_CASE("the rows of a directory that comes in parts as it was are not read") {
    WriterFixture f;
    f.part_entries = 3;
    f.tree[""] = {files(0, 10), {}};
    f.scan();
    f.change("UPDATE file SET size_bytes = 77 WHERE name LIKE 'file3%'");  // a comparison would put it right
    const ScanRecord again = f.scan();
    CHECK(again.files == 10);
    CHECK(again.outcome == ScanOutcome::complete);
    CHECK(f.query("SELECT count(*) FROM file WHERE size_bytes = 77") == "1\n");
    CHECK(f.query("SELECT count(DISTINCT last_seen_ns), max(last_seen_ns) > (SELECT max(started_ns) FROM scan) FROM files") == "1|1\n");
}

TEST_CASE("a name that comes in two parts is one file") {
    WriterFixture f;
    f.part_entries = 4;
    f.tree[""] = {files(0, 10), {}};
    f.tree[""].files.push_back(f.tree[""].files[0]);
    CHECK(f.scan().files == 10);
    f.tree[""].files.push_back({"another"});
    CHECK(f.scan().files == 11);
    CHECK(f.query("SELECT count(*) FROM file") == "11\n");
}

TEST_CASE("a daemon that has to stop does not end storing a directory that came in parts") {
    WriterFixture f;
    f.part_entries = 3;
    f.tree[""] = {files(0, 10), {}};
    f.scan();
    const std::string before = f.query(kFiles);
    f.tree[""].files = files(5, 20);
    f.give_up();
    CHECK_THROWS_AS(f.scan(), Error);
    f.reopen();
    CHECK(f.query(kFiles) == before);
    CHECK(f.scan().added == 10);
}
