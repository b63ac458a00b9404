#include "config/directories.hpp"

#include "base/error.hpp"
#include "base/ignore_patterns.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

using namespace tocd;
namespace fs = std::filesystem;

namespace {

std::string kind_and_message(const std::vector<std::string>& directories,
                             const std::string& catalogue = "/nowhere/c.db") {
    try {
        static_cast<void>(config_for_directories(directories, catalogue));
    } catch (const Error& error) {
        return std::string(kind_name(error.kind())) + " " + error.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("directories become shares named after their last part") {
    const TempDir dir;
    fs::create_directories(dir / "a/Data");
    fs::create_directories(dir / "b/data");
    fs::create_directories(dir / "c/data");
    fs::create_directory_symlink(dir / "c", dir / "link");

    const Config config = config_for_directories({dir / "a/Data/", dir / "b/../b/data", dir / "link/data"});

    const std::string real = fs::canonical(dir.path()).string();
    REQUIRE(config.shares.size() == 3);
    CHECK(config.shares[0].name == "data");
    CHECK(config.shares[0].path == real + "/a/Data");
    CHECK(config.shares[1].name == "data-2");
    CHECK(config.shares[1].path == real + "/b/data");
    CHECK(config.shares[2].name == "data-3");
    CHECK(config.shares[2].path == real + "/c/data");
    CHECK(config.http == HttpConfig{});
}

TEST_CASE("a directory inside another one is left out there") {
    const TempDir dir;
    fs::create_directories(dir / "a/[b]/c");
    const Config config = config_for_directories({dir / "a/[b]", dir / "a", dir / "a/[b]/c"}, "/var/lib/tocd/catalogue.db");
    CHECK(config.shares[0].exclude == std::vector<std::string>{"/c/"});
    CHECK(config.shares[1].exclude == std::vector<std::string>{"/\\[b\\]/", "/\\[b\\]/c/"});
    CHECK(config.shares[2].exclude.empty());
}

TEST_CASE("directories that are the same or none are refused") {
    const TempDir dir;
    fs::create_directories(dir / "a/b");
    std::ofstream(dir / "file").flush();

    CHECK(kind_and_message({dir / "missing"}) ==
          "not_found cannot find directory " + dir / "missing" + ": No such file or directory");
    CHECK(kind_and_message({dir / "file"}) == "invalid_argument " + dir / "file" + " is not a directory");
    CHECK(kind_and_message({dir / "a", dir / "a/."}).find("is the path of the share \"a\" too") != std::string::npos);
    CHECK(kind_and_message({"/proc"}).find("cannot be a share") != std::string::npos);
    const std::string real = fs::canonical(dir.path()).string();
    CHECK(kind_and_message({dir / "a"}, real + "/c.db") == "accepted");
    CHECK(kind_and_message({}) == "accepted");
}

TEST_CASE("a directory that holds the catalogue leaves it out") {
    const TempDir dir;
    fs::create_directories(dir / "a/st[at]e");
    const std::string real = fs::canonical(dir.path()).string();

    const Config config = config_for_directories({dir / "a"}, real + "/a/st[at]e/c.db");

    REQUIRE(config.shares[0].exclude.size() == 1);
    const IgnorePatterns patterns(config.shares[0].exclude);
    CHECK(patterns.ignores("st[at]e/c.db", false));
    CHECK(patterns.ignores("st[at]e/c.db-wal", false));
    CHECK_FALSE(patterns.ignores("st[at]e/other", false));
    CHECK_FALSE(patterns.ignores("state/c.db", false));
}
