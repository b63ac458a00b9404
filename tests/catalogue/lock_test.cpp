#include "catalogue/lock.hpp"
#include "base/error.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <fstream>

using namespace tocd;

TEST_CASE("a second lock on a catalogue is refused and names the process that holds it") {
    TempDir dir;
    const std::string path = dir / "catalogue.db";
    CatalogueLock lock(path);

    try {
        CatalogueLock second(path);
        FAIL("two hold it");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::conflict);
        CHECK(std::string(error.what()).find("is in use by tocd (pid " + std::to_string(::getpid()) + ")") !=
              std::string::npos);
        CHECK(std::string(error.what()).find(path) != std::string::npos);
    }
}

TEST_CASE("a link to a catalogue comes to the same lock") {
    TempDir dir;
    CatalogueLock first(dir / "catalogue.db");
    std::ofstream(dir / "catalogue.db").put(' ');
    REQUIRE(::symlink((dir / "catalogue.db").c_str(), (dir / "other.db").c_str()) == 0);

    CHECK_THROWS_AS(CatalogueLock(dir / "other.db"), Error);
}

TEST_CASE("a second name of a catalogue's file is refused also when the file was made under the lock") {
    TempDir dir;
    CatalogueLock first(dir / "catalogue.db");
    std::ofstream(dir / "catalogue.db").put(' ');
    first.hold_file();
    first.hold_file();  // is no conflict with itself
    REQUIRE(::link((dir / "catalogue.db").c_str(), (dir / "other.db").c_str()) == 0);

    CHECK_THROWS_WITH_AS(CatalogueLock(dir / "other.db"), doctest::Contains("under another name"), Error);
    const CatalogueLock unrelated(dir / "third.db");
}

TEST_CASE("the holder is known with its address while it lives and not after") {
    TempDir dir;
    const std::string path = dir / "new/catalogue.db";
    CHECK(!catalogue_holder(path));
    {
        CatalogueLock lock(path);
        REQUIRE(catalogue_holder(path));
        CHECK(catalogue_holder(path)->pid == ::getpid());
        CHECK(catalogue_holder(path)->address.empty());

        lock.publish("http://127.0.0.1:8420");
        CHECK(catalogue_holder(path)->address == "http://127.0.0.1:8420");
        lock.publish("unix:/x");
        CHECK(catalogue_holder(path)->address == "unix:/x");
    }
    CHECK(!catalogue_holder(path));
    CatalogueLock again(path);
    CHECK(catalogue_holder(path)->address.empty());
}

TEST_CASE("the lock of a killed process is free") {
    TempDir dir;
    const std::string path = dir / "catalogue.db";
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        CatalogueLock lock(path);
        static_cast<void>(!::write(ready[1], "x", 1));
        ::pause();
        ::_exit(0);
    }
    char byte = 0;
    REQUIRE(::read(ready[0], &byte, 1) == 1);
    REQUIRE(catalogue_holder(path));
    CHECK(catalogue_holder(path)->pid == child);
    CHECK_THROWS_AS(CatalogueLock{path}, Error);

    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    CHECK(!catalogue_holder(path));
    CatalogueLock lock(path);
    ::close(ready[0]);
    ::close(ready[1]);
}
