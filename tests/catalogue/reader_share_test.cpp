// Shares, scans and stats.
#include "base/error.hpp"
#include "catalogue/statement.hpp"
#include "catalogue_fixture.hpp"

#include <doctest/doctest.h>

using namespace tocd;

namespace {

using Keys = std::vector<std::string>;

Keys keys_of(const std::vector<TopRow>& rows) {
    Keys keys;
    for (const TopRow& row : rows) keys.push_back(row.key);
    return keys;
}

}  // namespace

TEST_CASE("shares come by name with their totals and last scan") {
    SmallCatalogue catalogue;
    catalogue.add_file(catalogue.raw_2020, {.name = "old", .last_seen_ns = kScanStart - 7});
    catalogue.set_state(catalogue.raw_deep, 2, 5);
    const int64_t broken = catalogue.add_scan(catalogue.raw, 3, kScanStart + 50);
    catalogue.settle();

    const std::vector<ShareRecord> shares = catalogue.reader().get_shares(kEverybody, kNoDeadline);
    REQUIRE(shares.size() == 2);
    CHECK(shares[0].name == "home");
    const ShareRecord& raw = shares[1];
    CHECK(raw.path == "/srv/raw");
    CHECK(raw.configured);
    CHECK(raw.total.files == 5);
    CHECK(raw.total.size_bytes == 437);
    CHECK(raw.unique_bytes == 437);
    CHECK(raw.directories == 4);
    CHECK(raw.gone_files == 1);
    CHECK(raw.failed_directories == 1);
    CHECK(raw.last_complete_ns == kScanStart);  // the interrupted one proves nothing
    REQUIRE(raw.last_scan);
    CHECK(raw.last_scan->id == broken);
    CHECK(raw.last_scan->outcome == ScanOutcome::interrupted);
}

TEST_CASE("a share shows removals that wait and whether its times and inodes are believed") {
    SmallCatalogue catalogue;
    const auto raw = [&] { return catalogue.reader().get_shares(kEverybody, kNoDeadline)[1]; };
    CHECK(raw().keeps_stamps);
    CHECK(!raw().stable_inodes);
    CHECK(!raw().held);

    const int64_t first = catalogue.add_scan(catalogue.raw, 1, kScanStart + 50);
    const int64_t second = catalogue.add_scan(catalogue.raw, 1, kScanStart + 60);
    catalogue.database().execute("UPDATE scan SET held = 12 WHERE id = " + std::to_string(first));
    catalogue.database().execute("UPDATE scan SET held = 13 WHERE id = " + std::to_string(second));
    catalogue.database().execute("UPDATE share SET keeps_stamps = 0, stable_inodes = 0, held_scan_id = " + std::to_string(first) + " WHERE name = 'raw'");
    (void)catalogue.add_scan(catalogue.raw, 3, kScanStart + 70);  // interrupted: concludes nothing
    const ShareRecord held = raw();
    CHECK_FALSE(held.keeps_stamps);
    CHECK(held.stable_inodes == false);
    REQUIRE(held.held);
    CHECK(held.held->files == 13);
    CHECK(held.held->since_ns == kScanStart + 50);
    CHECK(held.held->scan_id == second);

    (void)catalogue.add_scan(catalogue.raw, 1, kScanStart + 80);
    CHECK(!raw().held);
}

TEST_CASE("a share that was never scanned is empty and so old that it has no time") {
    SmallCatalogue catalogue;
    catalogue.add_share("new", "/srv/new");
    const std::vector<ShareRecord> shares = catalogue.reader().get_shares(kEverybody, kNoDeadline);
    REQUIRE(shares.size() == 3);
    CHECK(shares[1].name == "new");
    CHECK(shares[1].last_complete_ns == 0);
    CHECK(!shares[1].last_scan);
    CHECK(shares[1].directories == 0);
    CHECK(catalogue.reader().find_files(kEverybody, FileQuery(), kNoDeadline).as_of_ns == 0);
    FileQuery scanned;
    scanned.shares = {"raw"};
    CHECK(catalogue.reader().find_files(kEverybody, scanned, kNoDeadline).as_of_ns == kScanStart);

    catalogue.database().execute("UPDATE share SET configured = 0 WHERE name = 'new'");
    CHECK(catalogue.reader().find_files(kEverybody, FileQuery(), kNoDeadline).as_of_ns == kScanStart - 1000);
    CHECK(!catalogue.reader().get_shares(kEverybody, kNoDeadline)[1].configured);
}

TEST_CASE("hard links count once per share and only while they are present") {
    SmallCatalogue catalogue;
    for (const int64_t directory : {catalogue.raw_2020, catalogue.raw_2021, catalogue.home_ann})
        catalogue.add_file(directory, {.name = "linked", .size_bytes = 1000, .inode = 1u << 31, .link_count = 4});
    catalogue.add_file(
        catalogue.raw_deep,
        {.name = "gone", .size_bytes = 1000, .inode = 1u << 31, .link_count = 4, .last_seen_ns = kScanStart - 5});
    catalogue.add_file(catalogue.raw_deep, {.name = "other", .size_bytes = 1000, .inode = 77, .link_count = 2});
    catalogue.settle();

    const std::vector<ShareRecord> shares = catalogue.reader().get_shares(kEverybody, kNoDeadline);
    CHECK(shares[0].total.size_bytes - shares[0].unique_bytes == 0);
    CHECK(shares[1].total.size_bytes - shares[1].unique_bytes == 1000);
    const StatsRecord stats = catalogue.reader().get_stats(kEverybody, "", 5, kNoDeadline);
    CHECK(stats.total.size_bytes - stats.unique_bytes == 1000);
    CHECK(catalogue.reader().get_stats(kEverybody, "home", 5, kNoDeadline).unique_bytes == shares[0].total.size_bytes);

    // They are looked at again when the next scan has ended.
    catalogue.set_state(catalogue.raw_2021, 4);
    catalogue.add_scan(catalogue.raw, 1, kScanStart + 10);
    catalogue.settle();
    const ShareRecord raw = catalogue.reader().get_shares(kEverybody, kNoDeadline)[1];
    CHECK(raw.unique_bytes == raw.total.size_bytes);
}

TEST_CASE("scans come newest first in pages and one by one with errors") {
    SmallCatalogue catalogue;  // raw: scan 1, home: scan 2
    for (int i = 0; i < 3; ++i) {
        catalogue.add_scan(catalogue.raw, 1, kScanStart + 10 * i);
        catalogue.add_scan(catalogue.home, 4, kScanStart + 10 * i + 1);
    }
    catalogue.database().execute(
        "UPDATE scan SET failure = 'root is empty', added = 3, changed = 2, gone = 1, others = 9, excluded = 8, "
        "failed = 7, skipped_mounts = 6, directories = 5, files = 4, size_bytes = 11 WHERE id = 8");
    Statement(catalogue.database(),
              "INSERT INTO scan_error(scan_id, path, path_raw, errno, message) VALUES(8, '/srv/\\xff', ?1, 13, 'no')")
        .bind_blob(1, "/srv/\xff")
        .run();

    Reader& reader = catalogue.reader();
    const std::vector<ScanRecord> newest = reader.get_scans(kEverybody, "", 3, 0, kNoDeadline);
    REQUIRE(newest.size() == 3);
    CHECK(newest[0].id == 8);
    CHECK(newest[1].id == 7);
    CHECK(newest[2].id == 6);
    CHECK(newest[0].share == "home");
    CHECK(newest[1].share == "raw");
    CHECK(reader.get_scans(kEverybody, "", 100, 6, kNoDeadline).size() == 5);
    const std::vector<ScanRecord> of_raw = reader.get_scans(kEverybody, "raw", 2, 7, kNoDeadline);
    REQUIRE(of_raw.size() == 2);
    CHECK(of_raw[0].id == 5);
    CHECK(of_raw[1].id == 3);

    const ScanRecord scan = reader.get_scan(kEverybody, 8, kNoDeadline);
    CHECK(scan.outcome == ScanOutcome::refused);
    CHECK(scan.started_ns == kScanStart + 21);
    CHECK(scan.finished_ns == kScanStart + 1021);
    CHECK(scan.failure == "root is empty");
    CHECK(scan.directories == 5);
    CHECK(scan.files == 4);
    CHECK(scan.size_bytes == 11);
    CHECK(scan.others == 9);
    CHECK(scan.excluded == 8);
    CHECK(scan.added == 3);
    CHECK(scan.changed == 2);
    CHECK(scan.gone == 1);
    CHECK(scan.failed == 7);
    CHECK(scan.skipped_mounts == 6);
    REQUIRE(scan.errors.size() == 1);
    CHECK(scan.errors[0].path == "/srv/\xff");
    CHECK(scan.errors[0].error_number == 13);
    CHECK(reader.get_scan(kEverybody, 7, kNoDeadline).errors.empty());
    CHECK_THROWS_AS(static_cast<void>(reader.get_scan(kEverybody, 999, kNoDeadline)), Error);
    CHECK_THROWS_AS(static_cast<void>(reader.get_scans(kEverybody, "", 0, 0, kNoDeadline)), Error);
}

TEST_CASE("stats name the leaders by files and by size of all shares and of one") {
    SmallCatalogue catalogue;
    catalogue.add_file(catalogue.home_ann, {.name = "one.h5", .size_bytes = 1, .owner = "bob"});
    catalogue.add_file(catalogue.home_ann, {.name = "gone.mov", .size_bytes = 1'000'000, .last_seen_ns = 1});
    catalogue.settle();

    const StatsRecord all = catalogue.reader().get_stats(kEverybody, "", 3, kNoDeadline);
    CHECK(all.total.files == 8);
    CHECK(all.total.size_bytes == 5488);
    CHECK(all.directories == 6);
    CHECK(all.gone_files == 1);
    CHECK(all.as_of_ns == kScanStart - 1000);
    CHECK(keys_of(all.extensions_by_files) == Keys{"h5", "txt", "jpg"});
    CHECK(keys_of(all.extensions_by_size) == Keys{"jpg", "h5", "txt"});
    CHECK(all.extensions_by_files[0].files == 4);  // of both shares
    CHECK(all.extensions_by_files[0].size_bytes == 408);
    CHECK(keys_of(all.owners_by_files) == Keys{"ann", "bob", "root"});
    CHECK(keys_of(all.directories_by_files) == Keys{"/srv/home/ann", "/srv/raw/2020", "/srv/raw/2021"});
    CHECK(keys_of(all.directories_by_size) == Keys{"/srv/home/ann", "/srv/raw/2020", "/srv/raw/2021"});
    CHECK(all.directories_by_size[1].size_bytes == 400);

    const StatsRecord raw = catalogue.reader().get_stats(kEverybody, "raw", 100, kNoDeadline);
    CHECK(raw.total.files == 5);
    CHECK(raw.directories == 4);
    CHECK(raw.gone_files == 0);
    CHECK(keys_of(raw.extensions_by_files) == Keys{"h5", "txt", ""});
    CHECK(keys_of(raw.owners_by_size) == Keys{"ann", "bob", "root", "4711"});
    CHECK(catalogue.reader().get_stats(kEverybody, "raw", 0, kNoDeadline).owners_by_size.empty());
    CHECK_THROWS_AS(static_cast<void>(catalogue.reader().get_stats(kEverybody, "nowhere", 5, kNoDeadline)), Error);
    CHECK_THROWS_AS(static_cast<void>(catalogue.reader().get_stats(kEverybody, "", 1001, kNoDeadline)), Error);
}

TEST_CASE("a user with several groups is one owner") {
    SmallCatalogue catalogue;
    catalogue.database().execute(
        "INSERT INTO owner(id, uid, gid, user_name, group_name) SELECT 900, uid, 99, user_name, 'more' "
        "FROM owner WHERE user_name = 'ann'; UPDATE file SET owner_id = 900 WHERE name = 'photo.JPG'");
    catalogue.settle();
    const StatsRecord stats = catalogue.reader().get_stats(kEverybody, "", 10, kNoDeadline);
    CHECK(keys_of(stats.owners_by_size) == Keys{"ann", "bob", "root", "4711"});
    CHECK(stats.owners_by_size[0].files == 3);
    FileQuery query;
    query.owners = {"ann"};
    query.count = true;
    CHECK(catalogue.reader().find_files(kEverybody, query, kNoDeadline).total->files == 3);
}
