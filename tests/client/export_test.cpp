// toc export: to a file and to a pipe.
#include "client/toc_site.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

using namespace tocd;

namespace {

struct ExportSite : TocSite {
    ExportSite() {
        add_file("a/one.dat", 10);
        add_file("a/two.dat", 20);
        add_file("b/three.txt", 30);
        serve();
    }
};

}  // namespace

TEST_CASE("toc export gives what the daemon exports byte by byte") {
    ExportSite site;
    for (const std::string format : {"csv", "ndjson"}) {
        const TocResult exported = site.toc("export -f " + format);
        CHECK(exported.exit_code == 0);
        CHECK(exported.out == site.script("curl -s '" + site.url() + "/api/v1/files." + format + "'").out);
    }
    const TocResult some = site.toc("export -f ndjson ext:dat size:'>15'");
    CHECK(split(some.out, '\n').size() == 1);
    CHECK(some.out.find("\"two.dat\"") != std::string::npos);
    CHECK(site.toc("export -f ndjson -s -size").out.find("three.txt") < site.toc("export -f ndjson -s -size").out.find("one.dat"));
    CHECK(site.toc("export ext:nothing_has_it").exit_code == 1);
    CHECK(site.toc("export -f paths0 two").out == site.share() + "/a/two.dat" + std::string(1, '\0'));
    CHECK(site.toc("export -f paths0 ext:nothing_has_it").exit_code == 1);
}

TEST_CASE("toc export puts a file into its place when all has come and not before") {
    ExportSite site;
    const TocResult result = site.script(
        "d=$(mktemp -d); cd $d; echo old >t.csv\n"
        "toc export -o t.csv ext:dat AND '('; echo $?; cat t.csv\n"
        "toc export -o t.csv; echo $?; wc -l <t.csv; ls -A; ln -s t.csv link; toc export -o link ext:txt; wc -l <t.csv; test -L link && echo link\n"
        "toc export -o none/t.csv; echo $?\n"
        "toc export -o /dev/null; echo $?\n"
        "rm -r $d");
    CHECK(result.out == "2\nold\n0\n4\nt.csv\n2\nlink\n2\n2\n");
    CHECK(result.err.find("none/.t.csv.part: No such file or directory") != std::string::npos);
    CHECK(result.err.find("/dev/null is there and is no regular file") != std::string::npos);
}

TEST_CASE("toc export that breaks off leaves the older file and nothing else") {
    ExportSite site;
    const TocResult result = site.script(
        "d=$(mktemp -d); cd $d; echo old >t.db; trap '' XFSZ; (ulimit -f 8; toc export -f sqlite -o t.db; echo $?); cat t.db; ls -A\n"
        "exec 9>.t.db.part; flock 9; toc export -f sqlite -o t.db; echo $?; cat t.db; rm -r $d");
    CHECK(result.out == "2\nold\nt.db\n2\nold\n");
    CHECK(result.err.find(".t.db.part: File too large") != std::string::npos);
    CHECK(result.err.find("t.db is being written by another process") != std::string::npos);
}

TEST_CASE("toc export of the whole catalogue opens with any SQLite tool and takes no query") {
    ExportSite site;
    const TocResult result = site.script(
        "d=$(mktemp -d); toc export -f sqlite -o $d/t.db; echo $?\n"
        "sqlite3 -readonly $d/t.db 'SELECT count(*), sum(size_bytes) FROM files; PRAGMA integrity_check'; ls -A $d; rm -r $d");
    CHECK(result.out == "0\n3|60\nok\nt.db\n");
    CHECK(site.toc("export -f sqlite ext:dat").exit_code == 2);
    CHECK(site.toc("export -f xml").exit_code == 2);
    CHECK(site.on_terminal("export").find("say -o FILE") != std::string::npos);
}

TEST_CASE("toc export of the whole catalogue is for admins") {
    TocSite site;
    site.add_file("a");
    site.serve_as_nobody();
    const std::string take = "toc export -f sqlite --server " + site.url() + " | head -c 6";
    const TocResult over_loopback = site.script(take);
    if (geteuid() == 0) {  // whose connections over loopback are too often a proxy's
        CHECK(over_loopback.out == "");
        CHECK(over_loopback.err.find("you may not take a snapshot of the whole catalogue") != std::string::npos);
    } else {
        CHECK(over_loopback.out == "SQLite");
    }
    CHECK(site.script("toc export -f sqlite | head -c 6").out == "SQLite");
}
