#include "base/error.hpp"
#include "catalogue_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

using namespace tocd;

namespace {

FileQuery query_with(const std::function<void(FileQuery&)>& set) {
    FileQuery query;
    query.count = true;
    set(query);
    return query;
}

// Names of the rows in their order; checks that the count says the same.
std::vector<std::string> names_of(CatalogueFixture& catalogue, const std::function<void(FileQuery&)>& set) {
    const FilePage page = catalogue.reader().find_files(kEverybody, query_with(set), kNoDeadline);
    std::vector<std::string> names;
    int64_t bytes = 0;
    for (const FileRecord& file : page.files) {
        names.push_back(file.name);
        bytes += file.size_bytes;
    }
    REQUIRE(page.total);
    CHECK(page.complete);
    CHECK(page.total->files == static_cast<int64_t>(names.size()));
    CHECK(page.total->size_bytes == bytes);
    return names;
}

using Names = std::vector<std::string>;

ErrorKind kind_of(CatalogueFixture& catalogue, const std::function<void(FileQuery&)>& set) {
    try {
        static_cast<void>(catalogue.reader().find_files(kEverybody, query_with(set), kNoDeadline));
    } catch (const Error& error) {
        return error.kind();
    }
    return ErrorKind::cancelled;
}

}  // namespace

TEST_CASE("a file comes with everything the catalogue knows of it") {
    SmallCatalogue catalogue;
    const FilePage page =
        catalogue.reader().find_files(kEverybody, query_with([](FileQuery& q) { q.names = {"a.h5"}; }), kNoDeadline);

    REQUIRE(page.files.size() == 1);
    const FileRecord& file = page.files[0];
    CHECK(file.id == catalogue.raw_2020 << 24);
    CHECK(file.name == "a.h5");
    CHECK(file.directory == "/srv/raw/2020");
    CHECK(file.share == "raw");
    CHECK(file.extension == "h5");
    CHECK(file.size_bytes == 300);
    CHECK(file.allocated_bytes == 4096);
    CHECK(file.mtime_ns == kScanStart - 30);
    CHECK(file.ctime_ns == kScanStart - 20);
    CHECK(!file.atime_ns);
    CHECK(!file.btime_ns);
    CHECK(file.owner == "ann");
    CHECK(file.group == "staff");
    CHECK(file.gid == 5);
    CHECK(file.inode == static_cast<uint64_t>(file.id));
    CHECK(file.link_count == 1);
    CHECK(file.first_seen_ns == kScanStart);
    CHECK(file.last_seen_ns == kScanStart);
    CHECK(!file.gone);
    CHECK(page.next.empty());
    CHECK(page.as_of_ns == kScanStart - 1000);
    CHECK(catalogue.reader().get_file(kEverybody, file.id, kNoDeadline).name == "a.h5");
    CHECK_THROWS_AS(static_cast<void>(catalogue.reader().get_file(kEverybody, 99, kNoDeadline)), Error);
}

TEST_CASE("a gone file answers where it was found again after its last move") {
    SmallCatalogue catalogue;
    std::vector<int64_t> ids;
    for (const int64_t directory : {catalogue.raw_2020, catalogue.raw_2021, catalogue.raw_deep})
        ids.push_back(catalogue.add_file(directory, {.name = "wanders", .last_seen_ns = kScanStart - 7}));
    const int64_t here = catalogue.add_file(catalogue.raw_root, {.name = "wanders"});
    const auto move = [&](int64_t from, int64_t to) {
        catalogue.database().execute("INSERT OR REPLACE INTO file_move VALUES(" + std::to_string(from) + "," + std::to_string(to) + ",1)");
    };
    const auto moved = [&](int64_t id) -> int64_t {
        const FileRecord file = catalogue.reader().get_file(kEverybody, id, kNoDeadline);
        const auto found = catalogue.reader().find_moved_file(kEverybody, file, kNoDeadline);
        return found ? found->id : 0;
    };
    CHECK(moved(ids[0]) == 0);
    move(ids[0], ids[1]);
    CHECK(moved(ids[0]) == ids[1]);  // gone as well, but known
    move(ids[1], ids[2]);
    move(ids[2], here);
    for (const int64_t id : ids) CHECK(moved(id) == here);
    move(here, ids[0]);  // it was there, came back from there
    CHECK(moved(here) == 0);
    CHECK(moved(ids[0]) == here);
    catalogue.database().execute("UPDATE file SET last_seen_ns = 1 WHERE id = " + std::to_string(here));
    CHECK(moved(ids[0]) == here);  // not round and round
    move(ids[1], 4711);
    CHECK(moved(ids[0]) == ids[1]);

    Viewer home;
    home.sees_all = false;
    home.shares = {"home"};
    CHECK(!catalogue.reader().find_moved_file(home, catalogue.reader().get_file(kEverybody, ids[0], kNoDeadline), kNoDeadline));
}

TEST_CASE("access and birth times are what the rows say") {
    SmallCatalogue catalogue;
    const int64_t id = catalogue.raw_2020 << 24;
    catalogue.database().execute("UPDATE file SET atime_day = 3, btime_offset_ns = 4 WHERE id = " + std::to_string(id));
    const FileRecord file = catalogue.reader().get_file(kEverybody, id, kNoDeadline);
    CHECK(file.atime_ns == 3 * kNsPerDay);
    CHECK(file.btime_ns == kScanStart - 24);

    catalogue.database().execute("INSERT INTO file_detail(file_id, atime_ns) VALUES(" + std::to_string(id) +
                                 ", 12345)");
    CHECK(catalogue.reader().get_file(kEverybody, id, kNoDeadline).atime_ns == 12345);
}

TEST_CASE("names match without case and all words must match") {
    SmallCatalogue catalogue;
    CHECK(names_of(catalogue, [](FileQuery& q) { q.names = {"H5"}; }) == Names{"a.h5", "b.H5", "deep.h5"});
    CHECK(names_of(catalogue, [](FileQuery& q) { q.names = {"h5", "DEEP"}; }) == Names{"deep.h5"});
    CHECK(names_of(catalogue, [](FileQuery& q) { q.names = {"h5", "letter"}; }).empty());
    CHECK(names_of(catalogue, [](FileQuery& q) { q.names = {"e"}; }) ==
          Names{"Letter.txt", "README", "deep.h5", "notes.txt"});
}

TEST_CASE("a name with stars or question marks is the pattern of a whole name") {
    SmallCatalogue catalogue;
    CHECK(names_of(catalogue, [](FileQuery& q) { q.names = {"?.h5"}; }) == Names{"a.h5", "b.H5"});
    CHECK(names_of(catalogue, [](FileQuery& q) { q.names = {"*.txt"}; }) == Names{"Letter.txt", "notes.txt"});
    CHECK(names_of(catalogue, [](FileQuery& q) { q.names = {"*e"}; }) == Names{"README"});
    CHECK(names_of(catalogue, [](FileQuery& q) { q.names = {"*"}; }).size() == 7);
}

TEST_CASE("extension and owner and share and size and time narrow a search") {
    SmallCatalogue catalogue;
    CHECK(names_of(catalogue, [](FileQuery& q) { q.extensions = {"h5"}; }) == Names{"a.h5", "b.H5", "deep.h5"});
    CHECK(names_of(catalogue, [](FileQuery& q) { q.extensions = {"jpg", "nowhere"}; }) == Names{"photo.JPG"});
    CHECK(names_of(catalogue, [](FileQuery& q) { q.extensions = {""}; }) == Names{"README"});
    CHECK(names_of(catalogue, [](FileQuery& q) { q.extensions = {"nowhere"}; }).empty());
    CHECK(names_of(catalogue, [](FileQuery& q) { q.owners = {"bob"}; }) == Names{"b.H5", "notes.txt"});
    CHECK(names_of(catalogue, [](FileQuery& q) { q.owners = {"4711"}; }) == Names{"deep.h5"});
    CHECK(names_of(catalogue, [](FileQuery& q) { q.owners = {"nobody"}; }).empty());
    CHECK(names_of(catalogue, [](FileQuery& q) { q.shares = {"home"}; }) == Names{"Letter.txt", "photo.JPG"});
    CHECK(names_of(catalogue, [](FileQuery& q) { q.shares = {"home", "raw", "home"}; }).size() == 7);
    CHECK(names_of(catalogue, [](FileQuery& q) { q.min_size_bytes = 100, q.max_size_bytes = 300; }) ==
          Names{"a.h5", "b.H5"});
    CHECK(names_of(catalogue, [](FileQuery& q) {
              q.modified_after_ns = kScanStart - 30;
              q.modified_before_ns = kScanStart - 10;
          }) == Names{"a.h5", "notes.txt"});
    CHECK(names_of(catalogue, [](FileQuery& q) {
              q.owners = {"ann"};
              q.extensions = {"h5", "txt"};
              q.shares = {"raw"};
          }) == Names{"a.h5"});
}

TEST_CASE("a search below a directory finds its whole tree and nothing beside it") {
    SmallCatalogue catalogue;
    CHECK(names_of(catalogue, [](FileQuery& q) { q.under = "/srv/raw/2021"; }) == Names{"deep.h5", "notes.txt"});
    CHECK(names_of(catalogue, [](FileQuery& q) { q.under = "/srv/raw/2021/deep/"; }) == Names{"deep.h5"});
    CHECK(names_of(catalogue, [](FileQuery& q) { q.under = "//srv///home"; }) == Names{"Letter.txt", "photo.JPG"});
    CHECK(names_of(catalogue, [](FileQuery& q) { q.under = "/srv/raw", q.sort = FileSort::id; }) ==
          Names{"README", "a.h5", "b.H5", "notes.txt", "deep.h5"});
    CHECK(kind_of(catalogue, [](FileQuery& q) { q.under = "/srv/raw/2022"; }) == ErrorKind::not_found);
    CHECK(kind_of(catalogue, [](FileQuery& q) { q.under = "/srv/ra"; }) == ErrorKind::not_found);
    CHECK(names_of(catalogue, [](FileQuery& q) { q.under = "/srv"; }) == names_of(catalogue, [](FileQuery&) {}));
    CHECK(names_of(catalogue, [](FileQuery& q) { q.under = "/", q.shares = {"home"}; }) == Names{"Letter.txt", "photo.JPG"});
    CHECK(kind_of(catalogue, [](FileQuery& q) { q.under = "/sr"; }) == ErrorKind::not_found);
    CHECK(kind_of(catalogue, [](FileQuery& q) { q.under = "srv/raw"; }) == ErrorKind::invalid_argument);
    CHECK(kind_of(catalogue, [](FileQuery& q) { q.under = "/srv/raw", q.shares = {"home"}; }) == ErrorKind::not_found);
    CHECK(kind_of(catalogue, [](FileQuery& q) { q.shares = {"nowhere"}; }) == ErrorKind::not_found);
}

TEST_CASE("the deepest share wins where one lies inside another") {
    SmallCatalogue catalogue;
    const int64_t inner = catalogue.add_share("inner", "/srv/raw/2021");
    catalogue.add_file(catalogue.add_directory(inner, 0, ""), {.name = "inner.txt"});
    catalogue.settle();

    CHECK(names_of(catalogue, [](FileQuery& q) { q.under = "/srv/raw/2021"; }) == Names{"inner.txt"});
    CHECK(names_of(catalogue, [](FileQuery& q) { q.under = "/srv/raw/2021/deep"; }) == Names{"deep.h5"});
    CHECK(names_of(catalogue, [](FileQuery& q) { q.under = "/srv/raw/2021", q.shares = {"raw"}; }) ==
          Names{"deep.h5", "notes.txt"});
}

TEST_CASE("a share at the root of the machine has plain paths") {
    CatalogueFixture catalogue;
    const int64_t all = catalogue.add_share("all", "/");
    const int64_t root = catalogue.add_directory(all, 0, "");
    catalogue.add_file(root, {.name = "vmlinuz"});
    catalogue.add_file(catalogue.add_directory(all, root, "etc"), {.name = "passwd"});
    catalogue.settle();

    const FilePage page =
        catalogue.reader().find_files(kEverybody, query_with([](FileQuery& q) { q.under = "/"; }), kNoDeadline);
    REQUIRE(page.files.size() == 2);
    CHECK(page.files[0].directory == "/etc");
    CHECK(page.files[1].directory == "/");
}

TEST_CASE("gone files are those that the view calls gone") {
    SmallCatalogue catalogue;
    catalogue.add_file(catalogue.raw_2020, {.name = "old.h5", .size_bytes = 9, .last_seen_ns = kScanStart - 77});
    catalogue.stage(catalogue.add_file(catalogue.raw_2020, {.name = "staged.h5", .size_bytes = 5}));
    catalogue.set_state(catalogue.home_ann, 4);
    catalogue.set_state(catalogue.raw_deep, 3);
    catalogue.settle();

    CHECK(names_of(catalogue, [](FileQuery&) {}) ==
          Names{"README", "a.h5", "b.H5", "deep.h5", "notes.txt", "staged.h5"});
    CHECK(names_of(catalogue, [](FileQuery& q) { q.gone = GoneFilter::gone; }) ==
          Names{"Letter.txt", "old.h5", "photo.JPG"});
    CHECK(names_of(catalogue, [](FileQuery& q) { q.gone = GoneFilter::any; }).size() == 9);
    CHECK(names_of(catalogue, [](FileQuery& q) { q.gone = GoneFilter::gone, q.under = "/srv/raw"; }) ==
          Names{"old.h5"});
    CHECK(names_of(catalogue, [](FileQuery& q) { q.gone = GoneFilter::gone, q.sort = FileSort::id; }) ==
          Names{"old.h5", "Letter.txt", "photo.JPG"});
    const FilePage page = catalogue.reader().find_files(
        kEverybody, query_with([](FileQuery& q) { q.names = {"old"}, q.gone = GoneFilter::any; }), kNoDeadline);
    REQUIRE(page.files.size() == 1);
    CHECK(page.files[0].gone);
    CHECK(page.files[0].last_seen_ns == kScanStart - 77);
}

TEST_CASE("sums past what 63 bits hold are shown as the largest number") {
    CatalogueFixture catalogue;
    const int64_t share = catalogue.add_share("sparse", "/sparse");
    const int64_t root = catalogue.add_directory(share, 0, "");
    for (int i = 0; i < 5; ++i)
        catalogue.add_file(
            root, {.name = "huge" + std::to_string(i) + ".img", .size_bytes = INT64_MAX, .inode = 5, .link_count = 5});
    catalogue.settle();

    for (const char* name : {"", "huge"}) {  // from the sums, and row by row
        FileQuery query;
        query.count = true;
        if (*name != '\0') query.names = {name};
        const FilePage page = catalogue.reader().find_files(kEverybody, query, kNoDeadline);
        REQUIRE(page.total);
        CHECK(page.total->files == 5);
        CHECK(page.total->size_bytes == INT64_MAX);
    }
    const StatsRecord stats = catalogue.reader().get_stats(kEverybody, "", 5, kNoDeadline);
    CHECK(stats.total.size_bytes == INT64_MAX);
    CHECK(stats.extensions_by_size.at(0).size_bytes == INT64_MAX);
    CHECK(stats.unique_bytes == INT64_MAX);
}

TEST_CASE("limits and numbers of values are bounded") {
    SmallCatalogue catalogue;
    CHECK(kind_of(catalogue, [](FileQuery& q) { q.limit = 0; }) == ErrorKind::invalid_argument);
    CHECK(kind_of(catalogue, [](FileQuery& q) { q.limit = 16001; }) == ErrorKind::invalid_argument);
    CHECK(kind_of(catalogue, [](FileQuery& q) { q.limit = 16000; }) == ErrorKind::cancelled);
    CHECK(kind_of(catalogue, [](FileQuery& q) { q.names.assign(33, "a"); }) == ErrorKind::invalid_argument);
    CHECK(kind_of(catalogue, [](FileQuery& q) { q.names = {std::string(1025, 'a')}; }) == ErrorKind::invalid_argument);
    CHECK(kind_of(catalogue, [](FileQuery& q) { q.names = {std::string(1024, '\xff')}; }) == ErrorKind::cancelled);
    CHECK(kind_of(catalogue, [](FileQuery& q) { q.extensions.assign(501, "a"); }) == ErrorKind::invalid_argument);
}

TEST_CASE("a search that takes too long ends with limit and the reader stays usable") {
    SmallCatalogue catalogue;
    catalogue.database().execute(
        "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n LIMIT 200000) INSERT INTO file(id, name, "
        "extension_id, "
        "size_bytes, owner_id, mtime_ns, ctime_offset_ns, inode) SELECT (" +
        std::to_string(catalogue.raw_2020) + " << 24) + i, 'n' || i, 0, 1, 1, 1, 1, i FROM n");
    const Deadline past{system_clock().monotonic_ns()};
    try {
        static_cast<void>(catalogue.reader().find_files(kEverybody, FileQuery(), past));
        FAIL("it was not interrupted");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::limit);
    }

    FileQuery counted;  // one page by id is quick, the count is not: it is what the deadline cuts
    counted.sort = FileSort::id;
    counted.limit = 1;
    counted.count = true;
    counted.names = {"n"};
    const auto before = system_clock().monotonic_ns();
    const FilePage whole = catalogue.reader().find_files(kEverybody, counted, kNoDeadline);
    const auto took = system_clock().monotonic_ns() - before;
    REQUIRE(whole.total);
    CHECK(whole.total->files == 200'001);               // "notes.txt" has an n too
    for (int64_t share = 2; share <= 64; share *= 2) {  // some part of the time falls into the count
        try {
            const FilePage cut =
                catalogue.reader().find_files(kEverybody, counted, {system_clock().monotonic_ns() + took / share});
            CHECK(cut.complete == cut.total.has_value());
            CHECK(cut.files.size() == 1);
        } catch (const Error& error) {
            CHECK(error.kind() == ErrorKind::limit);
        }
    }
    CHECK(names_of(catalogue, [](FileQuery& q) { q.names = {"README"}; }) == Names{"README"});
}
