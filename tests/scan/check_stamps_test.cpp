#include "scan/check_stamps.hpp"

#include "listed_share.hpp"

#include <doctest/doctest.h>

#include <cerrno>

namespace tocd {
namespace {

struct StampShare {
    ListedShare share;
    Job job;

    void know(const std::string& path) {
        DirectoryToList& item = job.directories.emplace_back();
        item.path = path;
        item.known = share.list(path).attributes;
        item.trust_stamp = true;
    }
    StampsChecked check() {
        StampCheck all;
        for (uint32_t i = 0; i < job.directories.size(); ++i) all.nodes.push_back(i);
        share.files.calls.clear();
        return check_stamps(share.files, share.files.open_root("/").value, job, all, false, system_clock());
    }
};

using Nodes = std::vector<uint32_t>;

}  // namespace

TEST_CASE("directories with their known stamps are unchanged and nothing is read in them") {
    StampShare s;
    for (const char* path : {"d", "d/e", "d/f"}) s.share.files.add_directory(path);
    s.share.files.add_file("d/e/x");
    for (const char* path : {"", "d", "d/e", "d/f"}) s.know(path);
    const StampsChecked result = s.check();
    CHECK(result.unchanged.nodes == Nodes{0, 1, 2, 3});
    CHECK(result.changed.empty());
    CHECK(s.share.count_calls("read ") == 0);
    // Nothing is opened below what was just found to be a directory.
    CHECK(s.share.count_calls("stat_below d/e") == 1);
    CHECK(s.share.count_calls("stat_below d/f") == 1);
    CHECK(s.share.count_calls("open d") == 0);
}

TEST_CASE("the parent of directories is opened once when it was not looked at or has changed") {
    StampShare s;
    for (const char* path : {"d", "d/e", "d/f", "g", "g/h"}) s.share.files.add_directory(path);
    for (const char* path : {"d/e", "d/f", "g", "g/h"}) s.know(path);
    s.share.files.touch("g");
    const StampsChecked result = s.check();
    CHECK(result.unchanged.nodes == Nodes{0, 1, 3});
    CHECK(s.share.count_calls("stat_below g/h") == 0);
    CHECK(s.share.count_calls("open d") == 1);
    CHECK(s.share.count_calls("open g") == 1);
}

TEST_CASE("a directory that was touched or replaced or cannot be seen is not unchanged") {
    StampShare s;
    for (const char* path : {"touched", "replaced", "gone", "locked"}) s.share.files.add_directory(path);
    for (const char* path : {"touched", "replaced", "gone", "locked"}) s.know(path);
    s.share.files.touch("touched");
    s.share.files.remove("replaced");
    s.share.files.add_file("replaced");
    s.share.files.remove("gone");
    s.share.files.before = [](const std::string& call, const std::string& path) {
        return call == "stat_entry" && path == "locked" ? EACCES : 0;
    };
    const StampsChecked result = s.check();
    CHECK(result.unchanged.nodes.empty());
    CHECK(result.changed == Nodes{0, 1, 2, 3});
}

TEST_CASE("what was a mount point and is none now is not unchanged") {
    StampShare s;
    s.share.files.add_directory("m");
    s.know("m");
    s.job.directories[0].known.mount_root = true;
    CHECK(s.check().changed == Nodes{0});
}

}  // namespace tocd
