// What a scan of a part of a share concludes where that part is not there any more.
#include "catalogue/writer_fixture.hpp"

#include <doctest/doctest.h>

#include <cerrno>

namespace tocd {
namespace {

constexpr const char* kPresent = "SELECT name FROM files WHERE NOT gone ORDER BY name";

// Two directories with one below, and a file in each; scanned.
struct PartFixture : WriterFixture {
    PartFixture() {
        tree = {{"", {{{"top", 1}}, {"d1", "e1"}}},   {"d1", {{{"one", 1}}, {"d2"}}}, {"d1/d2", {{{"two", 1}}, {}}},
                {"e1", {{{"other", 1}}, {"e2"}}}, {"e1/e2", {{{"deep", 1}}, {}}}};
        scan();
        clock.advance_seconds(3600);
    }

    ScanRecord scan_part(const std::string& path) {
        mode = ScanMode::part;
        parts = {{path}};
        return scan();
    }

    // Directories that the last scan looked at.
    std::string looked_at() {
        return query("SELECT name FROM directories WHERE last_seen_ns >= (SELECT max(started_ns) FROM scan) ORDER BY name");
    }
};

}  // namespace

TEST_CASE("a part that was deleted is gone since the directory that held it is listed too") {
    PartFixture f;
    f.tree.erase("d1/d2");
    f.tree["d1"].directories.clear();
    f.tree["e1"].files.push_back({"not asked for", 1});
    for (const char* path : {"d1/d2", "d1/d2/", "d1/d2/never/known"}) {
        CAPTURE(path);
        const ScanRecord record = f.scan_part(path);
        CHECK(record.outcome == ScanOutcome::complete);
        CHECK(f.query(kPresent) == "deep\none\nother\ntop\n");
        CHECK(f.query("SELECT state FROM directories WHERE name = 'd2'") == "gone\n");
        CHECK(f.looked_at() == "d1\n");
    }
    CHECK(f.query("SELECT total_files FROM directories WHERE parent_id IS NULL") == "4\n");
}

TEST_CASE("a part that was deleted with what held it is gone with it") {
    PartFixture f;
    f.tree.erase("d1/d2");
    f.tree.erase("d1");
    f.tree[""].directories = {"e1"};
    const char* path = "d1/d2";
    SUBCASE("when the deepest is named") {}
    SUBCASE("when the highest is named") { path = "d1"; }
    const ScanRecord record = f.scan_part(path);
    CHECK(record.outcome == ScanOutcome::complete);
    CHECK(record.gone == 2);
    CHECK(f.query(kPresent) == "deep\nother\ntop\n");
    CHECK(f.looked_at() == "\n");  // the root alone
    CHECK(f.query("SELECT count(*) FROM directories WHERE gone") == "2\n");
}

TEST_CASE("a part that is a file or a link now is gone as a directory") {
    PartFixture f;
    f.tree["d1"].directories.clear();
    SUBCASE("a file") {
        f.tree["d1"].files.push_back({"d2", 1});
        f.tree["d1/d2"].error_number = ENOTDIR;
    }
    SUBCASE("a link") { f.tree["d1/d2"].error_number = ELOOP; }
    const ScanRecord record = f.scan_part("d1/d2");
    CHECK(record.outcome == ScanOutcome::complete);
    CHECK(f.query("SELECT count(*) FROM files WHERE name = 'two' AND gone") == "1\n");
    CHECK(f.query("SELECT state FROM directories WHERE name = 'd2'") == "gone\n");
}

TEST_CASE("a part that is not there below what cannot be listed stays and the scan says so") {
    PartFixture f;
    f.tree.erase("d1/d2");
    std::string named = "/share/d1\n/share/d1/d2\n";
    SUBCASE("no permission") { f.tree["d1"].error_number = EACCES; }
    SUBCASE("a directory that changes all the time") {
        f.tree["d1"].directories.clear();
        f.tree["d1"].clean = false;
    }
    SUBCASE("neither what held it nor the root can be told") {
        f.tree.erase("d1");
        f.tree[""].directories = {"e1"};
        f.tree[""].clean = false;
        named = "/share\n/share/d1\n";
    }
    const ScanRecord record = f.scan_part("d1/d2");
    CHECK(record.outcome == ScanOutcome::incomplete);
    CHECK(f.query(kPresent) == "deep\none\nother\ntop\ntwo\n");
    CHECK(f.query("SELECT path FROM scan_error ORDER BY path") == named);

    f.tree[""].clean = true;
    f.tree.erase("d1");
    f.tree[""].directories = {"e1"};
    CHECK(f.scan_part("d1/d2").outcome == ScanOutcome::complete);
    CHECK(f.query(kPresent) == "deep\nother\ntop\n");
}

TEST_CASE("a part that was renamed beside its old name is found under the new one") {
    PartFixture f;
    f.tree["d1/new"] = f.tree["d1/d2"];
    f.tree.erase("d1/d2");
    f.tree["d1"].directories = {"new"};
    CHECK(f.scan_part("d1/d2").outcome == ScanOutcome::complete);
    CHECK(f.query("SELECT d.name, f.name FROM files f JOIN directories d ON d.id = f.directory_id WHERE f.name = 'two' AND NOT f.gone") ==
          "new|two\n");
}

}  // namespace tocd
