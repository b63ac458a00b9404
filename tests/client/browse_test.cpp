// toc ls, du, stats and shares.
#include "client/toc_site.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace tocd;
using Json = nlohmann::json;
using Lines = std::vector<std::string>;

namespace {

struct TreeSite : TocSite {
    TreeSite() {
        add_file("top.txt", 100);
        add_file("one/a.dat", 1000);
        add_file("one/sub/b.dat", 3000);
        add_file("two/c.h5", 2000);
        add_directory("empty");
        serve();
    }
};

// A directory with more of both kinds than one answer of the API holds.
struct WideSite : TocSite {
    static constexpr int kFiles = 2300, kDirectories = 2100;
    WideSite() {
        for (int i = 0; i < kDirectories; ++i) add_directory("wide/d" + std::to_string(i));
        (void)run_script("cd '" + share() + "/wide' && for ((i = 0; i < " + std::to_string(kFiles) +
                             "; i++)); do echo x > f$i; done",
                         "");
        add_file("wide/d7/inner");
        serve();
    }
};

}  // namespace

TEST_CASE("toc ls lists directories first and everything below them in numbers") {
    const TreeSite site;
    CHECK(split(site.toc("ls '" + site.share() + "'").out, '\n') ==
          Lines{site.share() + "/empty", site.share() + "/one", site.share() + "/two", site.share() + "/top.txt"});
    CHECK(site.script("cd '" + site.share() + "/one' && toc ls .").out ==
          site.share() + "/one/sub\n" + site.share() + "/one/a.dat\n");
    CHECK(site.toc("ls").out == site.share() + "\n");

    const std::string shown = site.on_terminal("ls --color=never --sort -size \"" + site.share() + "\"");
    const Lines lines = split(shown, '\n');
    REQUIRE(lines.size() == 6);
    CHECK(lines[0] == "   SIZE  FILES  MODIFIED          NAME");
    CHECK(lines[1] == "3.9 KiB      2  2020-01-02 03:04  one/");
    CHECK(lines[2] == "2.0 KiB      1  2020-01-02 03:04  two/");
    CHECK(lines[3] == "    0 B      0                    empty/");
    CHECK(lines[4] == "  100 B         2020-01-02 03:04  top.txt");
    CHECK(lines[5].starts_with("3 directories, 1 file here; 4 files, 6.0 KiB with all below; as of "));

    const Lines csv = split(site.toc("ls --csv '" + site.share() + "/one'").out, '\n');
    REQUIRE(csv.size() == 3);
    CHECK(csv[0] == "type,size_bytes,files,modified,owner,group,state,path,path_base64\r");
    CHECK(csv[1].starts_with("directory,3000,1,2020-01-02T03:04:05Z,"));
    CHECK(csv[2].starts_with("file,1000,,2020-01-02T03:04:05Z,"));
    CHECK(Json::parse(site.toc("ls --json '" + site.share() + "/one'").out).at("files").at(0).at("size_bytes") == 1000);
}

TEST_CASE("toc ls of a file shows the file and of nothing tells what is near with exit code 2") {
    const TreeSite site;
    CHECK(site.toc("ls '" + site.share() + "/one/a.dat'").out == site.share() + "/one/a.dat\n");
    const TocResult unknown = site.toc("ls '" + site.share() + "/ones' '" + site.share() + "/two'");
    CHECK(unknown.exit_code == 2);
    CHECK(unknown.out == site.share() + "/two/c.h5\n");
    CHECK(unknown.err.find("did you mean " + site.share() + "/one?") != std::string::npos);
    CHECK(site.toc("ls /nowhere").err.find("no share holds /nowhere") != std::string::npos);
}

TEST_CASE("a path above shares stands for all of them") {
    const TreeSite site;
    const std::string above = site.share().substr(0, site.share().rfind('/'));
    CHECK(site.toc("ls '" + above + "'").out == site.share() + "\n");
    CHECK(site.toc("ls /").out == site.share() + "\n");
    CHECK(site.on_terminal("ls --color=never \"" + above + "\"").find(site.share() + "/\n") != std::string::npos);
    CHECK(site.toc("du -d0 '" + above + "'").out == "6100\t" + site.share() + "\n");
    CHECK(site.toc("du / -d2").out == site.toc("du -d2").out);
    CHECK(site.toc("find -u '" + above + "'").out == site.toc("find").out);
    CHECK(site.toc("find -c -u /").out == "4\n");
    CHECK(site.toc("changes '" + above + "' -q").out == site.toc("changes -q").out);
    const TocResult file = site.toc("ls '" + above + "/nothing'");  // no search through all shares for it
    CHECK(file.exit_code == 2);
    CHECK(file.err == "toc: no share holds " + above + "/nothing; there is " + site.share() + "\n");
}

TEST_CASE("a path that nothing is known of is trouble for every command") {
    const TreeSite site;
    for (const char* words : {"find -u", "find -c -u", "find --json -u", "ls", "ls --gone", "du", "changes", "scan", "scan --explain"}) {
        CAPTURE(words);
        const TocResult result = site.toc(words + std::string(" /nowhere/at/all"));
        CHECK(result.exit_code == 2);
        CHECK(result.out.empty());
        CHECK(result.err.find("/nowhere/at/all") != std::string::npos);
    }
    for (const char* words : {"find --share", "stats --share", "changes --share", "shares", "scan", "scan --confirm", "scan --stop"}) {
        CAPTURE(words);
        const TocResult result = site.toc(words + std::string(" dato"));
        CHECK(result.exit_code == 2);
        CHECK(result.err.find("no share is called dato; did you mean data?") != std::string::npos);
    }
}

TEST_CASE("toc ls shows all of a directory that is larger than one answer of the API") {
    const WideSite site;
    const std::string wide = "'" + site.share() + "/wide'";
    Lines expected;
    for (const auto& [letter, count] : {std::pair{'d', WideSite::kDirectories}, std::pair{'f', WideSite::kFiles}}) {
        Lines names;
        for (int i = 0; i < count; ++i) names.push_back(site.share() + "/wide/" + letter + std::to_string(i));
        std::sort(names.begin(), names.end());
        expected.insert(expected.end(), names.begin(), names.end());
    }
    const TocResult plain = site.toc("ls " + wide);
    CHECK(plain.exit_code == 0);
    CHECK(plain.err.empty());
    CHECK(split(plain.out, '\n') == expected);
    const auto json = Json::parse(site.toc("ls --json " + wide).out);
    CHECK(json.at("directories").size() == WideSite::kDirectories);
    CHECK(json.at("files").size() == WideSite::kFiles);
    CHECK(json.at("more_files") == false);
    CHECK(json.at("more_directories") == false);
    CHECK(split(site.toc("ls --gone=any " + wide).out, '\n').size() == expected.size());
    CHECK(split(site.toc("du " + wide).out, '\n').size() == WideSite::kDirectories + 1);
    CHECK(split(site.toc("find").out, '\n').size() == WideSite::kFiles + 1);

    const TocResult cut = site.script("toc find | head -n 1; echo ${PIPESTATUS[0]}");
    CHECK(split(cut.out, '\n').size() == 2);
    CHECK(split(cut.out, '\n').back() == "141");
    CHECK(cut.err.empty());
    const TocResult ignored = site.script("trap '' PIPE; toc find 2>&1 >/dev/full");
    CHECK(ignored.exit_code == 2);
    CHECK(ignored.out.find("No space left on device") != std::string::npos);
}

TEST_CASE("toc du is du with the numbers of the catalogue") {
    const TreeSite site;
    const std::string& share = site.share();
    CHECK(site.toc("du '" + share + "'").out ==
          "4000\t" + share + "/one\n2000\t" + share + "/two\n0\t" + share + "/empty\n6100\t" + share + "\n");
    CHECK(site.toc("du -d 2 '" + share + "/one'").out == "3000\t" + share + "/one/sub\n4000\t" + share + "/one\n");
    CHECK(site.toc("du -d0 '" + share + "/one' '" + share + "/two'").out ==
          "4000\t" + share + "/one\n2000\t" + share + "/two\n");
    CHECK(site.toc("du --summarize").out == "6100\t" + share + "\n");
    CHECK(site.toc("du -d2").out == site.toc("du -d1 '" + share + "'").out);
    CHECK(site.toc("du --csv -d0 '" + share + "'").out == "size_bytes,path,path_base64\r\n6100," + share + ",\r\n");
    CHECK(Json::parse(site.toc("du --json -d0 '" + share + "'").out).at("total_files") == 4);
    CHECK(site.toc("du /nowhere").exit_code == 2);
    CHECK(site.toc("du -d -1").exit_code == 2);
    const std::string shown = site.on_terminal("du --color=never -d1 \"" + share + "\"");
    CHECK(shown.find("3.9 KiB      2   65.6 %  ") != std::string::npos);
    CHECK(shown.find("100.0 %") != std::string::npos);
}

TEST_CASE("toc stats gives totals and the largest groups") {
    const TreeSite site;
    CHECK(site.toc("stats --by ext").out == "4000\t2\tdat\n2000\t1\th5\n100\t1\ttxt\n");
    CHECK(site.toc("stats --by ext --sort files -n 1").out == "4000\t2\tdat\n");
    CHECK(split(site.toc("stats").out, '\n').at(0) == "total\t6100\t4\tpresent");
    CHECK(site.toc("stats --by ext --csv").out.starts_with("size_bytes,files,ext,ext_base64\r\n4000,2,dat,\r\n"));
    CHECK(Json::parse(site.toc("stats --json").out).at("total").at("files") == 4);
    CHECK(site.on_terminal("stats --color=never").starts_with("4 files, 6.0 KiB in 5 directories\n"));
    CHECK(site.toc("stats --share dat").err.find("did you mean data?") != std::string::npos);
    CHECK(site.toc("stats --by size").exit_code == 2);
    CHECK(site.toc("stats -n 101").exit_code == 2);
}

TEST_CASE("toc shares tells how each share stands") {
    const TreeSite site;
    const Lines fields = split(split(site.toc("shares").out, '\n').at(0), '\t');
    REQUIRE(fields.size() == 11);
    CHECK(fields[0] == "data");
    CHECK(fields[1] == "idle");
    CHECK(fields[2] == "4");
    CHECK(fields[3] == "6100");
    CHECK(fields[7] == "0");
    CHECK(fields[9] == "complete");
    CHECK(fields[10] == site.share());
    CHECK(site.toc("shares data").exit_code == 0);
    CHECK(site.toc("shares nope").exit_code == 2);
    CHECK(site.on_terminal("shares --color=never").find("data   idle       4  6.0 KiB     0       0  just now") !=
          std::string::npos);
    CHECK(Json::parse(site.toc("shares --json").out).at("shares").at(0).at("name") == "data");
}

TEST_CASE("what could not be read is told with every answer unless quiet") {
    TocSite site;
    site.add_file("open/a.txt", 10);
    site.add_file("closed/b.txt", 10);
    REQUIRE(chmod((site.share() + "/closed").c_str(), 0) == 0);
    site.serve_as_nobody();
    const std::string gap = "1 directory of share data could not be read";
    for (const char* words : {"find", "find --json", "find -c", "stats", "ls"}) {
        const TocResult result = site.toc(words);
        CHECK(result.exit_code == 0);
        CHECK_MESSAGE(result.err.find(gap) != std::string::npos, result.err);
    }
    CHECK(site.toc("find -q").err.empty());
    CHECK(site.toc("find --under '" + site.share() + "/open'").err.empty());
    CHECK(site.toc("du '" + site.share() + "'").err.find("could not be read") != std::string::npos);
    const std::string shown = site.on_terminal("ls --color=never \"" + site.share() + "\"");
    CHECK(shown.find("closed/  Permission denied") != std::string::npos);
    CHECK(shown.find("≥ 10 B") != std::string::npos);

    const TocResult scanned = site.toc("scan --wait data");
    CHECK(scanned.exit_code == 3);
    CHECK(scanned.out.find("data: incomplete, 1 file") != std::string::npos);
    chmod((site.share() + "/closed").c_str(), 0755);
}

TEST_CASE("toc stats tells slow and large and unreadable directories and how far a share is covered") {
    TocSite site;
    for (const char* name : {"wide/a", "wide/b", "wide/c", "wide/d", "narrow/a", "closed/x"}) site.add_file(name);
    REQUIRE(chmod((site.share() + "/closed").c_str(), 0) == 0);
    site.serve_as_nobody();

    CHECK(split(split(site.toc("stats --by large -q").out, '\n').at(0), '\t').at(0) == "4");
    const std::vector<std::string> slow = split(site.toc("stats --by slow --csv -q").out, '\n');
    CHECK(slow.at(0) == "listing_us,entries,owner,path,path_base64\r");
    CHECK(slow.size() == 1 + 3);
    CHECK(site.toc("stats --by large -n 1 -q").out.find("/wide\n") != std::string::npos);

    const TocResult unreadable = site.toc("stats --by unreadable");
    CHECK(unreadable.exit_code == 0);
    const std::vector<std::string> fields = split(unreadable.out, '\t');
    REQUIRE(fields.size() == 4);
    CHECK(fields[0].starts_with("20"));
    CHECK(fields[1] == "root");  // whom to ask
    CHECK(fields[2] == "Permission denied");
    CHECK(fields[3] == site.share() + "/closed\n");

    const Json coverage = Json::parse(site.toc("stats --by coverage --json").out);
    CHECK(coverage.at("known") == 4);
    CHECK(coverage.at("covered") == 3);
    CHECK(coverage.at("failed") == 1);
    CHECK(site.on_terminal("stats --by coverage --color=never").find("75.0 %") != std::string::npos);
    CHECK(site.toc("stats --by coverage --share dat").err.find("did you mean data?") != std::string::npos);
    chmod((site.share() + "/closed").c_str(), 0755);
    REQUIRE(site.toc("scan --wait data").exit_code == 0);
    CHECK(site.toc("stats --by unreadable").exit_code == 1);
    CHECK(split(site.toc("stats --by coverage").out, '\t').at(1) == "1.0");
}

TEST_CASE("toc du of a file is its size") {
    TocSite site;
    site.add_file("sub/a.txt", 1234);
    site.serve();
    const std::string file = site.share() + "/sub/a.txt";
    CHECK(site.toc("du '" + file + "'").out == "1234\t" + file + "\n");
    CHECK(Json::parse(site.toc("du --json '" + file + "'").out).at("file").at("size_bytes") == 1234);
    const TocResult both = site.toc("du '" + file + "' '" + site.share() + "/nothing'");
    CHECK(both.out == "1234\t" + file + "\n");
    CHECK(both.exit_code == 2);
    CHECK(site.toc("find --under '" + file + "'").err == "toc: " + file + " is a file, not a directory\n");
}
