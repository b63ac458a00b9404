// Names are bytes that people and attackers choose.
#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/file_terms.hpp"
#include "catalogue_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace tocd;

namespace {

const std::vector<std::string> kOddNames = {
    "\xff\xfe.bin",
    "\\xff.bin",  // what the one above looks like, and a name of its own
    "caf\xc3\xa9",
    "caf\xe9",
    "it's \"quoted\" `here`",
    "100% sure",
    "under_score",
    "underXscore",
    "back\\slash",
    "what[a-z]",
    "line\nbreak",
    "\xe2\x80\xae"
    "gnp.exe",  // right-to-left override
    "'; DROP TABLE file; --",
    "?1",
    " ",
    std::string(255, 'n'),
};

struct OddCatalogue : CatalogueFixture {
    OddCatalogue() {
        share = add_share("o'dd\"",
                          "/od\xff"
                          "d");
        root = add_directory(share, 0, "");
        for (const std::string& name : kOddNames) {
            add_file(root, {.name = name, .size_bytes = 1});
            const int64_t directory = add_directory(share, root, name);
            add_file(directory, {.name = "inside", .size_bytes = 2});
        }
        settle();
    }
    int64_t share, root;
};

std::vector<std::string> found(CatalogueFixture& catalogue, const std::string& name) {
    FileQuery query;
    query.names = {name};
    query.limit = 2000;
    std::vector<std::string> names;
    for (const FileRecord& file : catalogue.reader().find_files(kEverybody, query, kNoDeadline).files)
        names.push_back(file.name);
    return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("odd names come out as the bytes they are") {
    OddCatalogue catalogue;
    const std::string top =
        "/od\xff"
        "d";
    DirectoryQuery query;
    query.path = top;
    const DirectoryPage page = catalogue.reader().get_directory(kEverybody, query, kNoDeadline);
    CHECK(page.directory.name ==
          "od\xff"
          "d");
    std::vector<std::string> files, directories;
    for (const FileRecord& file : page.files) files.push_back(file.name);
    for (const DirectoryRecord& directory : page.directories) directories.push_back(directory.name);
    Names expected = kOddNames;
    std::sort(expected.begin(), expected.end());
    std::sort(files.begin(), files.end());
    std::sort(directories.begin(), directories.end());
    CHECK(files == expected);
    CHECK(directories == expected);
}

TEST_CASE("a path of odd bytes leads to its own directory") {
    OddCatalogue catalogue;
    const std::string top =
        "/od\xff"
        "d";
    for (const std::string& name : kOddNames) {
        INFO(display_text(name));
        DirectoryQuery query;
        query.path = top + "/" + name;
        const DirectoryPage page = catalogue.reader().get_directory(kEverybody, query, kNoDeadline);
        CHECK(page.directory.name == name);
        CHECK(page.directory.path == query.path);
        REQUIRE(page.files.size() == 1);
        CHECK(page.files[0].directory == query.path);
        REQUIRE(page.ancestors.size() == 1);
        CHECK(page.ancestors[0].path == top);

        FileQuery below;
        below.under = query.path;
        CHECK(catalogue.reader().find_files(kEverybody, below, kNoDeadline).files.size() == 1);
    }
    DirectoryQuery missing;
    missing.path = std::string(
        "/od\xff"
        "d/caf\xc3\xa9\0",
        12);  // a NUL ends no name
    CHECK_THROWS_AS(static_cast<void>(catalogue.reader().get_directory(kEverybody, missing, kNoDeadline)), Error);
}

TEST_CASE("signs that mean something to SQL mean themselves in a search") {
    OddCatalogue catalogue;
    CHECK(found(catalogue, "%") == Names{"100% sure"});
    CHECK(found(catalogue, "r_s") == Names{"under_score"});
    CHECK(found(catalogue, "k\\s") == Names{"back\\slash"});
    CHECK(found(catalogue, "[a-z]") == Names{"what[a-z]"});
    CHECK(found(catalogue, "\n") == Names{"line\nbreak"});
    CHECK(found(catalogue, "'; drop table FILE; --") == Names{"'; DROP TABLE file; --"});
    CHECK(found(catalogue, "*_score") == Names{"under_score"});
    CHECK(found(catalogue, "under?score") == Names{"underXscore", "under_score"});
    CHECK(found(catalogue, "caf\xc3\xa9") == Names{"caf\xc3\xa9"});
    CHECK(found(catalogue, "caf?") == Names{"caf\xc3\xa9"});  // one character, two bytes
    CHECK(found(catalogue, "caf\xe9") == Names{"caf\xe9"});
    CHECK(found(catalogue, std::string(255, 'N')) == Names{std::string(255, 'n')});
    CHECK(found(catalogue, "").size() == 2 * kOddNames.size());
    CHECK(found(catalogue, std::string("\0", 1)).empty());  // no name holds a NUL
    CHECK(found(catalogue, std::string("100\0x", 5)).empty());
    // As it is shown: stray bytes are looked for as \xHH, and a name that really is so looks the same.
    CHECK(found(catalogue, "\xff").size() == 2);
}

TEST_CASE("attempts to smuggle SQL are plain text in every parameter") {
    OddCatalogue catalogue;
    for (const std::string attack :
         {"' OR 1=1 --", "\") OR (1=1", "x'; DELETE FROM file; --", "') UNION SELECT 1,2 --", "?1", "%", "1 OR 1"}) {
        INFO(attack);
        FileQuery query;
        query.extensions = {attack};
        CHECK(catalogue.reader().find_files(kEverybody, query, kNoDeadline).files.empty());
        query = FileQuery();
        query.owners = {attack};
        CHECK(catalogue.reader().find_files(kEverybody, query, kNoDeadline).files.empty());
        query = FileQuery();
        query.shares = {attack};
        CHECK_THROWS_AS(static_cast<void>(catalogue.reader().find_files(kEverybody, query, kNoDeadline)), Error);
        query = FileQuery();
        query.under = "/" + attack;
        CHECK_THROWS_AS(static_cast<void>(catalogue.reader().find_files(kEverybody, query, kNoDeadline)), Error);
        query = FileQuery();
        query.after = attack;
        CHECK_THROWS_AS(static_cast<void>(catalogue.reader().find_files(kEverybody, query, kNoDeadline)), Error);
        CHECK_THROWS_AS(static_cast<void>(catalogue.reader().get_stats(kEverybody, attack, 5, kNoDeadline)), Error);
        CHECK_THROWS_AS(static_cast<void>(catalogue.reader().get_scans(kEverybody, attack, 5, 0, kNoDeadline)), Error);
        DirectoryQuery directory;
        directory.path =
            "/od\xff"
            "d/" +
            attack;
        if (attack != "?1")
            CHECK_THROWS_AS(static_cast<void>(catalogue.reader().get_directory(kEverybody, directory, kNoDeadline)),
                            Error);
        const Viewer viewer{.sees_all = false, .shares = {attack}};
        CHECK(catalogue.reader().find_files(viewer, FileQuery(), kNoDeadline).files.empty());
    }
    CHECK(catalogue.database().read_integer("SELECT count(*) FROM file") == static_cast<int64_t>(2 * kOddNames.size()));
}

TEST_CASE("a pattern of many stars does not take exponential time") {
    OddCatalogue catalogue;
    std::string pattern;
    for (int i = 0; i < 100; ++i) pattern += "n*";
    FileQuery query;
    query.names = {pattern + "x"};
    const Deadline soon{system_clock().monotonic_ns() + 20 * kNsPerSecond};
    CHECK(catalogue.reader().find_files(kEverybody, query, soon).files.empty());
}
