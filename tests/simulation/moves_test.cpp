// Moves that the seeds found to go wrong, each as the smallest tree that shows it.
#include "feed_copy.hpp"
#include "small_share.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace tocd::simulation {
namespace {

TEST_CASE("directories that changed places keep their own children of one name") {
    for (uint64_t order = 1; order <= 40; ++order) {
        CAPTURE(order);
        SmallShare share;
        SimNode& root = *share.tree.root;
        share.make_twin(root, "a");
        share.make_twin(root, "b");
        CHECK(share.scan(ScanMode::full, order).outcome == ScanOutcome::complete);
        share.tree.exchange(root, "a", root, "b");
        const ScanRecord record = share.scan(order % 2 == 0 ? ScanMode::full : ScanMode::fast, order);
        CHECK(record.outcome == ScanOutcome::complete);
        CHECK(record.moved == 2);
        CHECK(record.added == 0);
        CHECK(record.gone == 0);
        CHECK(share.present() == "a/of b\na/same/deep/deep in b\na/same/in b\nb/of a\nb/same/deep/deep in a\nb/same/in a\n");
    }
}

TEST_CASE("directories that change places while they are scanned keep their own children") {
    uint64_t happened = 0;
    for (uint64_t moment = 1; moment <= 160; ++moment) {
        CAPTURE(moment);
        SmallShare share;
        SimNode& root = *share.tree.root;
        SimNode& a = share.make_twin(root, "a");
        share.make_twin(root, "b");
        CHECK(share.scan(ScanMode::full, moment).outcome == ScanOutcome::complete);
        share.make(a, "new", "new in a");
        uint64_t left = moment;
        share.tree.between = [&] {
            if (left == 0 || --left > 0) return;
            ++happened;
            share.tree.exchange(root, "a", root, "b");
        };
        share.scan(ScanMode::full, moment);
        share.tree.between = nullptr;
        if (left > 0) break;  // the scan was over before
        const ScanRecord record = share.scan(ScanMode::full, moment);
        CHECK(record.outcome == ScanOutcome::complete);
        CHECK(record.changed == 0);
        CHECK(share.present() == "a/of b\na/same/deep/deep in b\na/same/in b\nb/new/new in a\nb/of a\nb/same/deep/deep in a\nb/same/in a\n");
    }
    CHECK(happened > 20);
}

TEST_CASE("a directory that was taken away and comes back under another name is the same and holds what it holds now") {
    for (const bool has_birth_times : {true, false}) {
        CAPTURE(has_birth_times);
        SmallShare share(Nature{.has_birth_times = has_birth_times});
        SimNode& root = *share.tree.root;
        SimNode& away = share.make_twin(root, "away");
        share.make(root, "stays", "file");
        share.scan();
        const std::string ids = share.ids("of away");
        const NodePtr kept = share.tree.take_out(root, "away");
        CHECK(share.scan().gone == 3);
        CHECK(share.present() == "stays/file\n");

        share.tree.remove(*away.names.at("same").node, "in away");
        share.tree.add(away, "new", share.tree.make_file());
        share.tree.add(*root.names.at("stays").node, "back", kept);
        const ScanRecord record = share.scan(ScanMode::fast);
        CHECK(record.outcome == ScanOutcome::complete);
        CHECK(record.moved == 1);
        CHECK(record.added == 3);
        CHECK(record.gone == 0);
        CHECK(share.present() == "stays/back/new\nstays/back/of away\nstays/back/same/deep/deep in away\nstays/file\n");
        CHECK(share.ids("of away") == ids);
    }
}

TEST_CASE("a directory that comes back elsewhere and is listed uncleanly is there with all below it") {
    SmallShare share;
    SimNode& root = *share.tree.root;
    SimNode& away = share.make_twin(root, "away");
    SimNode& to = share.make(root, "to", "file");
    share.tree.add(away, "odd", share.tree.make_file());
    away.stat.uid = away.stat.gid = 0;  // then nothing of its own differs from what is known
    share.scan();
    const NodePtr kept = share.tree.take_out(root, "away");
    CHECK(share.scan().gone == 4);
    away.names.at("odd").stat_error = EIO;
    share.tree.add(to, "back", kept);
    const ScanRecord record = share.scan();
    CHECK(record.outcome == ScanOutcome::incomplete);
    CHECK(record.moved == 1);
    CHECK(share.present() == "to/back/of away\nto/back/same/deep/deep in away\nto/back/same/in away\nto/file\n");
}

TEST_CASE("what is below a directory that is gone is not looked for in the one that has its name") {
    for (uint64_t order = 1; order <= 40; ++order) {
        CAPTURE(order);
        SmallShare share;
        SimNode& root = *share.tree.root;
        share.make_twin(root, "a");
        SimNode& in = share.make(root, "in", "1");
        share.make_twin(in, "b");
        share.scan(ScanMode::full, order);
        share.tree.remove(root, "a");
        share.tree.move(in, "b", root, "a");
        const ScanRecord record = share.scan(ScanMode::full, order);
        CHECK(record.outcome == ScanOutcome::complete);
        CHECK(record.moved == 1);
        CHECK(record.added == 0);
        CHECK(record.gone == 3);
        CHECK(share.present() == "a/of b\na/same/deep/deep in b\na/same/in b\nin/1\n");
        CHECK(share.query("SELECT kind, name FROM change WHERE kind <> 2 ORDER BY id") == "3 a\n4 a\n");
    }
}

TEST_CASE("the feed tells which of two files that had one path has moved") {
    for (uint64_t order = 1; order <= 20; ++order) {
        CAPTURE(order);
        SmallShare share;
        SimNode& root = *share.tree.root;
        SimNode& a = share.make(root, "a", "same");
        SimNode& in = share.make(root, "in", "1");
        SimNode& out = share.make(root, "out", "2");
        share.make(in, "b", "same");
        FeedCopy copy(share.task.share, share.task.options.path);
        Database reader(share.folder / "catalogue.db", Database::Access::read);
        share.scan(ScanMode::full, order);
        CHECK(copy.follow(reader).empty());
        share.tree.move(a, "same", out, "moved");
        share.tree.remove(root, "a");
        share.tree.move(in, "b", root, "a");
        CHECK(share.scan(ScanMode::full, order).moved == 2);
        for (const std::string& difference : copy.follow(reader)) FAIL_CHECK(difference);
        CHECK(share.present() == "a/same\nin/1\nout/2\nout/moved\n");
    }
}

TEST_CASE("directories that changed places keep their own children after a scan that ended in the middle") {
    uint64_t interrupted = 0;
    for (uint64_t order = 1; order <= 12; ++order)
        for (uint64_t polls = 1; polls <= 24; ++polls) {
            CAPTURE(order);
            CAPTURE(polls);
            SmallShare share;
            SimNode& root = *share.tree.root;
            share.make_twin(share.make(root, "in", "1"), "a");
            share.make_twin(share.make(root, "out", "2"), "b");
            share.scan(ScanMode::full, order);
            const std::string ids = share.ids("in a") + share.ids("deep in a") + share.ids("in b") + share.ids("deep in b");
            share.tree.exchange(*root.names.at("in").node, "a", *root.names.at("out").node, "b");
            share.dies_at_poll = polls;
            interrupted += share.scan(ScanMode::full, order).outcome == ScanOutcome::interrupted ? 1 : 0;
            share.dies_at_poll.reset();
            CHECK(share.scan(ScanMode::full, order).outcome == ScanOutcome::complete);
            CHECK(share.ids("in a") + share.ids("deep in a") + share.ids("in b") + share.ids("deep in b") == ids);
            CHECK(share.present() == "in/1\nin/a/of b\nin/a/same/deep/deep in b\nin/a/same/in b\nout/2\nout/b/of a\n"
                                     "out/b/same/deep/deep in a\nout/b/same/in a\n");
        }
    CHECK(interrupted > 20);
}

TEST_CASE("the name that a directory left may be a mount point by then and is shown as one") {
    for (const ScanMode mode : {ScanMode::full, ScanMode::fast}) {
        SmallShare share;
        SimNode& root = *share.tree.root;
        SimNode& from = share.make(root, "from", "1");
        SimNode& to = share.make(root, "to", "2");
        share.make(from, "x", "3");
        share.scan();
        const NodePtr away = share.tree.take_out(from, "x");
        share.make(from, "x", "under the mount").mounted = true;
        CHECK(share.scan().outcome == ScanOutcome::incomplete);
        share.tree.add(to, "y", away);
        const ScanRecord record = share.scan(mode);
        CHECK(record.moved == 1);
        CHECK(record.skipped_mounts == 1);
        CHECK(share.present() == "from/1\nto/2\nto/y/3\n");
        CHECK(share.query("SELECT name, state FROM directories WHERE parent_id = (SELECT id FROM directories WHERE name = 'from')") == "x failed\n");
    }
}

// Each change happens at its moment of a scan, or between that and the next, which finds a quiet tree.
void change_at(SmallShare& share, const std::vector<std::pair<uint64_t, std::function<void()>>>& changes) {
    uint64_t moment = 0;
    share.tree.between = [&] {
        ++moment;
        for (const auto& [when, act] : changes)
            if (when == moment) act();
    };
    const ScanRecord record = share.scan();
    share.tree.between = nullptr;
    if (record.outcome == ScanOutcome::complete) CHECK(record.files == share.model.present_files_listed());
    for (const auto& [when, act] : changes)
        if (when > moment) act();
    CHECK(share.scan().outcome == ScanOutcome::complete);
}

TEST_CASE("a directory that is renamed after it changed in the same scan keeps what is known of it") {
    for (uint64_t moment = 1; moment <= 60; ++moment)
        for (const bool back : {false, true}) {
            CAPTURE(moment);
            SmallShare share;
            SimNode& root = *share.tree.root;
            SimNode& from = share.make(root, back ? "z" : "a", "1");
            SimNode& to = share.make(root, back ? "a" : "z", "2");
            SimNode& moved = share.make(from, "x", "in x");
            share.scan();
            const std::string ids = share.ids("in x");
            const auto grow = [&] { share.tree.add(moved, "new", share.tree.make_file()); };
            const auto rename = [&] { share.tree.move(from, "x", to, "y"); };
            change_at(share, {{moment, rename}, {moment + 3, grow}});
            CHECK(share.ids("in x") == ids);
        }
}

TEST_CASE("directories that are renamed and made anew in the middle of a scan are counted once") {
    for (uint64_t first = 1; first <= 40; first += 3)
        for (uint64_t second = 1; second <= 60; second += 3) {
            CAPTURE(first);
            CAPTURE(second);
            SmallShare share;
            SimNode& root = *share.tree.root;
            SimNode& to = share.make(root, "to", "0");
            SimNode& inner = share.make(share.make(share.make(root, "outer", "1"), "middle", "2"), "inner", "3");
            share.make(inner, "deep", "4");
            share.scan();
            SimNode& middle = *inner.parent;
            const auto rename_inner = [&] { share.tree.move(middle, "inner", middle, "other"); };
            const auto make_anew = [&] {
                share.tree.remove(inner, "deep");
                share.make(inner, "deep", "4");
            };
            const auto rename_outer = [&] { share.tree.move(root, "outer", to, "outer"); };
            change_at(share, {{first, rename_inner}, {second, rename_outer}, {second + 5, make_anew}});
            CHECK(share.present() == "to/0\nto/outer/1\nto/outer/middle/2\nto/outer/middle/other/3\nto/outer/middle/other/deep/4\n");
        }
}

TEST_CASE("a file that a scan finds and misses later on did not move onto itself") {
    int64_t planned_again = 0;
    for (uint64_t first = 1; first <= 40; ++first)
        for (uint64_t second = first; second <= first + 12; second += 3) {
            CAPTURE(first);
            CAPTURE(second);
            SmallShare share;
            SimNode& root = *share.tree.root;
            SimNode& to = share.make(root, "z", "0");
            SimNode& directory = share.make(share.make(root, "a", "1"), "d", "2");
            share.scan();
            share.tree.add(directory, "new", share.tree.make_file());
            const auto rename = [&] { share.tree.move(root, "a", to, "a"); };
            const auto remove = [&] { share.tree.remove(directory, "new"); };
            change_at(share, {{first, rename}, {second, remove}});
            CHECK(share.query("SELECT count(*), '' FROM file_move") == "0 \n");
            planned_again += share.query("SELECT name, '' FROM files WHERE name = 'new'").empty() ? 0 : 1;
        }
    CHECK(planned_again > 20);
}

TEST_CASE("a directory that one listing misses and a later one of the same scan shows again is not gone") {
    uint64_t moved = 0;
    for (uint64_t first = 1; first <= 30; ++first)
        for (uint64_t second = first + 1; second <= 40; second += 2) {
            CAPTURE(first);
            CAPTURE(second);
            SmallShare share;
            SimNode& root = *share.tree.root;
            SimNode& from = share.make(root, "a", "1");
            SimNode& inner = share.make(from, "x", "in x");
            share.make(inner, "deep", "in deep");
            share.scan();
            const std::string ids = share.ids("in x") + share.ids("in deep");
            NodePtr kept;
            const auto take_out = [&] { kept = share.tree.take_out(from, "x"); };
            const auto put_back = [&] {
                share.tree.move(root, "a", root, "b");
                share.tree.add(from, "x", kept);
                moved += 1;
            };
            change_at(share, {{first, take_out}, {second, put_back}});
            CHECK(share.ids("in x") + share.ids("in deep") == ids);
            CHECK(share.present() == "b/1\nb/x/deep/in deep\nb/x/in x\n");
        }
    CHECK(moved > 100);
}

}  // namespace
}  // namespace tocd::simulation
