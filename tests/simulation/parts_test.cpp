// Scans of parts, and removals that were held, that the seeds found to go wrong, each as the smallest tree that shows it.
#include "small_share.hpp"

#include <doctest/doctest.h>

#include <string>

namespace tocd::simulation {
namespace {

TEST_CASE("the name that a directory left before a scan of its new place is forgotten when what held it does not show it") {
    for (const bool is_file : {false, true}) {
        CAPTURE(is_file);
        SmallShare share({}, std::chrono::minutes(10));
        SimNode& root = *share.tree.root;
        SimNode& from = share.make(root, "from", "1");
        SimNode& to = share.make(root, "to", "2");
        share.make(from, "x", "3");
        share.scan();
        share.tree.move(from, "x", to, "y");
        if (is_file) share.tree.add(from, "x", share.tree.make_file());
        CHECK(share.scan_parts({{"to", true}}).moved == 1);
        CHECK(share.present() == std::string("from/1\n") + (is_file ? "from/x\n" : "") + "to/2\nto/y/3\n");
        CHECK(share.query("SELECT name, state FROM directories WHERE name IN ('x', 'y')") == "y listed\n");
    }
}

TEST_CASE("what is in a directory that was missed and is back is looked at when a part scan is asked for it") {
    for (const std::string path : {"d", "d/same", "d/same/deep"}) {
        CAPTURE(path);
        SmallShare share;
        SimNode& root = *share.tree.root;
        SimNode& d = share.make_twin(root, "d");
        share.make(root, "stays", "1");
        share.task.rules.hold_files = 1;
        share.scan();
        const NodePtr kept = share.tree.take_out(root, "d");
        CHECK(share.scan().held == 3);
        share.tree.add(*d.names.at("same").node->names.at("deep").node, "new", share.tree.make_file());
        share.tree.add(root, "d", kept);
        const ScanRecord record = share.scan_parts({{path, true}});
        CHECK(record.outcome == ScanOutcome::complete);
        CHECK(record.added == 1);
        CHECK(share.present() == "d/of d\nd/same/deep/deep in d\nd/same/deep/new\nd/same/in d\nstays/1\n");
    }
}

TEST_CASE("what an earlier scan did not come to in a directory that a part scan finds moved is looked at") {
    uint64_t left_over = 0;
    for (uint64_t polls = 1; polls <= 16; ++polls) {
        CAPTURE(polls);
        SmallShare share;
        SimNode& root = *share.tree.root;
        SimNode& d = share.make(share.make(root, "in", "1"), "d", "2");
        share.scan();
        share.make_twin(d, "new");
        share.dies_at_poll = polls;
        share.scan();
        share.dies_at_poll.reset();
        left_over += share.query("SELECT name, '' FROM pending_directory") == "new \n" ? 1 : 0;
        share.tree.move(*root.names.at("in").node, "d", *root.names.at("in").node, "e");
        CHECK(share.scan_parts({{"in/e/new", true}}).outcome == ScanOutcome::complete);
        CHECK(share.present() == "in/1\nin/e/2\nin/e/new/of new\nin/e/new/same/deep/deep in new\nin/e/new/same/in new\n");
    }
    CHECK(left_over > 0);
}

TEST_CASE("a directory without files does not wait alone when a second scan agrees with what was held") {
    SmallShare share;
    SimNode& root = *share.tree.root;
    share.make(root, "stays", "1");
    for (const char* name : {"2", "3", "4"}) share.tree.add(root, name, share.tree.make_file());
    share.tree.add(root, "empty", share.tree.make_directory());
    share.task.rules.hold_files = 1;
    share.scan();
    for (const char* name : {"2", "3", "4"}) share.tree.remove(root, name);
    CHECK(share.scan().held == 3);
    share.clock.advance(24 * 3600 * kNsPerSecond);
    share.tree.remove(root, "empty");
    const ScanRecord record = share.scan();
    CHECK(record.held == 0);
    CHECK(record.gone == 3);
    CHECK(share.present() == "stays/1\n");
    CHECK(share.query("SELECT state, '' FROM directories WHERE name = 'empty'") == "gone \n");
}

TEST_CASE("an emptied or exchanged root is confirmed by no number of scans however far apart") {
    for (const bool exchanged : {false, true}) {
        CAPTURE(exchanged);
        SmallShare share;
        share.make_twin(*share.tree.root, "d");
        share.task.rules.hold_files = 0;
        share.scan();
        const std::string before = share.present();
        const NodePtr root = share.tree.root;
        auto names = root->names;
        if (exchanged) share.tree.root = share.tree.make_directory();
        else root->names.clear();
        for (const ScanMode mode : {ScanMode::full, ScanMode::fast, ScanMode::full, ScanMode::full}) {
            share.clock.advance(48 * 3600 * kNsPerSecond);
            CHECK(share.scan(mode).outcome == ScanOutcome::refused);
            CHECK(share.scan_parts({{"d", true}}).outcome == ScanOutcome::refused);
            CHECK(share.present() == before);
        }
        share.tree.root = root;
        root->names = std::move(names);
        CHECK(share.scan().gone == 0);
        CHECK(share.present() == before);
    }
}

TEST_CASE("of two directories that left one name the one that is held does not get it back after an interrupted scan") {
    uint64_t interrupted = 0;
    for (uint64_t polls = 1; polls <= 24; ++polls) {
        CAPTURE(polls);
        SmallShare share;
        SimNode& root = *share.tree.root;
        SimNode& in = share.make(root, "in", "1");
        SimNode& other = share.make(root, "other", "2");
        SimNode& held = share.make(in, "d", "3");
        for (const char* name : {"4", "5"}) share.tree.add(held, name, share.tree.make_file());
        share.make(other, "e", "in e");
        share.make(other, "f", "in f");
        share.task.rules.hold_files = 1;
        share.scan();
        share.tree.remove(in, "d");
        share.tree.move(other, "e", in, "d");
        CHECK(share.scan().held == 3);
        share.tree.exchange(in, "d", other, "f");
        share.dies_at_poll = polls;
        interrupted += share.scan().outcome == ScanOutcome::interrupted ? 1 : 0;
        share.dies_at_poll.reset();
        const ScanRecord record = share.scan();
        CHECK(record.outcome == ScanOutcome::complete);
        CHECK(record.held >= 3);
        CHECK(share.query("SELECT name, count(*) FROM directories WHERE state = 'listed' GROUP BY name, parent_id HAVING name = 'd'") == "d 1\n");
    }
    CHECK(interrupted > 3);
}

}  // namespace
}  // namespace tocd::simulation
