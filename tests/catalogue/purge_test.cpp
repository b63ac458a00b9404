// What is gone is forgotten by policy: by age and by scans that ran to their end since.
#include "base/error.hpp"
#include "catalogue/writer_fixture.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using namespace tocd;

namespace {

constexpr int64_t kDay = 24 * 3600;

// Scanned once as it is; what is gone is kept for a day and two scans.
struct Purged : WriterFixture {
    explicit Purged(std::map<std::string, Directory> first) {
        rules.keep_gone_ns = kDay * kNsPerSecond;
        rules.keep_gone_scans = 2;
        tree = std::move(first);
        scan();
    }
    ScanRecord scan_after(int64_t seconds) {
        clock.advance_seconds(seconds);
        const ScanRecord record = scan();
        while (purge_some()) {}
        return record;
    }
    void remove_directories() {
        tree[""].directories.clear();
        std::erase_if(tree, [](const auto& named) { return !named.first.empty(); });
    }
    std::string files() { return query("SELECT name, gone FROM files ORDER BY id"); }
};

}  // namespace

TEST_CASE("a gone file is forgotten when it was gone for long enough and two scans ended since") {
    Purged f({{"", {{{"a"}, {"b"}}, {}}}});
    f.tree[""].files.pop_back();
    f.scan();

    CHECK(f.scan_after(2 * kDay).purged == 0);  // one scan
    CHECK(f.files() == "a|0\nb|1\n");
    CHECK(f.scan_after(60).purged == 1);
    CHECK(f.files() == "a|0\n");
    CHECK(f.query("SELECT purged FROM scan ORDER BY id DESC LIMIT 1") == "1\n");
    CHECK(f.query("SELECT files, gone_files FROM share") == "1|0\n");
    CHECK(f.query("SELECT count(*) FROM gone_row") == "0\n");
}

TEST_CASE("scans alone do not make a gone file old enough") {
    Purged f({{"", {{{"a"}, {"b"}}, {}}}});
    f.tree[""].files.pop_back();
    f.scan();
    for (int i = 0; i < 5; ++i) CHECK(f.scan_after(3600).purged == 0);
    CHECK(f.files() == "a|0\nb|1\n");
}

TEST_CASE("an interrupted scan does not count for forgetting") {
    Purged f({{"", {{{"a"}, {"b"}}, {"d"}}}, {"d", {}}});
    f.tree[""].files.pop_back();
    f.scan();
    f.clock.advance_seconds(2 * kDay);
    f.scan();
    CHECK(f.scan(1).outcome == ScanOutcome::interrupted);
    CHECK(f.files() == "a|0\nb|1\n");
}

TEST_CASE("without keep_gone nothing is forgotten") {
    Purged f({{"", {{{"a"}, {"b"}}, {}}}});
    f.rules.keep_gone_ns = 0;
    f.tree[""].files.pop_back();
    f.scan();
    for (int i = 0; i < 3; ++i) CHECK(f.scan_after(1000 * kDay).purged == 0);
    CHECK(f.files() == "a|0\nb|1\n");
}

TEST_CASE("a file that came back and went again is kept from its second end on") {
    Purged f({{"", {{{"a"}, {"b"}}, {}}}});
    const std::vector<ListedFile> both = f.tree[""].files;
    f.tree[""].files = {{"a"}};
    f.scan();
    f.scan_after(kDay / 2);
    f.tree[""].files = both;
    f.scan_after(60);
    f.tree[""].files = {{"a"}};
    f.scan_after(60);

    CHECK(f.scan_after(kDay * 2 / 3).purged == 0);
    CHECK(f.scan_after(60).purged == 0);
    CHECK(f.files() == "a|0\nb|1\n");
    CHECK(f.scan_after(kDay / 2).purged == 1);
}

TEST_CASE("a gone tree is forgotten from below with all that belongs to it") {
    Purged f({{"", {{{"a"}}, {"d"}}},
              {"d", {{{"x", 1, 1, 2}, {"\xff"}}, {"e"}}},
              {"d/e", {{{"y"}}, {"f"}}},
              {"d/e/f", {{{"z"}}, {}}}});
    f.remove_directories();
    f.scan();
    f.scan_after(2 * kDay);

    CHECK(f.scan_after(60).purged == 4);
    CHECK(f.files() == "a|0\n");
    for (const char* table : {"directory", "directory_stamp", "directory_total"})
        CHECK(f.query(std::string("SELECT count(*) FROM ") + table) == "1\n");
    for (const char* table : {"file_detail", "gone_row", "pending_directory", "unreadable_directory"})
        CHECK(f.query(std::string("SELECT count(*) FROM ") + table) == "0\n");
    CHECK(f.query("SELECT files, gone_files FROM share") == "1|0\n");
}

TEST_CASE("a directory never gets the id of one that was forgotten") {
    Purged f({{"", {{}, {"d"}}}, {"d", {{{"x"}}, {}}}});
    const std::string old_id = f.query("SELECT max(id) FROM directory");
    f.remove_directories();
    f.scan();
    f.scan_after(2 * kDay);
    f.scan_after(60);
    REQUIRE(f.query("SELECT count(*) FROM directory") == "1\n");
    f.reopen();

    f.tree[""].directories = {"d"};
    f.tree["d"] = {};
    f.scan();

    CHECK(f.query("SELECT max(id) > " + old_id + " FROM directory") == "1\n");
}

TEST_CASE("a held removal is not forgotten while it waits") {
    Purged f({{"", {{{"a"}}, {"d"}}}, {"d", {{{"x"}, {"y"}}, {}}}});
    f.rules.hold_files = 1;
    f.rules.hold_permille = 0;
    f.rules.hold_agree_ns = 100 * kDay * kNsPerSecond;
    f.remove_directories();
    f.scan();
    for (int i = 0; i < 4; ++i) CHECK(f.scan_after(2 * kDay).purged == 0);
    CHECK(f.files() == "a|0\nx|0\ny|0\n");

    const int64_t last = std::stoll(f.query("SELECT max(id) FROM scan"));
    f.confirm(last);
    CHECK(f.scan_after(60).purged == 0);  // it became gone when it was confirmed
    CHECK(f.scan_after(kDay / 2).purged == 0);
    CHECK(f.scan_after(kDay).purged == 2);
}

TEST_CASE("what was gone in a directory that cannot be listed now waits") {
    Purged f({{"", {{}, {"d"}}}, {"d", {{{"x"}, {"y"}}, {}}}});
    f.tree["d"].files.pop_back();
    f.scan();
    f.tree["d"].error_number = EACCES;
    f.scan_after(2 * kDay);
    CHECK(f.scan_after(60).purged == 0);
    CHECK(f.files() == "x|0\ny|1\n");

    f.tree["d"].error_number = 0;
    CHECK(f.scan_after(60).purged == 0);
    CHECK(f.scan_after(2 * kDay).purged == 1);
}

TEST_CASE("a big directory is forgotten in steps and a scan in between finds it as it was") {
    std::vector<ListedFile> many;
    for (int i = 0; i < 12'000; ++i) many.push_back({"f" + std::to_string(i)});
    Purged f({{"", {{{"a"}}, {"d"}}}, {"d", {many, {}}}});
    f.remove_directories();
    f.rules.hold_files = 100'000;
    f.scan();
    f.clock.advance_seconds(2 * kDay);
    f.scan();
    const int64_t first = f.scan().purged;
    CHECK(first > 0);
    CHECK(first < 12'000);
    CHECK(f.query("SELECT gone_files FROM share") == std::to_string(12'000 - first) + "\n");
    CHECK(f.purge_some());

    f.tree[""].directories = {"d"};
    f.tree["d"] = {many, {}};
    f.scan();
    CHECK(f.query("SELECT count(*), sum(gone) FROM files") == "12001|0\n");
    CHECK(f.query("SELECT files, gone_files FROM share") == "12001|0\n");

    f.remove_directories();
    f.scan();
    f.scan_after(2 * kDay);
    f.scan_after(60);
    CHECK(f.query("SELECT count(*), sum(gone) FROM files") == "1|0\n");
    CHECK(f.query("SELECT files, gone_files FROM share") == "1|0\n");
    CHECK(f.query("SELECT sum(purged) FROM scan WHERE id > 3") == "22000\n");
}

TEST_CASE("pages of forgotten rows are used again") {
    std::vector<ListedFile> many;
    for (int i = 0; i < 4'000; ++i) many.push_back({"f" + std::to_string(i)});
    Purged f({{"", {{}, {"d0"}}}, {"d0", {many, {}}}});
    f.rules.hold_files = 100'000;
    std::vector<int> pages;
    for (int i = 1; i <= 12; ++i) {
        const std::string next = "d" + std::to_string(i);
        f.tree = {{"", {{}, {next}}}, {next, {many, {}}}};
        f.scan_after(2 * kDay);
        f.change("DELETE FROM change");  // the history has a limit of its own
        pages.push_back(std::stoi(f.query("SELECT page_count FROM pragma_page_count")));
    }
    CHECK(pages[11] <= pages[6] + 1);  // the rows of scans stay; those of 4,000 files are some forty
}
