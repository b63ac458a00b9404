// The same patterns and the same tree for tocd and for git, which defines what they mean. Left out is where git 2.39
// itself departs from gitignore(5): "a**/b" spans folders there when only plain text stands before the stars, and in
// "**\/" the escaped slash keeps the stars from standing for no folder at all.
#include "base/error.hpp"
#include "base/ignore_patterns.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

using namespace tocd;
namespace fs = std::filesystem;

namespace {

constexpr int kRounds = 200;

// What git ignores of `paths` (which exist below `repository`), asked once with `patterns` as its .gitignore.
std::set<std::string> ignored_by_git(const std::string& repository, const std::vector<std::string>& patterns) {
    {
        std::ofstream file(repository + "/.git/info/exclude", std::ios::binary);
        for (const std::string& pattern : patterns) file << pattern << "\n";
    }
    const std::string command =
        "cd " + repository +
        " && git -c core.excludesFile=/dev/null check-ignore --no-index -z --stdin < .git/paths > .git/answer";
    const int status = std::system(command.c_str());
    REQUIRE(WIFEXITED(status));
    REQUIRE(WEXITSTATUS(status) <= 1);  // 1: none is ignored
    std::ifstream answer(repository + "/.git/answer", std::ios::binary);
    std::set<std::string> paths;
    for (std::string path; std::getline(answer, path, '\0');) paths.insert(path);
    return paths;
}

// As a walk asks: an entry below an ignored directory is never looked at.
bool ignored_by_tocd(const IgnorePatterns& patterns, const std::string& path, bool is_directory) {
    for (size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1))
        if (patterns.ignores(path.substr(0, slash), true)) return true;
    return patterns.ignores(path, is_directory);
}

bool git_departs(const std::string& pattern) {
    const size_t stars = pattern.find("**");
    return stars != std::string::npos && stars > 0 && pattern[stars - 1] != '/' && pattern[stars - 1] != '!';
}

std::string random_pattern(std::mt19937& random) {
    static const std::vector<std::string> pieces = {
        "a",   "b",   "ab",   ".a",   "*",    "**",    "***",         "?",           "/",     "/",     "/", "/**/",
        "**/", "/**", "[ab]", "[!a]", "[^b]", "[a-b]", "[[:alpha:]]", "[[:punct:]]", "[]a]",  "[a/b]", "[", "]",
        "\\",  "\\a", "\\*",  " ",    "\\ ",  "#",     "!",           "-",           "[--b]", "[[:x]"};
    std::string pattern = random() % 5 == 0 ? "!" : "";
    const size_t count = 1 + random() % 5;
    for (size_t i = 0; i < count; ++i) pattern += pieces[random() % pieces.size()];
    return pattern;
}

}  // namespace

TEST_CASE("random patterns ignore exactly what git ignores") {
    const TempDir dir;
    const std::string quiet = "cd " + dir.path() + " && git init -q . 2>&1";
    REQUIRE_MESSAGE(std::system(quiet.c_str()) == 0, "this test needs git");

    const std::vector<std::string> names = {"a", "b", "ab", ".a", "a b", "a*", "[", "-", "#a", "!a", "a]"};
    std::vector<std::pair<std::string, bool>> entries;  // path, is_directory
    for (const std::string& top : names) {
        entries.emplace_back(top, true);
        for (const std::string& middle : names) {
            const bool folder = middle.size() == 1;
            entries.emplace_back(top + "/" + middle, folder);
            if (folder)
                for (const std::string& leaf : names) entries.emplace_back(top + "/" + middle + "/" + leaf, false);
        }
    }
    std::ofstream list(dir / ".git/paths", std::ios::binary);
    for (const auto& [path, is_directory] : entries) {
        if (is_directory)
            fs::create_directory(dir / path);
        else
            std::ofstream(dir / path).flush();
        list << path << '\0';
    }
    list.close();

    std::mt19937 random(20261122);
    int with_matches = 0;
    for (int round = 0; round < kRounds; ++round) {
        std::vector<std::string> patterns;
        std::vector<std::string> understood;
        const size_t count = 1 + random() % 3;
        for (size_t i = 0; i < count; ++i) {
            do {
                patterns.resize(i);
                patterns.push_back(random_pattern(random));
            } while (git_departs(patterns.back()));
            try {
                IgnorePatterns({patterns.back()});
                understood.push_back(patterns.back());
            } catch (
                const Error&) {  // git takes it and matches nothing with it: leaving it out must not change anything
            }
        }
        std::ostringstream shown;
        for (const std::string& pattern : patterns) shown << "<" << pattern << "> ";
        CAPTURE(shown.str());

        const std::set<std::string> theirs = ignored_by_git(dir.path(), patterns);
        const IgnorePatterns ours(understood);
        if (!theirs.empty()) ++with_matches;
        for (const auto& [path, is_directory] : entries) {
            CAPTURE(path);
            CHECK(ignored_by_tocd(ours, path, is_directory) == (theirs.count(path) == 1));
        }
    }
    CHECK(with_matches > kRounds / 4);
}
