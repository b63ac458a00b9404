#include "base/ignore_patterns.hpp"

#include "base/error.hpp"

#include <doctest/doctest.h>

using tocd::Error;
using tocd::glob_matches;
using tocd::glob_problem;
using tocd::IgnorePatterns;

namespace {

bool ignores(std::vector<std::string> patterns, std::string_view path, bool is_directory = false) {
    return IgnorePatterns(patterns).ignores(path, is_directory);
}

}  // namespace

TEST_CASE("a pattern without a slash is matched against the last name at any depth") {
    CHECK(ignores({"*.tmp"}, "a.tmp"));
    CHECK(ignores({"*.tmp"}, "deep/down/a.tmp"));
    CHECK(ignores({"core"}, "deep/core", true));
    CHECK_FALSE(ignores({"core"}, "core2"));
    CHECK_FALSE(ignores({"*.tmp"}, "a.tmp.gz"));
    CHECK(ignores({"*"}, ".hidden"));
}

TEST_CASE("a slash at the start or inside ties a pattern to the top") {
    CHECK(ignores({"/build"}, "build", true));
    CHECK_FALSE(ignores({"/build"}, "sub/build", true));
    CHECK(ignores({"doc/*.txt"}, "doc/a.txt"));
    CHECK_FALSE(ignores({"doc/*.txt"}, "doc/sub/a.txt"));
    CHECK_FALSE(ignores({"doc/*.txt"}, "x/doc/a.txt"));
}

TEST_CASE("a slash at the end means directories only") {
    CHECK(ignores({"cache/"}, "deep/cache", true));
    CHECK_FALSE(ignores({"cache/"}, "deep/cache", false));
    CHECK(ignores({"/a/b/"}, "a/b", true));
}

TEST_CASE("two stars between slashes stand for any number of folders") {
    CHECK(ignores({"**/foo/bar"}, "foo/bar"));
    CHECK(ignores({"**/foo/bar"}, "x/y/foo/bar"));
    CHECK(ignores({"a/**/b"}, "a/b"));
    CHECK(ignores({"a/**/b"}, "a/x/y/b"));
    CHECK_FALSE(ignores({"a/**/b"}, "a/x/y/c"));
    CHECK(ignores({"abc/**"}, "abc/x/y"));
    CHECK_FALSE(ignores({"abc/**"}, "abc", true));
    CHECK(ignores({"**"}, "any/thing"));
    CHECK_FALSE(ignores({"/x**y"}, "xa/by"));
    CHECK(ignores({"x**y"}, "xaby"));
}

TEST_CASE("the last pattern that matches decides and an exclamation mark takes back") {
    CHECK_FALSE(ignores({"*.log", "!keep.log"}, "keep.log"));
    CHECK(ignores({"!keep.log", "*.log"}, "keep.log"));
    CHECK(ignores({"*.log", "!keep.log", "/keep.log"}, "keep.log"));
}

TEST_CASE("comments and blank patterns say nothing and backslashes make literal") {
    CHECK_FALSE(ignores({"", "   ", "# *", "!", "/"}, "# *"));
    CHECK(ignores({"\\#x"}, "#x"));
    CHECK(ignores({"\\!x"}, "!x"));
    CHECK(ignores({"x   "}, "x"));
    CHECK(ignores({"x\\ "}, "x "));
    CHECK(ignores({"\\*"}, "*"));
    CHECK_FALSE(ignores({"\\*"}, "a"));
    CHECK_FALSE(IgnorePatterns({"", "# nothing"}).concern(true));
    CHECK(IgnorePatterns({"x"}).concern(false));
    CHECK(IgnorePatterns({"x/"}).concern(true));
    CHECK_FALSE(IgnorePatterns({"x/"}).concern(false));
}

TEST_CASE("sets know ranges and classes and never match a slash") {
    CHECK(glob_matches("[a-c]x[!a-c]", "bxd"));
    CHECK(glob_matches("[^a]", "b"));
    CHECK(glob_matches("[]]", "]"));
    CHECK(glob_matches("[a-]", "-"));
    CHECK(glob_matches("[[:digit:]x][[:upper:]]", "xQ"));
    CHECK(glob_matches("[\\]]", "]"));
    CHECK(glob_matches("[a/b]c", "bc"));
    CHECK_FALSE(glob_matches("a[!x]b", "a/b"));
    CHECK_FALSE(glob_matches("a[/]b", "a/b"));
    CHECK_FALSE(glob_matches("a?b", "a/b"));
}

TEST_CASE("names are bytes and one question mark is one byte") {
    CHECK(glob_matches("\xFF*", "\xFF\xFE"));
    CHECK(glob_matches("??", "\xC3\xA9"));
    CHECK(glob_matches("[\x80-\xFF]", "\xC3"));
}

TEST_CASE("a malformed pattern is refused by name and matches nothing") {
    for (const std::string pattern : {"a[b", "a\\", "[[:nope:]]", "[]", "x/[a-"}) {
        CAPTURE(pattern);
        CHECK_FALSE(glob_problem(pattern).empty());
        CHECK_FALSE(glob_matches(pattern, pattern));
        try {
            IgnorePatterns patterns({"fine", pattern});
            FAIL("accepted");
        } catch (const Error& error) {
            CHECK(error.kind() == tocd::ErrorKind::invalid_argument);
            CHECK(std::string(error.what()).find("\"" + pattern + "\"") != std::string::npos);
        }
    }
    CHECK_FALSE(glob_problem(std::string_view("a\0b", 3)).empty());
    CHECK(glob_problem("a[b]\\[**/?").empty());
}

TEST_CASE("many stars and brackets cost no more than the product of the lengths") {
    // With a recursive matcher this does not end within a lifetime; ctest's timeout would tell.
    std::string stars;
    std::string folders;
    for (int i = 0; i < 200; ++i) {
        stars += "a*";
        folders += "**/a*/";
    }
    CHECK_FALSE(glob_matches(stars + "b", std::string(4000, 'a')));
    std::string path = "a";
    for (int i = 0; i < 2000; ++i) path += "/a";
    CHECK_FALSE(glob_matches(folders + "b", path));
    CHECK(glob_matches(folders + "a", path));
    CHECK_FALSE(glob_matches(std::string(16000, '['), path));
}
