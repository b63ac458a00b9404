#include "model/sight.hpp"

#include "base/text.hpp"

#include <doctest/doctest.h>

using namespace tocd;

namespace {

std::string seen(const Viewer& viewer, const std::string& path) {
    const Sight sight(viewer);
    switch (sight.seen(sight.at(path))) {
        case Sight::Seen::nothing: return "nothing";
        case Sight::Seen::passage: return "passage";
        case Sight::Seen::all: return "all";
    }
    return "";
}

}  // namespace

TEST_CASE("a hidden path hides itself and all below it and nothing else") {
    const Viewer viewer{.hidden = {"/srv/a/b", "/srv/c/"}};
    for (const char* path : {"/srv/a/b", "/srv/a/b/x/y", "/srv/c", "//srv//c/d"}) CHECK(seen(viewer, path) == "nothing");
    for (const char* path : {"/", "/srv", "/srv/a", "/srv/a/bc", "/srv/a/c", "/other"}) CHECK(seen(viewer, path) == "all");
    CHECK(Sight::is_decided(Sight(viewer).at("/srv/a/c")));
    CHECK_FALSE(Sight::is_decided(Sight(viewer).at("/srv/a")));
    CHECK(seen({.hidden = {"/"}}, "/srv") == "nothing");
}

TEST_CASE("only some paths show themselves and the way to them") {
    const Viewer viewer{.hidden = {"/srv/a/b/c", "/srv/z"}, .only = {"/srv/a/b", "/srv/z/y"}};
    CHECK(seen(viewer, "/srv") == "passage");
    CHECK(seen(viewer, "/srv/a") == "passage");
    CHECK(seen(viewer, "/srv/a/b") == "all");
    CHECK(seen(viewer, "/srv/a/b/d") == "all");
    CHECK(seen(viewer, "/srv/a/b/c") == "nothing");
    CHECK(seen(viewer, "/srv/a/x") == "nothing");
    CHECK(seen(viewer, "/srv/z") == "nothing");
    CHECK(seen(viewer, "/srv/z/y") == "nothing");
    CHECK(seen({.hidden = {"/srv/a"}, .only = {"/srv/a/b"}}, "/srv") == "nothing");
}

TEST_CASE("names that are not UTF-8 are compared by their bytes") {
    const Viewer viewer{.hidden = {"/srv/\xFF"}};
    CHECK(Sight(viewer).shows("/srv/\xFE"));
    CHECK_FALSE(Sight(viewer).shows("/srv/\xFF"));
    CHECK(Sight(viewer).shows("/srv/" + display_text("\xFF")));
}

TEST_CASE("a hidden share is none for him also when it is one of his") {
    const Viewer viewer{.sees_all = false, .shares = {"a", "b"}, .hidden_shares = {"b"}};
    CHECK(is_for(viewer, "a"));
    CHECK_FALSE(is_for(viewer, "b"));
    CHECK_FALSE(is_for(viewer, "c"));
    CHECK_FALSE(sees_share(viewer, "b", "/b"));
    CHECK(is_for({.hidden_shares = {"b"}}, "c"));
}

TEST_CASE("viewers have the same key when they see the same") {
    CHECK(viewer_key({}).empty());
    CHECK(viewer_key({.hidden = {"/a", "/b"}}) == viewer_key({.hidden = {"/b", "/a"}}));
    CHECK(viewer_key({.hidden = {"/a"}}) != viewer_key({.only = {"/a"}}));
    CHECK(viewer_key({.sees_all = false}) != viewer_key({}));
    CHECK(viewer_key({.hidden_shares = {"a"}}) != viewer_key({}));
    CHECK(viewer_key({.hidden_shares = {"a"}}) != viewer_key({.sees_all = false, .shares = {"a"}}));
    CHECK(viewer_key({.hidden = {"/a", "/b"}}) != viewer_key({.hidden = {"/ah2:/b"}}));
}
