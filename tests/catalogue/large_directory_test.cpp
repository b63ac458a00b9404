// Directories whose listings come in parts, and directories that have had more names than there are ordinals.
#include "base/error.hpp"
#include "catalogue/reader.hpp"
#include "catalogue/writer_fixture.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

using namespace tocd;

namespace {

constexpr int64_t kDay = 24 * 3600;
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

struct Small : WriterFixture {
    explicit Small(int64_t most) {
        most_names = most;
        rules.hold_files = 1'000'000;
        reopen();
    }
    std::string present(const std::string& path = "") {
        return query("SELECT group_concat(name, ' ') FROM (SELECT name FROM files f WHERE NOT gone AND directory_id = " + id_of(path) + " ORDER BY name)");
    }
    std::string id_of(const std::string& path) {
        std::string id = query("SELECT id FROM directory WHERE " + (path.empty() ? std::string("parent_id IS NULL") : "name = '" + path + "' AND state <> 4"));
        return id.substr(0, id.size() - 1);
    }
    int64_t number(const std::string& sql) { return std::stoll(query(sql)); }
};

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
    const ScanBegun begun = writer.begin({"share", "/share", ScanMode::full, f.root, false, f.clock.now_ns(), {}, true, 0, f.rules});
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

TEST_CASE("a directory through which more names pass than there are ordinals never runs out of them") {
    Small f(8);
    f.tree[""] = {{}, {"spool"}};
    f.tree["spool"] = {{{"kept", 1, 5}}, {"below"}};
    f.tree["spool/below"] = {{{"deep"}}, {}};
    f.scan();
    const std::string kept_since = f.query("SELECT first_seen_ns FROM files WHERE name = 'kept'");
    const std::string below_id = f.id_of("below");
    std::map<std::string, std::string> name_of_id;
    std::set<std::string> spool_ids;
    for (int i = 0; i < 40; ++i) {
        f.tree["spool"].files = files(2 * i, 2 * i + 4);
        f.tree["spool"].files.push_back({"kept", 1, 5});
        const ScanRecord record = f.scan();
        CHECK(record.outcome == ScanOutcome::complete);
        CHECK(record.files == 6);
        CHECK(f.number("SELECT count(*) FROM files WHERE NOT gone AND directory_id = " + f.id_of("spool")) == 5);
        spool_ids.insert(f.id_of("spool"));
        const std::string rows = f.query("SELECT id, name FROM file");
        for (size_t at = 0; at < rows.size(); at = rows.find('\n', at) + 1) {
            const size_t bar = rows.find('|', at);
            const std::string name = rows.substr(bar + 1, rows.find('\n', at) - bar - 1);
            const auto [known, is_new] = name_of_id.emplace(rows.substr(at, bar - at), name);
            CHECK(known->second == name);  // an id is one file's for ever
        }
    }
    CHECK(spool_ids.size() > 10);
    CHECK(f.query("SELECT first_seen_ns FROM files WHERE name = 'kept'") == kept_since);
    CHECK(f.id_of("below") == below_id);
    CHECK(f.query("SELECT files, gone_files FROM share") == "6|" + std::to_string(2 * 39) + "\n");
    CHECK(f.query("SELECT count(*), sum(gone) FROM files") == std::to_string(6 + 2 * 39) + "|" + std::to_string(2 * 39) + "\n");
    CHECK(f.query("SELECT total_files, total_directories FROM directories WHERE name = 'spool' AND NOT gone") == "6|1\n");

    Reader reader(f.path());
    const auto page = [&](GoneFilter gone) {
        DirectoryQuery query;
        query.path = "/share/spool";
        query.gone = gone;
        return reader.get_directory({}, query, {});
    };
    CHECK(page(GoneFilter::present).files.size() == 5);
    CHECK(page(GoneFilter::gone).files.size() == 2 * 39);
    CHECK(page(GoneFilter::gone).directories.empty());
    CHECK(page(GoneFilter::any).directories.size() == 1);
    CHECK(page(GoneFilter::gone).files[0].directory == "/share/spool");
    FileQuery below;
    below.under = "/share/spool";
    below.gone = GoneFilter::gone;
    CHECK(reader.find_files({}, below, {}).files.size() == 2 * 39);

    std::map<std::string, std::set<std::string>> ids_of_name;
    for (const auto& [id, name] : name_of_id) ids_of_name[name].insert(id);
    CHECK(ids_of_name["kept"].size() > 10);
    for (const std::string& id : ids_of_name["kept"])
        CHECK(reader.get_file({}, std::stoll(id), {}).id == f.number("SELECT id FROM file WHERE name = 'kept'"));

    f.tree["spool"].files.clear();
    f.scan();
    CHECK(f.query("SELECT count(*) FROM files WHERE NOT gone") == "1\n");
}

TEST_CASE("what was gone before a directory got new ordinals is forgotten in its time and with the directory") {
    Small f(4);
    f.rules.keep_gone_ns = kDay * kNsPerSecond;
    f.rules.keep_gone_scans = 1;
    f.tree[""] = {{}, {"spool"}};
    for (int i = 0; i < 5; ++i) {
        f.tree["spool"].files = files(3 * i, 3 * i + 3);
        f.scan();
    }
    CHECK(f.number("SELECT count(*) FROM directory") > 3);
    f.clock.advance_seconds(2 * kDay);
    f.scan();
    while (f.purge_some()) {}
    CHECK(f.query("SELECT count(*) FROM file") == "3\n");
    CHECK(f.query("SELECT count(*) FROM directory") == "2\n");
    CHECK(f.query("SELECT gone_files FROM share") == "0\n");
    CHECK(f.query("SELECT count(*) FROM gone_row") == "0\n");

    for (int i = 5; i < 8; ++i) {
        f.tree["spool"].files = files(3 * i, 3 * i + 3);
        f.scan();
    }
    f.tree[""].directories.clear();
    f.tree.erase("spool");
    f.scan();
    f.clock.advance_seconds(2 * kDay);
    f.scan();
    while (f.purge_some()) {}
    CHECK(f.query("SELECT count(*) FROM file") == "0\n");
    CHECK(f.query("SELECT count(*) FROM directory") == "1\n");
}

TEST_CASE("the root of a share may be a spool directory") {
    Small f(4);
    for (int i = 0; i < 6; ++i) {
        f.tree[""].files = files(2 * i, 2 * i + 2);
        CHECK(f.scan().outcome == ScanOutcome::complete);
        CHECK(f.number("SELECT count(*) FROM directory WHERE parent_id IS NULL") == 1);
    }
    CHECK(f.present() == "file10.x1 file11.x2\n");
}

TEST_CASE("a directory of more files than there are ordinals loses none that it has and says what is left out") {
    Small f(4);
    f.tree[""].files = files(10, 13);
    f.scan();
    f.tree[""].files = files(0, 13);  // the new ones come first
    const ScanRecord record = f.scan();
    CHECK(record.outcome == ScanOutcome::incomplete);
    CHECK(record.gone == 0);
    CHECK(f.number("SELECT count(*) FROM files WHERE NOT gone") == 4);
    CHECK(f.number("SELECT count(*) FROM files WHERE NOT gone AND name LIKE 'file1_.%'") == 3);
    CHECK(f.query("SELECT path, message FROM scan_error") == "/share|a directory can have 4 files: 9 that are new are left out until others are gone\n");
    CHECK(f.query("SELECT count(*) FROM staged_gone") == "0\n");

    f.mode = ScanMode::fast;
    f.clock.advance_seconds(3600);
    CHECK(f.scan().outcome == ScanOutcome::incomplete);  // its time did not move, and yet it is listed
}

TEST_CASE("a full directory whose files are all exchanged holds the new ones after the next scan") {
    Small f(4);
    f.tree[""] = {files(0, 4), {}};
    f.tree[""].mtime_ns = 1'600'000'000 * kNsPerSecond;
    f.scan();
    f.tree[""].files = files(4, 8);
    f.tree[""].mtime_ns = 1'600'000'001 * kNsPerSecond;
    CHECK(f.scan().outcome == ScanOutcome::incomplete);
    CHECK(f.query("SELECT count(*) FROM files WHERE gone") == "4\n");
    const ScanRecord next = f.scan();
    CHECK(next.outcome == ScanOutcome::complete);
    CHECK(next.files == 4);
    CHECK(f.query("SELECT keeps_stamps FROM share") == "1\n");  // names under an equal stamp, but it was not the share
}
