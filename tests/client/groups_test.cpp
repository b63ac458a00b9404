// toc facets and toc datasets.
#include "client/toc_site.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace tocd;
using Names = std::vector<std::string>;

namespace {

struct GroupSite : TocSite {
    GroupSite() {
        add_file("run_1/raw/a.h5", 1000, "2017-05-01 UTC");
        add_file("run_1/raw/b.h5", 2000, "2017-06-01 UTC");
        add_file("run_1/notes.txt", 10, "2018-01-01 UTC");
        add_file("run_2/c.h5", 5000, "2019-01-01 UTC");
        add_file("\xff odd/run.csv", 7, "2020-01-01 UTC");
        add_directory("run_3");
        serve();
    }
};

}  // namespace

TEST_CASE("toc facets counts files and bytes by what they are") {
    const GroupSite site;
    const TocResult plain = site.toc("facets --by ext");
    CHECK(plain.exit_code == 0);
    CHECK(plain.out == "ext\t3\t8000\th5\text=h5\next\t1\t7\tcsv\text=csv\next\t1\t10\ttxt\text=txt\n");
    CHECK(site.toc("facets --by ext --sort size -n 2").out == "ext\t3\t8000\th5\text=h5\next\t1\t10\ttxt\text=txt\n");
    CHECK(site.toc("facets run_1 ext:h5 --by year,share").out == "year\t2\t3000\t2017\tmodified:2017\nshare\t2\t3000\tdata\tshare=data\n");
    CHECK(site.toc("facets -e h5 --under " + site.share() + "/run_2 --by ext").out == "ext\t1\t5000\th5\text=h5\n");
    CHECK(site.toc("facets --by ext,owner --csv").out.starts_with("group,files,size_bytes,value,query\r\next,3,8000,h5,ext=h5\r\n"));
    const auto json = nlohmann::json::parse(site.toc("facets --json").out);
    CHECK(json.at("facets").size() == 5);
    CHECK(json.at("total").at("files") == 5);

    const std::string shown = site.on_terminal("facets --by ext,size -n 1 --color=never");
    CHECK(shown.find("FILES     SIZE  EXTENSION") != std::string::npos);
    CHECK(shown.find("and 2 other values: 2 files, 17 B") != std::string::npos);
    CHECK(shown.find("5 files, 7.8 KiB; as of ") != std::string::npos);
    CHECK(site.toc("facets nothing_is_called_so").exit_code == 1);
}

TEST_CASE("toc datasets finds directories by files and by their own names") {
    const GroupSite site;
    CHECK(site.toc("datasets ext:h5").out == site.share() + "/run_1/raw\n" + site.share() + "/run_2\n");
    const TocResult called = site.toc("datasets run_");
    CHECK(called.exit_code == 0);
    Names paths = split(called.out, '\n');
    // The names that begin with the word first, of these the one with most files; run_3 holds none.
    REQUIRE(paths.size() >= 4);
    CHECK(paths[3] == site.share() + "/run_1/raw");
    std::sort(paths.begin(), paths.begin() + 3);
    CHECK(Names(paths.begin(), paths.begin() + 3) == Names{site.share() + "/run_1", site.share() + "/run_2", site.share() + "/run_3"});

    CHECK(site.toc("datasets ext:h5 --sort -size -n 1").out == site.share() + "/run_2\n");
    const Names row = split(split(site.toc("datasets -l ext:h5 --sort -files").out, '\n').at(0), '\t');
    REQUIRE(row.size() == 8);
    CHECK(Names(row.begin(), row.begin() + 6) == Names{"2", "3000", "files", "2017-05-01T00:00:00Z", "2017-06-01T00:00:00Z", "h5"});
    CHECK(row[7] == site.share() + "/run_1/raw");
    CHECK(split(site.toc("datasets -l run_3").out, '\n').at(0).starts_with("0\t0\tname\t\t\t\t\t"));
    CHECK(site.toc("datasets -0 ext:csv").out == site.share() + "/\xff odd" + std::string(1, '\0'));
    CHECK(site.toc("datasets --csv ext:csv").out.find(",path,path_base64\r\n") != std::string::npos);
    const auto json = nlohmann::json::parse(split(site.toc("datasets --json ext:csv").out, '\n').at(0));
    CHECK(json.at("matches") == "files");
    CHECK(json.contains("path_base64"));

    const std::string shown = site.on_terminal("datasets run_ ext:h5 --color=never");
    CHECK(shown.find("FILES") != std::string::npos);
    CHECK(shown.find("2017-05-01") != std::string::npos);
    CHECK(shown.find("2 directories; 3 files, 7.8 KiB; as of ") != std::string::npos);
    CHECK(site.on_terminal("datasets ext:h5 -n 1 --color=never").find("1 of 2 directories; ") != std::string::npos);
    CHECK(site.toc("datasets ext:nothing").exit_code == 1);
}

TEST_CASE("mistakes in the words and options of facets and datasets are explained as those of find") {
    const GroupSite site;
    const auto trouble = [&](const std::string& words, const std::string& text) {
        const TocResult result = site.toc(words);
        CHECK_MESSAGE(result.exit_code == 2, words);
        CHECK_MESSAGE(result.err.find(text) != std::string::npos, result.err);
    };
    trouble("facets 'size:>big'", "^");
    trouble("datasets --share dat", "did you mean data?");
    trouble("facets --under /nowhere", "/nowhere");
    trouble("facets --by extension", "there is no extension here");
    trouble("facets --sort name", "--sort is files or size, not name");
    trouble("datasets --sort big", "sort=big is not one of");
    trouble("datasets -n 0", "--limit is a number from 1 on");
    trouble("facets -tmp", "NOT tmp");
}
