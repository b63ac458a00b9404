// toc changes.
#include "client/toc_site.hpp"

#include <doctest/doctest.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <csignal>
#include <thread>

using namespace tocd;
using Json = nlohmann::json;

namespace {

// Changes as a scan's writer would store them, numbered as they come.
struct FeedSite : TocSite {
    FeedSite() {
        add_file("a/x");
        serve();
        const TocResult begin = toc("changes --json");
        clock = Json::parse(split(begin.out, '\n').at(0)).at("clock");
    }
    void add(const std::string& rows) {
        const TocResult stored = run_script(
            "python3 - \"" + socket().substr(5) + "\" <<'END'\n"
            "import os, sqlite3, sys\n"
            "db = sqlite3.connect(os.path.join(os.path.dirname(sys.argv[1]), 'catalogue.db'), timeout=20)\n"
            "for i, path in ((1, ''), (2, 'a'), (3, 'a/deep')):\n"
            "    db.execute('INSERT OR IGNORE INTO change_path(id, share_id, path) VALUES(?, 1, ?)', (i, path))\n"
            "for row in (" + rows + "):\n"
            "    db.execute('INSERT INTO change(kind, is_directory, path_id, name, name_raw, old_path_id, old_name, share_id, scan_id, at_ns, row_id)'\n"
            "               ' VALUES(?, ?, ?, ?, ?, ?, ?, 1, 1, 1700000000000000000, 5)', row)\n"
            "db.commit()\n"
            "END",
            "");
        REQUIRE_MESSAGE(stored.exit_code == 0, stored.err);
    }
    std::string clock;
};

}  // namespace

TEST_CASE("toc changes tells what came behind a clock with exact bytes") {
    FeedSite site;
    site.add(R"((1, 0, 2, 'n\\xff', b'n\xff', None, None), (2, 0, 1, 'top', None, None, None), (3, 1, 3, 'to', None, 1, 'was'), (4, 1, 2, 'old', None, None, None),)");
    const TocResult all = site.toc("changes --since " + site.clock);
    CHECK(all.exit_code == 0);
    const std::vector<std::string> lines = split(all.out, '\n');
    REQUIRE(lines.size() == 4);
    const std::vector<std::string> first = split(lines[0], '\t');
    CHECK(first.at(1) == "2023-11-14T22:13:20Z");
    CHECK(first.at(2) == "added");
    CHECK(first.at(3) == "file");
    CHECK(first.at(4) == site.share() + "/a/n\xff");
    CHECK(lines[2].ends_with("moved\tdirectory\t" + site.share() + "/a/deep/to\t" + site.share() + "/was"));
    CHECK(all.err.find("go on with --since " + split(lines[3], '\t').at(0)) != std::string::npos);
    CHECK(split(site.toc("changes --since " + first.at(0)).out, '\n').size() == 3);
    CHECK(split(site.toc("changes").out, '\n').size() == 4);
    CHECK(split(site.script("cd \"" + site.share() + "/a\"; toc changes -q deep").out, '\n').size() == 1);
    CHECK(site.toc("changes -q --since " + split(lines[3], '\t').at(0)).exit_code == 1);
    CHECK(site.toc("changes -q").err.empty());

    const std::string shown = site.on_terminal("changes --color=never");
    CHECK(shown.find("moved    " + site.share() + "/a/deep/to/  from " + site.share() + "/was") != std::string::npos);
    CHECK(shown.find("$'" + site.share() + "/a/n\\xff'") != std::string::npos);
    const TocResult csv = site.toc("changes --csv");
    CHECK(csv.out.starts_with("clock,at,kind,type,path,old_path,path_base64,old_path_base64\r\n"));
}

TEST_CASE("toc changes says when the history does not reach back") {
    FeedSite site;
    const TocResult other = site.toc("changes --since 00ff-7");
    CHECK(other.exit_code == 3);
    CHECK(other.err.find("take everything anew") != std::string::npos);
    CHECK(site.toc("changes --since then").exit_code == 2);
    CHECK(site.toc("changes /nowhere").err.find("/nowhere") != std::string::npos);
    CHECK(site.toc("changes /nowhere").exit_code == 2);
    CHECK(site.toc("changes --share dat").err.find("did you mean data?") != std::string::npos);
}

TEST_CASE("toc changes goes on where it was when the daemon comes back") {
    for (const int signal : {SIGTERM, SIGKILL}) {
        FeedSite site;
        const TempDir folder;
        const std::string follow = "toc changes --follow --since " + site.clock + " | tee '" + folder.path() + "/seen' | head -n 3";
        std::atomic<bool> ended{false};
        TocResult told;
        std::thread reader([&] {
            told = site.script(follow);
            ended = true;
        });
        site.add("(1, 0, 1, 'one', None, None, None),");
        while (!ended && run_script("grep -q /one '" + folder.path() + "/seen'", "").exit_code != 0) usleep(20'000);
        site.restart(signal);
        site.add("(1, 0, 1, 'two', None, None, None), (1, 0, 1, 'three', None, None, None)");
        while (!ended) site.add("(1, 0, 1, 'more', None, None, None),");
        reader.join();
        const std::vector<std::string> lines = split(told.out, '\n');
        REQUIRE_MESSAGE(lines.size() == 3, told.err);
        CHECK(told.err.find("toc: the daemon went away: waiting for it, to go on behind " + split(lines[0], '\t').at(0)) != std::string::npos);
        CHECK(lines[0].ends_with("added\tfile\t" + site.share() + "/one\t"));
        CHECK(lines[1].ends_with("added\tfile\t" + site.share() + "/two\t"));
        CHECK(lines[2].ends_with("added\tfile\t" + site.share() + "/three\t"));
    }
}

TEST_CASE("toc changes says at once when no daemon is there to follow") {
    const TocResult none = run_script("toc changes --follow", "http://127.0.0.1:1");
    CHECK(none.exit_code == 2);
    CHECK(none.out.empty());
}

TEST_CASE("toc changes follows until it is stopped") {
    FeedSite site;
    // toc runs until head has its two lines and goes away.
    const std::string follow = "toc changes --follow --since " + site.clock + " -q | head -n 2";
    std::string told;
    std::atomic<bool> ended{false};
    std::thread reader([&] {
        told = site.script(follow).out;
        ended = true;
    });
    site.add("(1, 0, 1, 'one', None, None, None),");
    while (!ended) site.add("(1, 0, 1, 'more', None, None, None),");  // the first after head has ended ends toc, too
    reader.join();
    const std::vector<std::string> lines = split(told, '\n');
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].ends_with("added\tfile\t" + site.share() + "/one\t"));
}
