// toc changed.
#include "client/toc_site.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace tocd;
using Json = nlohmann::json;

namespace {

struct ChangedSite : TocSite {
    ChangedSite() {
        for (const char* name : {"a/old", "b/old", "c d/old", "odd\xff\n/old"}) add_file(name);
        serve();
        for (const char* name : {"a/new", "b/new", "c d/new", "odd\xff\n/new"}) add_file(name);
    }
    // What the catalogue has of the new files, by path, when the scan that was asked for has ended. toc find gives
    // them in the order of their ids, which is that in which the scan's threads came upon the directories.
    std::string found() {
        daemon().wait_for("scan: ended");
        return script("toc find -0 new | sort -z").out;
    }
    [[nodiscard]] std::string path(const std::string& name) const { return share() + "/" + name + std::string(1, '\0'); }
};

}  // namespace

TEST_CASE("paths that changed are named as words below the working directory") {
    ChangedSite site;
    const TocResult result = site.script("cd '" + site.share() + "/b' && toc changed data new '" + site.share() + "/a/new'");
    CHECK(result.err.empty());
    CHECK(result.exit_code == 0);
    CHECK(result.out == "data\tstarted\t2\n");
    CHECK(site.found() == site.path("a/new") + site.path("b/new"));
}

TEST_CASE("paths that changed come on standard input one a line relative to the share or not") {
    ChangedSite site;
    const TocResult result = site.script("printf '%s\\n' 'c d/new' ./b/new '' '" + site.share() + "/a/new' | toc changed --json data");
    CHECK(Json::parse(result.out) == Json{{"share", "data"}, {"state", "started"}, {"paths", 3}});
    CHECK(site.found() == site.path("a/new") + site.path("b/new") + site.path("c d/new"));
}

TEST_CASE("paths that changed may hold any byte where NULs stand between them") {
    ChangedSite site;
    const TocResult result = site.script("find '" + site.share() + "' -name new -path '*odd*' -print0 | toc changed -0 data");
    CHECK(result.out == std::string("data\tstarted\t1\0", 15));
    CHECK(site.found() == site.path("odd\xff\n/new"));
}

TEST_CASE("a list of changed paths that is longer than a request goes in pieces") {
    ChangedSite site;
    const TocResult result = site.script("for i in {1..60000}; do echo \"a/some-directory-with-a-long-name/file-$i.dat\"; done | toc changed --json data");
    CHECK_MESSAGE(result.exit_code == 0, result.err);
    CHECK(Json::parse(result.out)["paths"] == 60000);
}

TEST_CASE("a path outside the share is skipped and said while the others are scanned") {
    ChangedSite site;
    const TocResult result = site.script("printf '%s\\n' a/new /etc/passwd ../away 'a/../../away' " + site.share() + "-other/x c//../b/./new/ | toc changed data");
    CHECK(result.exit_code == 2);
    CHECK(result.out == "data\tstarted\t2\n");
    std::string expected;
    for (const std::string& path : {std::string("/etc/passwd"), std::string("../away"), std::string("a/../../away"), site.share() + "-other/x"})
        expected += "toc: skipped: " + path + " is not below " + site.share() + "\n";
    CHECK(result.err == expected);
    CHECK(site.found() == site.path("a/new") + site.path("b/new"));
}

TEST_CASE("of many paths outside the share the first are said and then how many") {
    ChangedSite site;
    const TocResult result = site.script("(seq -f /elsewhere/%g 12; echo a/new) | toc changed data");
    CHECK(result.exit_code == 2);
    const std::vector<std::string> lines = split(result.err, '\n');
    REQUIRE(lines.size() >= 6);
    CHECK(lines[4] == "toc: skipped: /elsewhere/5 is not below " + site.share());
    CHECK(lines[5] == "toc: 12 paths skipped in all");
    CHECK(site.found() == site.path("a/new"));
    const TocResult none = site.script("printf 'a\\0b\\n' | toc changed data");
    CHECK(none.exit_code == 2);
    CHECK(none.err == "toc: a path holds no NUL: with -0 each ends with one\n");
}

TEST_CASE("toc changed says what is wrong with its share and its paths") {
    ChangedSite site;
    const TocResult none = site.script("toc changed data </dev/null");
    CHECK(none.exit_code == 1);
    CHECK(none.err == "toc: no path was given: nothing is scanned\n");
    CHECK(site.toc("changed dato x").err == "toc: no share is called dato; did you mean data?\n");
    const TocResult outside = site.toc("changed data /etc/passwd");
    CHECK(outside.exit_code == 2);
    CHECK(outside.err.find("/etc/passwd is not below " + site.share()) != std::string::npos);
    const TocResult endless = site.script("head -c 200000 /dev/zero | tr '\\0' x | toc changed data");
    CHECK(endless.exit_code == 2);
    CHECK(endless.err.find("is no list of paths") != std::string::npos);
    CHECK(site.toc("changed").exit_code == 2);
    CHECK(site.toc("find -c new").out == "0\n");
}
