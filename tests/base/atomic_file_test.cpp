#include "base/atomic_file.hpp"

#include "base/error.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <fstream>
#include <sstream>

namespace tocd {
namespace {

std::string read(const std::string& path) {
    std::ostringstream out;
    out << std::ifstream(path).rdbuf();
    return out.str();
}

}  // namespace

TEST_CASE("a file is the older one until the new one is complete") {
    TempDir folder;
    const std::string path = folder / "table.csv";
    std::ofstream(path) << "old";
    std::ofstream(folder / ".table.csv.part") << "what a crash has left, and longer than the new text";
    {
        AtomicFile file(path);
        file.write("new");
        CHECK(read(path) == "old");
        CHECK_THROWS_WITH_AS(AtomicFile{path}, (path + " is being written by another process").c_str(), Error);
    }
    CHECK(read(path) == "old");
    CHECK(access((folder / ".table.csv.part").c_str(), F_OK) != 0);
    AtomicFile file(path);
    file.write("new");
    file.commit();
    CHECK(read(path) == "new");
    AtomicFile(path).write("thrown away");
    CHECK(read(path) == "new");
}

TEST_CASE("what is no regular file is not replaced and a link is followed") {
    TempDir folder;
    mkfifo((folder / "pipe").c_str(), 0600);
    CHECK_THROWS_AS(AtomicFile{folder / "pipe"}, Error);
    CHECK_THROWS_AS(AtomicFile{folder.path()}, Error);
    std::ofstream(folder / "real") << "old";
    REQUIRE(symlink("real", (folder / "link").c_str()) == 0);
    AtomicFile file(folder / "link");
    file.write("new");
    file.commit();
    CHECK(read(folder / "real") == "new");
    // Whoever may write in the directory cannot lead us to another file.
    REQUIRE(symlink("real", (folder / ".trap.part").c_str()) == 0);
    CHECK_THROWS_AS(AtomicFile{folder / "trap"}, Error);
    CHECK(read(folder / "real") == "new");
}

}  // namespace tocd
