// toc scan.
#include "client/api_client.hpp"
#include "client/toc_site.hpp"

#include <doctest/doctest.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>

using namespace tocd;
using Json = nlohmann::json;

TEST_CASE("toc scan --wait ends when the scan has and says what it found") {
    TocSite site;
    site.add_file("a.txt");
    site.serve();
    site.add_file("b.txt");
    const TocResult result = site.toc("scan --wait");
    CHECK(result.exit_code == 0);
    CHECK(result.out.starts_with("data: complete, 2 files, 2 B in 1 directory, 1 added, "));
    CHECK(result.err.empty());
    CHECK(site.toc("find -c").out == "2\n");

    const auto json = Json::parse(site.toc("scan --follow data --json").out);
    CHECK(json.at("outcome") == "complete");
    CHECK(site.toc("scan -w --csv")
              .out.starts_with("share,outcome,files,size_bytes,directories,added,changed,moved,gone,held,failed,duration_ms,"
                               "failure\r\ndata,complete,2,2,"));
}

TEST_CASE("what moved is said in words and in CSV") {
    TocSite site;
    site.add_file("old/a.txt");
    site.add_file("old/b.txt");
    site.add_directory("new");
    site.serve();
    REQUIRE(site.script("mv '" + site.share() + "/old/a.txt' '" + site.share() + "/new/'").exit_code == 0);
    const TocResult words = site.toc("scan --wait");
    CHECK_MESSAGE(words.out.find(" 0 added, 0 changed, 1 moved, 0 gone, ") != std::string::npos, words.out);
    REQUIRE(site.script("mv '" + site.share() + "/old/b.txt' '" + site.share() + "/new/'").exit_code == 0);
    const TocResult csv = site.toc("scan --wait --csv");
    CHECK_MESSAGE(csv.out.find("data,complete,2,2,3,0,0,1,0,") != std::string::npos, csv.out);
}

TEST_CASE("toc scan starts a scan and returns") {
    TocSite site;
    site.serve();
    site.add_file("a.txt");
    const TocResult result = site.toc("scan");
    CHECK(result.exit_code == 0);
    CHECK(result.out == "data\tstarted\n");
    site.daemon().wait_for("scan: ended");
    CHECK(site.toc("find -c").out == "1\n");
}

TEST_CASE("paths have these parts of a share scanned and nothing else") {
    TocSite site;
    site.add_file("sub/a.txt");
    site.add_file("other/deep/b.txt");
    site.add_directory("third");
    site.add_directory("odd\xff");
    site.serve();
    for (const char* file : {"sub/new.txt", "other/deep/new.txt", "third/new.txt", "odd\xff/new.txt"}) site.add_file(file);

    const TocResult result = site.script("cd '" + site.share() + "/sub' && toc scan --wait . ../other $'../odd\\xff'");
    CHECK(result.exit_code == 0);
    CHECK(result.out.starts_with("data: complete, 5 files, "));
    CHECK(result.err.empty());
    CHECK(site.toc("find -c new.txt").out == "3\n");
    CHECK(site.toc("find -c -u '" + site.share() + "/third'").out == "0\n");

    // A new directory shows in the one that holds it, of which no other part is scanned.
    site.add_file("fresh/deep/new.txt");
    const auto json = Json::parse(site.toc("scan --wait --json '" + site.share() + "/fresh/deep'").out);
    CHECK(json.at("mode") == "part");
    CHECK(json.at("scope") == "fresh/deep");
    CHECK(site.toc("find -c new.txt").out == "4\n");

    CHECK(Json::parse(site.toc("scan --wait --json '" + site.share() + "/third' data").out).at("mode") == "fast");
    CHECK(site.toc("find -c new.txt").out == "5\n");
    CHECK(Json::parse(site.toc("scan --full --wait --json '" + site.share() + "/'").out).at("mode") == "full");
    for (const char* option : {"--stop", "--pause", "--resume", "--accept-root"}) {
        const TocResult refused = site.toc("scan " + std::string(option) + " '" + site.share() + "/sub'");
        CHECK(refused.exit_code == 2);
        CHECK(refused.err.starts_with("toc: " + std::string(option) + " is for whole shares: name data instead of "));
    }
    CHECK(site.toc("scan /nowhere").exit_code == 2);
    CHECK(site.toc("scan /nowhere").err == "toc: no share holds /nowhere; there is " + site.share() + "\n");
    CHECK(site.toc("ls /nowhere").err == "toc: no share holds /nowhere; there is " + site.share() + "\n");
    CHECK(site.toc("scan nothing-like-it").err == "toc: no share is called nothing-like-it; there is data\n");
    const auto above = Json::parse(site.toc("scan --wait --json '" + site.share() + "/..'").out);
    CHECK(above.at("share") == "data");
    CHECK(above.at("mode") == "fast");
    const TocResult unknown = site.toc("scan dato");
    CHECK(unknown.exit_code == 2);
    CHECK(unknown.err.find("no share is called dato; did you mean data?") != std::string::npos);
}

TEST_CASE("a path that was deleted is gone after a scan of it and after it was told as changed") {
    TocSite site;
    for (const char* file : {"a/b/1.txt", "a/b/2.txt", "a/3.txt", "c/d/4.txt", "e/5.txt", "f/g/6.txt", "h/i/7.txt", "stays/8.txt"}) site.add_file(file);
    site.serve();
    const std::filesystem::path share = site.share();
    const auto scan = [&](const std::string& path) {
        const TocResult result = site.toc("scan --wait '" + site.share() + "/" + path + "'");
        CHECK_MESSAGE(result.exit_code == 0, result.out << result.err);
        CHECK_MESSAGE(result.out.starts_with("data: complete, "), result.out);
        site.daemon().wait_for("scan: ended");
    };
    std::filesystem::remove_all(share / "a/b");
    scan("a/b/");
    CHECK(site.toc("find -c").out == "6\n");
    std::filesystem::remove_all(share / "c");
    scan("c/d");
    CHECK(site.toc("find -c").out == "5\n");
    std::filesystem::remove_all(share / "e");
    std::filesystem::create_symlink("stays", share / "e");
    scan("e");
    CHECK(site.toc("find -c").out == "4\n");

    std::filesystem::remove_all(share / "f");
    std::filesystem::remove_all(share / "h/i");
    std::ofstream(share / "h/i") << "a file now";
    ApiClient(site.url()).post("/api/v1/shares/data/changed", Json{{"paths", {"f/g/6.txt", "h/i/"}}}.dump());
    site.daemon().wait_for("scan: ended");
    CHECK(site.toc("find --sort name").out == site.share() + "/a/3.txt\n" + site.share() + "/stays/8.txt\n" + site.share() + "/h/i\n");
}

TEST_CASE("a refused scan is exit code 1 with its reason") {
    TocSite site;
    site.add_file("a.txt");
    site.serve();
    REQUIRE(rename(site.share().c_str(), (site.share() + "-away").c_str()) == 0);
    const TocResult refused = site.toc("scan --wait");
    CHECK(refused.exit_code == 1);
    CHECK(refused.out.find("data: refused: ") == 0);
    CHECK(site.toc("shares").err.find("the last scan of share data was refused") != std::string::npos);
    CHECK(site.toc("find -c").out == "1\n");
}

TEST_CASE("toc scan --stop stops what runs and says when nothing does") {
    TocSite site;
    for (int i = 0; i < 300; ++i) site.add_directory("d" + std::to_string(i));
    site.serve();
    const TocResult idle = site.toc("scan --stop data");
    CHECK(idle.exit_code == 1);
    CHECK(idle.err.find("no scan of share data runs or waits") != std::string::npos);
    CHECK(site.toc("scan --stop --wait").exit_code == 2);
    const TocResult none = site.toc("scan --stop");
    CHECK(none.exit_code == 1);
    CHECK(none.err == "toc: no scan runs or waits\n");

    // A scan and its end may pass each other: then there is nothing left to stop.
    const TocResult stopped = site.script("toc scan && toc scan --stop");
    CHECK((stopped.exit_code == 0 || stopped.exit_code == 1));
    site.daemon().wait_for("scan: ended");
}

TEST_CASE("toc scan --pause holds a share and --resume lets it go on") {
    TocSite site;
    site.add_file("a.txt");
    site.serve();
    CHECK(site.toc("scan --pause data").out == "data\tpaused\n");
    CHECK(site.toc("shares --json").out.find("\"state\":\"paused\"") != std::string::npos);
    const TocResult refused = site.toc("scan --wait");
    CHECK(refused.exit_code == 2);
    CHECK(refused.err.find("share data is paused") != std::string::npos);
    CHECK(site.toc("scan --resume").out == "data\tresumed\n");
    CHECK(site.toc("scan --wait").exit_code == 0);
    CHECK(site.toc("scan --pause --stop").exit_code == 2);
}

TEST_CASE("removals that are held are said everywhere and confirmed by an admin") {
    TocSite site;
    site.add_file("stays.txt");
    REQUIRE(site.script("mkdir '" + site.share() + "/many' && cd '" + site.share() + "/many' && seq 1200 | xargs touch").exit_code == 0);
    site.serve();
    CHECK(site.toc("shares").err.empty());
    const TocResult nothing = site.toc("scan --confirm data");
    CHECK(nothing.exit_code == 1);
    CHECK(nothing.err == "toc: no removals of share data are held: there is nothing to confirm\n");
    CHECK(site.toc("scan --confirm").err == "toc: --confirm wants the names of shares\n");
    CHECK(site.toc("scan --confirm --full data").exit_code == 2);
    CHECK(site.toc("scan --confirm '" + site.share() + "/many'").err.starts_with("toc: --confirm is for whole shares: name data instead of "));

    REQUIRE(site.script("rm -r '" + site.share() + "/many'").exit_code == 0);
    const std::vector<std::string> lines = split(site.toc("scan --wait --csv").out, '\n');
    REQUIRE(lines.size() == 2);
    CHECK(split(lines[0], ',')[9] == "held");
    CHECK(split(lines[1], ',')[9] == "1200");
    const TocResult shares = site.toc("shares --csv");
    CHECK(shares.out.find(",held_files,") != std::string::npos);
    CHECK(shares.out.find(",1200,") != std::string::npos);
    CHECK(shares.err == "toc: 1,200 files of share data are missed and held: too many at once to be gone. If that is right: toc scan --confirm data\n");
    CHECK(site.toc("find -c").out == "1201\n");

    if (geteuid() == 0) {
        const TocResult refused = site.script("chmod 666 \"${TOCD_SERVER#unix:}\" && cp '" TOC_BINARY "' '" + site.share() + "/../toc' && setpriv --reuid=1234 --regid=1234 --clear-groups '" +
                                              site.share() + "/../toc' scan --confirm data");
        CHECK(refused.exit_code == 2);
        CHECK_MESSAGE(refused.err.starts_with("toc: you may not confirm removals: "), refused.err);
        CHECK(refused.err.ends_with("try sudo toc scan --confirm SHARE\n"));
        CHECK(site.toc("find -c").out == "1201\n");
    }
    CHECK(site.toc("scan --confirm data").out == "data\tconfirmed\n");
    CHECK(site.toc("find -c").out == "1\n");
    CHECK(site.toc("find --gone -c").out == "1200\n");
    CHECK(site.toc("shares").err.empty());
}

TEST_CASE("toc scan --explain says which pattern leaves a path out") {
    TocSite site;
    site.add_file(".snapshot/old.txt");
    site.add_file("sub/a.txt");
    site.serve();
    CHECK(site.toc("find -c").out == "1\n");
    const TocResult in = site.script("cd '" + site.share() + "/sub' && toc scan --explain a.txt");
    CHECK(in.exit_code == 0);
    CHECK(in.out == site.share() + "/sub/a.txt: in share data, no pattern matches\n");
    const TocResult out = site.toc("scan --explain '" + site.share() + "/.snapshot/old.txt'");
    CHECK(out.exit_code == 1);
    CHECK(out.out == site.share() + "/.snapshot/old.txt: left out of share data, the pattern \".snapshot/\" of exclude_snapshots leaves out " +
                         site.share() + "/.snapshot\n");
    CHECK(out.err.empty());
    const TocResult both = site.toc("scan --explain /nowhere '" + site.share() + "/.snapshot/old.txt'");
    CHECK(both.exit_code == 2);
    CHECK(both.out == out.out);
    CHECK(both.err == "toc: /nowhere is below no share\n");
    CHECK(site.toc("scan --explain").exit_code == 2);
}
