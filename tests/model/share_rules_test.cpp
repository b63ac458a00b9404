#include "model/share_rules.hpp"

#include "base/error.hpp"

#include <doctest/doctest.h>

using namespace tocd;

namespace {

ShareRules rules() {
    ShareRules rules;
    rules.share = "data";
    rules.path = "/srv/data";
    rules.exclude_snapshots = {".snapshot/"};
    rules.exclude = {"*.tmp", "/build/", "!keep.tmp"};
    return rules;
}

}  // namespace

TEST_CASE("a path that no pattern matches is in") {
    const Explanation plain = explain_path(rules(), "/srv/data/a/b.dat", false);
    CHECK(plain.included);
    CHECK(plain.reason == "no pattern matches");
    CHECK(plain.pattern.empty());
    CHECK(explain_path(rules(), "/srv/data", true).reason == "it is the root of share data");
    CHECK(explain_path(rules(), "/srv/data/build", false).included);  // a file: the pattern is of directories
}

TEST_CASE("the pattern and its list and the path that decides are named") {
    const Explanation file = explain_path(rules(), "/srv/data/a/x.tmp", false);
    CHECK_FALSE(file.included);
    CHECK(file.pattern == "*.tmp");
    CHECK(file.list == "exclude");
    CHECK(file.at == "/srv/data/a/x.tmp");
    CHECK(file.reason == "the pattern \"*.tmp\" of exclude leaves it out");

    const Explanation below = explain_path(rules(), "/srv/data/home/.snapshot/daily/f", false);
    CHECK_FALSE(below.included);
    CHECK(below.list == "exclude_snapshots");
    CHECK(below.at == "/srv/data/home/.snapshot");
    CHECK(below.reason == "the pattern \".snapshot/\" of exclude_snapshots leaves out /srv/data/home/.snapshot");

    const Explanation kept = explain_path(rules(), "/srv/data/keep.tmp", false);
    CHECK(kept.included);
    CHECK(kept.pattern == "!keep.tmp");
    CHECK(kept.reason == "the pattern \"!keep.tmp\" of exclude takes it in");
    // Nothing below an excluded directory comes back in.
    CHECK_FALSE(explain_path(rules(), "/srv/data/build/keep.tmp", false).included);
}

TEST_CASE("what is not below the share is not found") {
    for (const char* path : {"/srv", "/srv/database", "/etc/x", ""}) CHECK_THROWS_AS((void)explain_path(rules(), path, false), Error);
    ShareRules root;
    root.path = "/";
    root.exclude = {"/proc"};
    CHECK_FALSE(explain_path(root, "/proc/1", true).included);
    CHECK(explain_path(root, "/", true).included);
}
