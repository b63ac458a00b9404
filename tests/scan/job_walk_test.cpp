#include "scan/job_walk.hpp"

#include "base/error.hpp"
#include "scan/job_ledger.hpp"
#include "scripted_file_system.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <set>

using namespace tocd;

namespace {

struct Walked {
    std::vector<Listing> frames;             // in the order in which they were sent
    std::map<uint32_t, std::string> paths;   // of nodes, as the receiver works them out
    JobDone done;
    std::set<std::string> listed() const {
        std::set<std::string> result;
        for (const Listing& frame : frames) result.insert(paths.at(frame.node));
        return result;
    }
};

// A tree of `width` directories per directory, `depth` levels below the root, one file in each.
void plant(ScriptedFileSystem& files, const std::string& path, int width, int depth) {
    files.add_file(path.empty() ? "f" : path + "/f");
    for (int i = 0; depth > 0 && i < width; ++i) {
        const std::string child = (path.empty() ? "" : path + "/") + "d" + std::to_string(i);
        files.add_directory(child);
        plant(files, child, width, depth - 1);
    }
}

// Walks with `in_air` steps handed out at a time, given back in turn; checks every frame like the daemon does.
Walked walk(ScriptedFileSystem& files, Job job, size_t in_air = 1, const Clock& clock = ScriptedClock(), bool keep_open = true) {
    Walked result;
    for (size_t i = 0; i < job.directories.size(); ++i) result.paths[static_cast<uint32_t>(i)] = job.directories[i].path;
    JobLedger ledger(job);
    const IgnorePatterns nothing{{}};
    const ListingRules rules{nothing};
    const ListingKey key(job.hash_key[0], job.hash_key[1]);
    JobWalk walk(std::move(job), clock);
    const DirectoryPtr root = files.open_root("/").value;
    ListingScratch scratch;
    std::vector<ListingTask> tasks;
    for (;;) {
        while (tasks.size() < in_air) {
            std::optional<ListingTask> task = walk.step();
            if (!task) break;
            tasks.push_back(std::move(*task));
        }
        if (tasks.empty()) break;
        ListingTask task = std::move(tasks.front());
        tasks.erase(tasks.begin());
        CHECK_FALSE(walk.over());
        list_directory(files, root, task, rules, key, clock, scratch, [&](Listing& frame, const DirectoryPtr& opened) {
            walk.listed(task, frame, keep_open ? opened : nullptr);
            ledger.take(frame);
            uint32_t child = frame.first_child_node;
            for (const Entry& entry : frame.entries) {
                if (child == 0 || entry.type != EntryType::directory) continue;
                const std::string& parent = result.paths.at(frame.node);
                result.paths[child++] = (parent.empty() ? "" : parent + "/") + std::string(entry.name);
            }
            CHECK(result.paths.at(frame.node) == task.path);
            result.frames.push_back(std::move(frame));
        });
    }
    CHECK(walk.over());
    result.done = walk.done();
    ledger.end(result.done);
    return result;
}

Job job_for(std::vector<std::string> paths, bool descend = true) {
    Job job;
    job.id = 9;
    for (std::string& path : paths) {
        DirectoryToList& directory = job.directories.emplace_back();
        directory.path = std::move(path);
        directory.descend = descend;
    }
    return job;
}

}  // namespace

TEST_CASE("a walk within its budget lists the whole tree and leaves nothing over") {
    for (const size_t in_air : {size_t{1}, size_t{5}}) {
        for (const bool keep_open : {true, false}) {
            ScriptedFileSystem files;
            plant(files, "", 3, 3);
            const Walked walked = walk(files, job_for({""}), in_air, ScriptedClock(), keep_open);
            CHECK(walked.frames.size() == 1 + 3 + 9 + 27);
            CHECK(walked.listed().size() == 40);
            CHECK(walked.done.left_over.empty());
            CHECK(files.open_now == 0);
        }
    }
}

TEST_CASE("a walk does not go below items that do not say so") {
    ScriptedFileSystem files;
    plant(files, "", 2, 2);
    const Walked walked = walk(files, job_for({"", "d1"}, false));
    CHECK(walked.listed() == std::set<std::string>{"", "d1"});
    for (const Listing& frame : walked.frames) CHECK(frame.first_child_node == 0);
}

TEST_CASE("when the budget of entries is spent the rest is left over and every item is listed all the same") {
    ScriptedFileSystem files;
    plant(files, "", 4, 3);
    Job job = job_for({"d0", "d1", "d2", "d3"});
    job.max_entries = 20;
    const Walked walked = walk(files, job);

    const std::set<std::string> listed = walked.listed();
    for (const char* item : {"d0", "d1", "d2", "d3"}) CHECK(listed.count(item) == 1);
    CHECK(listed.size() < 20);
    CHECK_FALSE(walked.done.left_over.empty());
    // What was announced was either listed or left over, never both.
    for (const uint32_t node : walked.done.left_over) CHECK(listed.count(walked.paths.at(node)) == 0);
    CHECK(listed.size() + walked.done.left_over.size() == walked.paths.size());
}

TEST_CASE("a budget of nothing lists the items only and announces no child") {
    ScriptedFileSystem files;
    plant(files, "", 2, 2);
    Job job = job_for({"", "d0"});
    job.max_entries = 0;
    const Walked walked = walk(files, job);
    CHECK(walked.listed() == std::set<std::string>{"", "d0"});
    CHECK(walked.done.left_over.empty());
}

TEST_CASE("the budget of time ends the walk as well") {
    ScriptedFileSystem files;
    plant(files, "", 3, 4);
    ScriptedClock clock;
    clock.step_ns = 1'000'000;
    Job job = job_for({""});
    job.max_ms = 60;
    const Walked walked = walk(files, job, 2, clock);
    CHECK(walked.frames.size() > 2);
    CHECK(walked.frames.size() < 60);
    CHECK_FALSE(walked.done.left_over.empty());
}

TEST_CASE("a chain of empty directories spends the budget too") {
    ScriptedFileSystem files;
    std::string path;
    for (int depth = 0; depth < 200; ++depth) {
        path += path.empty() ? "d" : "/d";
        files.add_directory(path);
    }
    Job job = job_for({""});
    job.max_entries = 50;
    CHECK(walk(files, job).frames.size() <= 50);
}

TEST_CASE("children of a directory that fails are not announced and the walk goes on") {
    ScriptedFileSystem files;
    plant(files, "", 3, 2);
    files.before = [](const std::string& call, const std::string& path) { return call == "open" && path == "d1" ? EACCES : 0; };
    const Walked walked = walk(files, job_for({""}), 3);
    CHECK(walked.listed().size() == 1 + 3 + 6);
    CHECK(walked.done.left_over.empty());
}

TEST_CASE("the youngest directory is listed first so that few wait") {
    ScriptedFileSystem files;
    plant(files, "", 2, 3);
    const Walked walked = walk(files, job_for({""}));
    std::vector<std::string> order;
    for (const Listing& frame : walked.frames) order.push_back(walked.paths.at(frame.node));
    CHECK(order[0] == "");
    CHECK(order[1] == "d0");
    CHECK(order[2] == "d0/d0");
    CHECK(order[3] == "d0/d0/d0");
    CHECK(order[4] == "d0/d0/d1");
}

TEST_CASE("the ledger refuses what an engine must not send") {
    ScriptedFileSystem files;
    plant(files, "", 2, 1);
    const Walked walked = walk(files, job_for({""}));
    const Listing& root = walked.frames[0];
    const Listing& child = walked.frames[1];
    const auto refused = [&](auto act) {
        JobLedger ledger(job_for({""}));
        CHECK_THROWS_AS(act(ledger), Error);
    };
    refused([&](JobLedger& ledger) { ledger.take(child); });  // before its parent announced it
    refused([&](JobLedger& ledger) {
        ledger.take(root);
        ledger.take(root);
    });
    refused([&](JobLedger& ledger) {
        Listing listing = root;
        listing.first_child_node = 2;  // 1 is next
        ledger.take(listing);
    });
    refused([&](JobLedger& ledger) {
        ledger.take(root);
        ledger.take(child);
        ledger.end({9, {}});  // the other child was not answered
    });
    refused([&](JobLedger& ledger) {
        ledger.take(root);
        ledger.take(child);
        ledger.end({9, {1, 2}});  // one of these was answered
    });
    refused([&](JobLedger& ledger) { ledger.end({9, {0}}); });  // an item is never left over
    refused([&](JobLedger& ledger) {
        ledger.take(root);
        ledger.end({9, {1, 1}});
    });
    refused([&](JobLedger& ledger) {
        Listing part = root;
        part.kind = ListingKind::part;
        part.first_child_node = 0;
        ledger.take(part);
        Listing failed = root;
        failed.kind = ListingKind::failed;
        failed.first_child_node = 0;
        ledger.take(failed);  // the part has no end
    });
    const auto refused_below_known = [&] {
        JobLedger ledger(job_for({""}, false));
        ledger.take(root);
    };
    CHECK_THROWS_AS(refused_below_known(), Error);
}
