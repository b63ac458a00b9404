#include "search/regex.hpp"
#include "search/regex_reach.hpp"
#include "search/text_match.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using namespace tocd;

TEST_CASE("what a regular expression finds reaches no further than is told") {
    CHECK(regex_reach("run_0[0-9]{3}_weld") == RegexReach::part);
    CHECK(regex_reach("(raw|export)_[a-z]+") == RegexReach::part);
    CHECK(regex_reach(R"(_(weld|magnet)\.xml$)") == RegexReach::name);
    CHECK(regex_reach(R"(\d+$)") == RegexReach::name);
    for (const char* pattern : {"a.b", "a/b", "^a", "a|b$", "a[^b]", R"(\bа)", R"(\D)", "[+-9]", "[!-~]", R"(a\x2Fb)", "(?i:a)", "(?s)a", "a$b", "[[:punct:]]", R"([\W])", R"(\pL)", R"(\Q/\E)", "(a$)", R"(a\z)"})
        CHECK_MESSAGE(regex_reach(pattern) == RegexReach::path, pattern);
}

TEST_CASE("a regular expression that stays between slashes is found in a path where it is found in one of its names") {
    static const std::vector<std::string> kPieces = {"a", "b", "[ab]", "[a-c7]", "(a|b)", "(?:b|7a)", "+", "*", "{2}", "|", "$", "\\.", "\\d", "\\w", "\\s", ".", "/", "^", "[^a]", "é", "]"};
    static const std::vector<std::string> kText = {"a", "b", "7", ".", " ", "é", "/", "B"};
    std::mt19937_64 random(9);
    size_t patterns = 0, found = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string pattern;
        for (size_t n = 1 + random() % 4; n > 0; --n) pattern += kPieces[random() % kPieces.size()];
        const RegexReach reach = regex_reach(pattern);
        if (reach == RegexReach::path || regex_problem(pattern)) continue;
        CAPTURE(pattern);
        const Regex regex(pattern);
        ++patterns;
        for (int k = 0; k < 20; ++k) {
            std::string path = "/";
            for (size_t n = random() % 12; n > 0; --n) path += kText[random() % kText.size()];
            path += "a";
            CAPTURE(path);
            bool expected = regex.finds(name_of(path));
            for (size_t at = 0; reach == RegexReach::part && at < path.size();) {
                const size_t end = std::min(path.find('/', at), path.size());
                expected = expected || regex.finds(path.substr(at, end - at));
                at = end + 1;
            }
            REQUIRE(regex.finds(path) == expected);
            found += expected ? 1 : 0;
        }
    }
    CHECK(patterns > 1000);
    CHECK(found > 1000);
}
