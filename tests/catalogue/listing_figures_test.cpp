#include "base/error.hpp"
#include "catalogue/statement.hpp"
#include "catalogue_fixture.hpp"
#include "writer_fixture.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using namespace tocd;

namespace {

void stamp(CatalogueFixture& catalogue, int64_t directory, int64_t listing_us, int64_t entries, UnixNs at_ns = kScanStart) {
    Statement(catalogue.database(),
              "INSERT OR REPLACE INTO directory_stamp(directory_id, last_listed_ns, listing_us, entry_count) "
              "VALUES(?1, ?2, ?3, ?4)")
        .bind(1, directory).bind(2, at_ns).bind(3, listing_us).bind(4, entries).run();
}

const ListingFigures& of(const std::vector<ListingFigures>& all, const std::string& share) {
    for (const ListingFigures& figures : all)
        if (figures.share == share) return figures;
    FAIL("no figures of " << share);
    return all.front();
}

}  // namespace

TEST_CASE("the figures of listings count every directory once") {
    SmallCatalogue catalogue;
    stamp(catalogue, catalogue.raw_root, 100, 3);         // up to 100 us, inclusive
    stamp(catalogue, catalogue.raw_2020, 101, 70'000);
    stamp(catalogue, catalogue.raw_2021, 200'000'000, 5, kScanStart - 1);  // longer than every bound, and not lately
    stamp(catalogue, catalogue.raw_deep, 4000, 5);
    catalogue.set_state(catalogue.raw_deep, 2, EACCES);
    catalogue.add_pending(catalogue.raw, catalogue.raw_root, "new");
    const int64_t other = catalogue.add_directory(catalogue.raw, catalogue.raw_root, "other file system");
    catalogue.set_state(other, 2, EXDEV);
    const int64_t gone = catalogue.add_directory(catalogue.raw, catalogue.raw_root, "gone");
    catalogue.set_state(gone, 4);

    const std::vector<ListingFigures> all = catalogue.reader().get_listing_figures(kEverybody, kNoDeadline);
    REQUIRE(all.size() == 2);
    const ListingFigures& raw = of(all, "raw");
    CHECK(raw.as_of_ns == kScanStart);
    CHECK(raw.covered == 2);
    CHECK(raw.older == 1);
    CHECK(raw.failed == 1);
    CHECK(raw.never == 1);
    CHECK(raw.known() == 5);
    CHECK(raw.by_duration.front() == 1);
    CHECK(raw.by_duration[1] == 1);
    CHECK(raw.by_duration[5] == 1);
    CHECK(raw.by_duration.back() == 1);
    CHECK(raw.listing_us == 200'004'201);
    CHECK(raw.slowest == std::vector<int64_t>{catalogue.raw_2021, catalogue.raw_deep, catalogue.raw_2020, catalogue.raw_root});
    CHECK(raw.largest == std::vector<int64_t>{catalogue.raw_2020, catalogue.raw_2021, catalogue.raw_deep, catalogue.raw_root});
    CHECK(of(all, "home").known() == 2);
    CHECK(catalogue.reader().get_listing_figures(Viewer{false, {"home"}}, kNoDeadline).size() == 1);
}

TEST_CASE("only the leaders are kept of many directories") {
    SmallCatalogue catalogue;
    for (int i = 0; i < 3000; ++i)
        stamp(catalogue, catalogue.add_directory(catalogue.raw, catalogue.raw_2020, "d" + std::to_string(i)), 5 + (i * 7919) % 3000, i);
    const std::vector<ListingFigures> all = catalogue.reader().get_listing_figures(kEverybody, kNoDeadline);
    const ListingFigures& raw = of(all, "raw");
    REQUIRE(raw.slowest.size() == kMostListed);
    const std::vector<DirectoryRecord> slowest = catalogue.reader().get_directories(kEverybody, "raw", raw.slowest, kNoDeadline);
    REQUIRE(slowest.size() == kMostListed);
    for (size_t i = 0; i < slowest.size(); ++i) CHECK(slowest[i].listing_us == 3004 - i);
    CHECK(slowest[0].path.starts_with("/srv/raw/2020/d"));
    const std::vector<DirectoryRecord> largest = catalogue.reader().get_directories(kEverybody, "raw", raw.largest, kNoDeadline);
    CHECK(largest[0].entry_count == 2999);
    CHECK(largest.back().entry_count == 2000);
}

TEST_CASE("directories of another share or gone ones are left out") {
    SmallCatalogue catalogue;
    catalogue.set_state(catalogue.raw_2020, 4);
    const std::vector<int64_t> ids = {catalogue.raw_2021, catalogue.home_ann, catalogue.raw_2020, 999'999};
    const std::vector<DirectoryRecord> found = catalogue.reader().get_directories(kEverybody, "raw", ids, kNoDeadline);
    REQUIRE(found.size() == 1);
    CHECK(found[0].id == catalogue.raw_2021);
    CHECK_THROWS_AS(static_cast<void>(catalogue.reader().get_directories(Viewer{false, {"home"}}, "raw", ids, kNoDeadline)), Error);
}

TEST_CASE("a directory that cannot be listed is kept with the time of its first failure until it can") {
    WriterFixture f;
    f.tree[""] = {{}, {"a", "b"}};
    f.tree["a"] = {};
    f.tree["b"] = {};
    f.scan();
    Reader reader(f.path());
    const auto unreadable = [&] { return reader.get_unreadable(kEverybody, "share", 10, kNoDeadline); };
    CHECK(unreadable().empty());

    f.clock.advance_seconds(100);
    f.tree["a"].error_number = EACCES;
    f.tree["a"].owner_of_failed = 4711;
    f.scan();
    REQUIRE(unreadable().size() == 1);
    const UnixNs first_ns = unreadable()[0].failed_since_ns;
    CHECK(first_ns > 1'700'000'100 * kNsPerSecond);
    CHECK(first_ns <= f.clock.now_ns());
    f.clock.advance_seconds(100);
    f.tree["b"].error_number = EIO;
    f.scan();
    const std::vector<DirectoryRecord> both = unreadable();
    REQUIRE(both.size() == 2);
    CHECK(both[0].name == "b");  // failed last
    CHECK(both[1].name == "a");
    CHECK(both[1].failed_since_ns == first_ns);
    CHECK(both[1].error_number == EACCES);

    f.tree["a"].error_number = 0;
    f.scan();
    REQUIRE(unreadable().size() == 1);
    CHECK(unreadable()[0].name == "b");
    CHECK(f.query("SELECT count(*) FROM unreadable_directory") == "1\n");
}

TEST_CASE("whom an unreadable directory belongs to is known though it was never listed") {
    WriterFixture f;
    f.tree[""] = {{}, {"locked", "mount"}};
    f.tree["locked"] = {};
    f.tree["locked"].error_number = EACCES;
    f.tree["locked"].owner_of_failed = 4711;
    f.tree["mount"] = {};
    f.tree["mount"].error_number = EXDEV;
    f.scan();
    Reader reader(f.path());
    const std::vector<DirectoryRecord> found = reader.get_unreadable(kEverybody, "share", 10, kNoDeadline);
    REQUIRE(found.size() == 1);  // another file system is no failure
    CHECK(found[0].owner == "4711");
    f.scan();
    CHECK(reader.get_unreadable(kEverybody, "share", 10, kNoDeadline)[0].failed_since_ns == found[0].failed_since_ns);
}
