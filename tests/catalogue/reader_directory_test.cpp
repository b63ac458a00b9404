#include "base/error.hpp"
#include "catalogue_fixture.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace tocd;

namespace {

using Names = std::vector<std::string>;

DirectoryPage page_of(CatalogueFixture& catalogue, const std::string& path,
                      const std::function<void(DirectoryQuery&)>& set = {}) {
    DirectoryQuery query;
    query.path = path;
    if (set) set(query);
    return catalogue.reader().get_directory(kEverybody, query, kNoDeadline);
}

template <class Record>
Names names_in(const std::vector<Record>& records) {
    Names names;
    for (const Record& record : records) names.push_back(record.name);
    return names;
}

}  // namespace

TEST_CASE("a directory shows its row and totals and what is directly inside") {
    SmallCatalogue catalogue;
    const DirectoryPage page = page_of(catalogue, "/srv/raw/2021");

    const DirectoryRecord& directory = page.directory;
    CHECK(directory.id == catalogue.raw_2021);
    CHECK(directory.name == "2021");
    CHECK(directory.path == "/srv/raw/2021");
    CHECK(directory.share == "raw");
    CHECK(directory.state == DirectoryState::listed);
    CHECK(directory.mtime_ns == kScanStart - 5);
    CHECK(directory.owner == "root");
    CHECK(directory.group == "staff");
    CHECK(directory.mode == 0755);
    CHECK(directory.first_seen_ns == kScanStart);
    CHECK(directory.last_seen_ns == kScanStart);
    CHECK(directory.entry_count == 3);
    CHECK(directory.listing_us == 1500);
    CHECK(directory.files == 1);
    CHECK(directory.size_bytes == 20);
    CHECK(directory.total_files == 2);
    CHECK(directory.total_directories == 1);
    CHECK(directory.total_size_bytes == 27);
    CHECK(directory.newest_mtime_ns == kScanStart);
    CHECK(directory.failed_directories == 0);
    CHECK(names_in(page.directories) == Names{"deep"});
    CHECK(page.directories[0].path == "/srv/raw/2021/deep");
    CHECK(names_in(page.files) == Names{"notes.txt"});
    REQUIRE(page.ancestors.size() == 1);
    CHECK(page.ancestors[0].path == "/srv/raw");
    CHECK(page.ancestors[0].name == "raw");
    CHECK(!page.more_directories);
    CHECK(!page.more_files);
    CHECK(page.as_of_ns == kScanStart);
    CHECK(names_in(page_of(catalogue, "/srv/raw/2021/deep").ancestors) == Names{"raw", "2021"});
}

TEST_CASE("without a path come the roots of all shares") {
    SmallCatalogue catalogue;
    catalogue.add_pending(catalogue.add_share("coming", "/srv/coming"), 0, "");
    catalogue.add_share("empty", "/srv/empty");

    const DirectoryPage page = page_of(catalogue, "");
    CHECK(names_in(page.directories) == Names{"coming", "empty", "home", "raw"});
    CHECK(page.directories[0].state == DirectoryState::pending);
    CHECK(page.directories[1].state == DirectoryState::pending);
    CHECK(page.directories[3].total_files == 5);
    CHECK(page.as_of_ns == 0);
    CHECK(names_in(page_of(catalogue, "", [](DirectoryQuery& q) {
                       q.sort = DirectoryQuery::Sort::size;
                       q.descending = true;
                       q.limit = 2;
                   }).directories) == Names{"home", "raw"});
}

TEST_CASE("children and files are sorted as asked and cut at the limit") {
    SmallCatalogue catalogue;
    for (const auto& [name, size, mtime] :
         std::vector<std::tuple<const char*, int64_t, UnixNs>>{{"x", 5, 30}, {"y", 50, 10}, {"z", 1, 20}}) {
        const int64_t id = catalogue.add_directory(catalogue.home, catalogue.home_ann, name);
        for (int i = 0; i < 30 - mtime / 10 * 10 + 1; ++i)
            catalogue.add_file(
                id, {.name = "f" + std::to_string(i), .size_bytes = i == 0 ? size * 100 : 0, .mtime_ns = mtime});
        catalogue.add_file(catalogue.home_ann, {.name = name, .size_bytes = size, .mtime_ns = mtime});
    }
    catalogue.settle();
    const auto sorted = [&](DirectoryQuery::Sort sort, bool descending) {
        const DirectoryPage page = page_of(catalogue, "/srv/home/ann", [&](DirectoryQuery& q) {
            q.sort = sort;
            q.descending = descending;
        });
        return std::pair(names_in(page.directories), names_in(page.files));
    };
    using Sort = DirectoryQuery::Sort;
    CHECK(sorted(Sort::name, false) ==
          std::pair(Names{"x", "y", "z"}, Names{"Letter.txt", "photo.JPG", "x", "y", "z"}));
    CHECK(sorted(Sort::name, true) == std::pair(Names{"z", "y", "x"}, Names{"z", "y", "x", "photo.JPG", "Letter.txt"}));
    CHECK(sorted(Sort::size, true).first == Names{"y", "x", "z"});
    CHECK(sorted(Sort::size, false).second == Names{"z", "x", "Letter.txt", "y", "photo.JPG"});
    CHECK(sorted(Sort::modified, false).first == Names{"y", "z", "x"});
    CHECK(sorted(Sort::modified, false).second == Names{"y", "z", "x", "Letter.txt", "photo.JPG"});
    CHECK(sorted(Sort::files, true).first == Names{"y", "z", "x"});

    const DirectoryPage cut = page_of(catalogue, "/srv/home/ann", [](DirectoryQuery& q) { q.limit = 2; });
    CHECK(names_in(cut.directories) == Names{"x", "y"});
    CHECK(names_in(cut.files) == Names{"Letter.txt", "photo.JPG"});
    CHECK(cut.more_directories);
    CHECK(cut.more_files);
    CHECK(!page_of(catalogue, "/srv/home/ann", [](DirectoryQuery& q) { q.limit = 3; }).more_directories);
    CHECK_THROWS_AS(page_of(catalogue, "/srv/home/ann", [](DirectoryQuery& q) { q.limit = 0; }), Error);
}

TEST_CASE("pages of a directory by offset are its whole contents once each") {
    SmallCatalogue catalogue;
    Names directories, files = {"Letter.txt", "photo.JPG"};
    for (int i = 0; i < 7; ++i) {
        directories.push_back("d" + std::to_string(i));
        catalogue.add_directory(catalogue.home, catalogue.home_ann, directories.back());
    }
    catalogue.settle();
    Names seen_directories, seen_files;
    for (uint32_t offset = 0;; offset += 3) {
        const DirectoryPage page = page_of(catalogue, "/srv/home/ann", [&](DirectoryQuery& q) {
            q.limit = 3;
            q.offset = offset;
        });
        for (const std::string& name : names_in(page.directories)) seen_directories.push_back(name);
        for (const std::string& name : names_in(page.files)) seen_files.push_back(name);
        if (!page.more_directories) break;
    }
    CHECK(seen_directories == directories);
    CHECK(seen_files == files);

    const auto roots = [&](uint32_t offset) {
        return names_in(page_of(catalogue, "", [&](DirectoryQuery& q) { q.offset = offset; }).directories);
    };
    CHECK(roots(1) == Names{"raw"});
    CHECK(roots(9).empty());
}

TEST_CASE("pending children are listed and can be opened though nothing is known of them") {
    SmallCatalogue catalogue;
    const int64_t pending = catalogue.add_pending(catalogue.raw, catalogue.raw_root, "new\xff");

    const DirectoryPage parent = page_of(catalogue, "/srv/raw");
    CHECK(names_in(parent.directories) == Names{"2020", "2021", "new\xff"});
    CHECK(parent.directories[2].state == DirectoryState::pending);
    CHECK(parent.directories[2].id == pending);
    const DirectoryPage page = page_of(catalogue, "/srv/raw/new\xff");
    CHECK(page.directory.id == pending);
    CHECK(page.directory.state == DirectoryState::pending);
    CHECK(page.directory.path == "/srv/raw/new\xff");
    CHECK(page.directory.first_seen_ns == kScanStart);
    CHECK(page.directory.last_seen_ns == 0);
    CHECK(page.directory.newest_mtime_ns == kNoTime);
    CHECK(names_in(page.ancestors) == Names{"raw"});
    CHECK(page.files.empty());
    CHECK_THROWS_AS(page_of(catalogue, "/srv/raw/new\xff/below"), Error);
}

TEST_CASE("a failed directory tells its error and counts in all above it") {
    SmallCatalogue catalogue;
    catalogue.set_state(catalogue.raw_deep, 2, 13);
    catalogue.settle();

    const DirectoryPage page = page_of(catalogue, "/srv/raw/2021/deep");
    CHECK(page.directory.state == DirectoryState::failed);
    CHECK(page.directory.error_number == 13);
    CHECK(page.directory.failed_directories == 1);
    CHECK(page.ancestors[0].failed_directories == 1);
    CHECK(names_in(page.files) == Names{"deep.h5"});  // an error is not an absence
}

TEST_CASE("gone directories show when they are asked for") {
    SmallCatalogue catalogue;
    catalogue.set_state(catalogue.raw_2020, 4);
    catalogue.add_file(catalogue.raw_root, {.name = "old", .last_seen_ns = kScanStart - 7});
    catalogue.add_pending(catalogue.raw, catalogue.raw_root, "new");
    catalogue.settle();
    const auto with = [&](GoneFilter gone) {
        const DirectoryPage page = page_of(catalogue, "/srv/raw", [&](DirectoryQuery& q) { q.gone = gone; });
        return std::pair(names_in(page.directories), names_in(page.files));
    };
    CHECK(with(GoneFilter::present) == std::pair(Names{"2021", "new"}, Names{"README"}));
    CHECK(with(GoneFilter::gone) == std::pair(Names{"2020"}, Names{"old"}));
    CHECK(with(GoneFilter::any) == std::pair(Names{"2020", "2021", "new"}, Names{"README", "old"}));
    const DirectoryPage gone =
        page_of(catalogue, "/srv/raw/2020", [](DirectoryQuery& q) { q.gone = GoneFilter::gone; });
    CHECK(gone.directory.state == DirectoryState::gone);
    CHECK(names_in(gone.files) == Names{"a.h5", "b.H5"});
    CHECK(page_of(catalogue, "/srv/raw/2020").files.empty());
}

TEST_CASE("what is not there is named in the error") {
    SmallCatalogue catalogue;
    for (const std::string path : {"/srv/raw/nowhere", "/elsewhere", "/srv/raw/README", "/srv/raw/2021/deep/.."}) {
        try {
            page_of(catalogue, path);
            FAIL("found " << path);
        } catch (const Error& error) {
            CHECK(error.kind() == ErrorKind::not_found);
            CHECK(std::string(error.what()).find(path) != std::string::npos);
        }
    }
    CHECK_THROWS_AS(page_of(catalogue, "relative"), Error);
}

TEST_CASE("a chain of parents that runs in a circle is called corrupt and not followed for ever") {
    SmallCatalogue catalogue;
    const int64_t file = catalogue.raw_deep << 24;
    catalogue.database().execute("UPDATE directory SET parent_id = " + std::to_string(catalogue.raw_deep) +
                                 " WHERE id = " + std::to_string(catalogue.raw_2021));
    try {
        static_cast<void>(catalogue.reader().get_file(kEverybody, file, kNoDeadline));
        FAIL("it has no path");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::corrupt);
    }
    FileQuery below;
    below.under = "/srv/raw/2020";
    CHECK(catalogue.reader().find_files(kEverybody, below, kNoDeadline).files.size() == 2);
}

TEST_CASE("a very deep tree has its whole path") {
    CatalogueFixture catalogue;
    const int64_t share = catalogue.add_share("deep", "/deep");
    int64_t directory = catalogue.add_directory(share, 0, "");
    std::string path = "/deep";
    const std::string name(200, 'd');
    {
        Transaction transaction(catalogue.database(), Transaction::Kind::write);
        for (int i = 0; i < 500; ++i) {
            directory = catalogue.add_directory(share, directory, name);
            path += "/" + name;
        }
        catalogue.add_file(directory, {.name = "bottom"});
        transaction.commit();
    }
    const DirectoryPage page = page_of(catalogue, path);
    REQUIRE(page.files.size() == 1);
    CHECK(page.files[0].directory == path);
    CHECK(page.ancestors.size() == 500);
}
