#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/statement.hpp"
#include "catalogue_fixture.hpp"

#include <doctest/doctest.h>

using namespace tocd;

namespace {

struct Feed : SmallCatalogue {
    int64_t path(int64_t share, const std::string& bytes) {
        Statement insert(database(), "INSERT INTO change_path(share_id, path, path_raw) VALUES(?1, ?2, ?3)");
        const std::string shown = display_text(bytes);
        insert.bind(1, share).bind_text(2, shown);
        if (is_utf8(bytes)) insert.bind_null(3);
        else insert.bind_blob(3, bytes);
        insert.run();
        return database().last_insert_id();
    }
    // `directory` and `name` relative to the share.
    void add(int64_t share, ChangeKind kind, bool is_directory, const std::string& directory, const std::string& name,
             const std::string& old_directory = "", const std::string& old_name = "") {
        const int64_t in = path(share, directory);
        const int64_t was_in = kind == ChangeKind::moved ? path(share, old_directory) : 0;
        Statement insert(database(),
                         "INSERT INTO change(share_id, scan_id, at_ns, kind, is_directory, path_id, name, name_raw, "
                         "old_path_id, old_name, row_id) VALUES(?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 77)");
        const std::string shown = display_text(name);
        insert.bind(1, share).bind(2, kScanStart + ++count).bind(3, static_cast<int>(kind)).bind(4, is_directory);
        insert.bind(5, in).bind_text(6, shown);
        if (is_utf8(name)) insert.bind_null(7);
        else insert.bind_blob(7, name);
        if (was_in != 0) insert.bind(8, was_in).bind_text(9, old_name);
        else insert.bind_null(8).bind_null(9);
        insert.run();
    }
    ChangePage ask(const std::string& since, const std::optional<std::string>& under = {}, uint32_t limit = 100,
                   const Viewer& viewer = kEverybody) {
        return reader().get_changes(viewer, {since, std::nullopt, under, limit}, kNoDeadline);
    }
    std::string told(const ChangePage& page) {
        std::string out;
        for (const ChangeRecord& c : page.changes)
            out += std::string(change_name(c.kind)) + (c.directory ? "/ " : " ") + (c.old_path.empty() ? "" : c.old_path + ">") + c.path + "\n";
        return out;
    }
    int count = 0;
};

}  // namespace

TEST_CASE("changes since a clock are told once and in their order") {
    Feed feed;
    feed.add(feed.raw, ChangeKind::added, false, "", "before");
    const ChangePage now = feed.ask("");
    CHECK(now.changes.empty());
    CHECK(now.fresh_instance);
    CHECK(now.as_of_ns == kScanStart - 1000);  // the older of both shares

    feed.add(feed.raw, ChangeKind::added, false, "2021/deep", "x\xFF.txt");
    feed.add(feed.home, ChangeKind::changed, false, "", "y");
    feed.add(feed.raw, ChangeKind::moved, true, "2021", "new", "2020", "old");
    feed.add(feed.raw, ChangeKind::gone, true, "", "");
    const ChangePage page = feed.ask(now.clock);
    CHECK(feed.told(page) ==
          "added /srv/raw/2021/deep/x\xFF.txt\nchanged /srv/home/y\nmoved/ /srv/raw/2020/old>/srv/raw/2021/new\ngone/ /srv/raw\n");
    CHECK_FALSE(page.fresh_instance);
    CHECK_FALSE(page.more);
    CHECK(page.changes[0].share == "raw");
    CHECK(page.changes[0].at_ns == kScanStart + 2);
    CHECK(page.changes[0].id == 77);
    CHECK(feed.ask(page.clock).changes.empty());
    CHECK(feed.ask(page.clock).clock == page.clock);
    CHECK(feed.ask(page.clock_prefix + std::to_string(page.changes[2].number)).changes.size() == 1);
    CHECK(feed.ask("start").changes.size() == 5);
    CHECK(feed.ask("start").fresh_instance);
}

TEST_CASE("pages of changes come one after the other until there is no more") {
    Feed feed;
    std::string clock = feed.ask("").clock;
    for (int i = 0; i < 10; ++i) feed.add(feed.raw, ChangeKind::added, false, "", "f" + std::to_string(i));
    std::string all;
    int pages = 0;
    for (bool more = true; more; ++pages) {
        const ChangePage page = feed.ask(clock, {}, 5);
        CHECK(page.changes.size() == 5);
        all += feed.told(page);
        more = page.more;
        clock = page.clock;
    }
    CHECK(pages == 2);
    CHECK(all == feed.told(feed.ask("start")));
    CHECK_THROWS_AS(static_cast<void>(feed.ask(clock, {}, 0)), Error);
    CHECK_THROWS_AS(static_cast<void>(feed.ask(clock, {}, 10'001)), Error);
}

TEST_CASE("a place is told what came to it and what left it and what took it along") {
    Feed feed;
    const std::string clock = feed.ask("").clock;
    const std::optional<std::string> under = "/srv/raw/a/b";
    feed.add(feed.raw, ChangeKind::added, false, "a/b", "in");
    feed.add(feed.raw, ChangeKind::added, false, "a/bb", "beside");
    feed.add(feed.raw, ChangeKind::moved, false, "z", "left", "a/b", "was");
    feed.add(feed.raw, ChangeKind::moved, true, "a/b/c", "came", "z", "d");
    feed.add(feed.raw, ChangeKind::added, true, "", "a");
    feed.add(feed.raw, ChangeKind::gone, true, "", "a");
    feed.add(feed.raw, ChangeKind::moved, true, "", "q", "", "a");
    feed.add(feed.raw, ChangeKind::gone, true, "", "ab");
    feed.add(feed.home, ChangeKind::gone, true, "", "a");
    const ChangePage page = feed.ask(clock, under);
    CHECK(feed.told(page) == "added /srv/raw/a/b/in\nmoved /srv/raw/a/b/was>/srv/raw/z/left\nmoved/ /srv/raw/z/d>/srv/raw/a/b/c/came\n"
                             "gone/ /srv/raw/a\nmoved/ /srv/raw/a>/srv/raw/q\n");
    CHECK(page.clock == feed.ask("").clock);  // also past what did not concern it
    CHECK(feed.ask(clock, "/srv").changes.size() == 9);
    CHECK_THROWS_AS(static_cast<void>(feed.ask(clock, "/var")), Error);
}

TEST_CASE("a clock of another catalogue or from before the history or of the future is not answered from the middle") {
    Feed feed;
    for (int i = 0; i < 9; ++i) feed.add(i % 2 == 0 ? feed.raw : feed.home, ChangeKind::added, false, "", std::to_string(i));
    const ChangePage now = feed.ask("");
    const auto clock = [&](int64_t number) { return now.clock_prefix + std::to_string(number); };
    CHECK_FALSE(feed.ask(clock(0)).fresh_instance);
    feed.database().execute("DELETE FROM change WHERE id <= 6");
    Statement(feed.database(), "INSERT INTO change_floor VALUES(?1, 6)").bind(1, feed.raw).run();
    CHECK(feed.ask(clock(5)).fresh_instance);
    CHECK(feed.ask(clock(5)).changes.empty());
    CHECK(feed.ask(clock(5)).clock == now.clock);
    CHECK_FALSE(feed.ask(clock(6)).fresh_instance);
    // The other share forgot nothing.
    CHECK_FALSE(feed.reader().get_changes(kEverybody, {clock(5), "home", std::nullopt, 10}, kNoDeadline).fresh_instance);
    CHECK(feed.ask("00ff-3").fresh_instance);
    CHECK(feed.ask(clock(10)).fresh_instance);
    for (const char* wrong : {"x", "-", "12-", "-5", "12-5x", "12--5", "zz-5", "12-99999999999999999999"})
        CHECK_THROWS_AS(static_cast<void>(feed.ask(wrong)), Error);
    // The clock does not go back when nothing is kept.
    feed.database().execute("DELETE FROM change");
    CHECK(feed.ask("").clock == now.clock);
}

TEST_CASE("a viewer is told only of his shares") {
    Feed feed;
    const std::string clock = feed.ask("").clock;
    feed.add(feed.raw, ChangeKind::added, false, "", "secret");
    feed.add(feed.home, ChangeKind::added, false, "", "mine");
    const Viewer ann{false, {"home"}};
    CHECK(feed.told(feed.ask(clock, {}, 100, ann)) == "added /srv/home/mine\n");
    CHECK_THROWS_AS(static_cast<void>(feed.ask(clock, "/srv/raw", 100, ann)), Error);
}

TEST_CASE("each share is known to have changed up to a number of its own") {
    Feed feed;
    feed.add(feed.raw, ChangeKind::added, false, "", "a");
    const auto clocks = [&](std::optional<int64_t> after, const Viewer& viewer = kEverybody) {
        const ChangeClocks found = feed.reader().get_change_clocks(viewer, after, kNoDeadline);
        std::string text = std::to_string(found.newest) + ":";
        for (const ChangeClocks::Share& share : found.moved) text += " " + share.share + " " + std::to_string(share.number);
        CHECK(feed.ask("").clock == found.clock_prefix + std::to_string(found.newest));
        return text;
    };
    CHECK(clocks({}) == "1:");
    CHECK(clocks(0) == "1: raw 1");
    feed.add(feed.home, ChangeKind::added, false, "", "b");
    feed.add(feed.raw, ChangeKind::changed, false, "", "a");
    CHECK(clocks(0).size() == std::string("3: raw 3 home 2").size());
    CHECK(clocks(2) == "3: raw 3");
    CHECK(clocks(3) == "3:");
    CHECK(clocks(0, Viewer{false, {"home"}}) == "3: home 2");
}

TEST_CASE("a filter that matches nothing of very many changes comes on all the same") {
    Feed feed;
    const std::string clock = feed.ask("").clock;
    feed.add(feed.raw, ChangeKind::added, false, "", "first");
    feed.database().execute(
        "INSERT INTO change(share_id, scan_id, at_ns, kind, is_directory, path_id, name, row_id) "
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250000) "
        "SELECT share_id, 1, at_ns, kind, 0, path_id, i, i FROM n, (SELECT * FROM change LIMIT 1)");
    feed.add(feed.raw, ChangeKind::added, false, "far", "last");
    int calls = 1;
    ChangePage page = feed.ask(clock, "/srv/raw/far");
    for (; page.more; ++calls) {
        CHECK(page.changes.empty());
        page = feed.ask(page.clock, "/srv/raw/far");
    }
    CHECK(calls == 3);
    CHECK(feed.told(page) == "added /srv/raw/far/last\n");
}
