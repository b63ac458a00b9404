#include "catalogue/database.hpp"
#include "base/error.hpp"
#include "catalogue/lock.hpp"
#include "catalogue/place.hpp"
#include "catalogue/statement.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <sys/stat.h>
#include <unistd.h>
#include <filesystem>
#include <fstream>

using namespace tocd;

namespace {

ErrorKind kind_of_opening(const std::string& path, Database::Access access) {
    try {
        Database database(path, access);
    } catch (const Error& error) {
        INFO(error.what());
        CHECK(std::string(error.what()).find(path) != std::string::npos);
        return error.kind();
    }
    return ErrorKind::cancelled;  // which opening never says
}

void write_file(const std::string& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

}  // namespace

TEST_CASE("opening for writing makes the folder and a file for the owner and group only") {
    TempDir dir;
    const std::string path = dir / "new/folder/catalogue.db";

    Database database(path, Database::Access::write);

    struct stat file {};
    struct stat folder {};
    REQUIRE(::stat(path.c_str(), &file) == 0);
    REQUIRE(::stat((dir / "new/folder").c_str(), &folder) == 0);
    CHECK((file.st_mode & 0137) == 0);
    CHECK((folder.st_mode & 027) == 0);
    CHECK(database.read_integer("PRAGMA page_size") == 16384);
    CHECK(database.read_integer("PRAGMA application_id") == kApplicationId);
    CHECK(database.read_integer("PRAGMA synchronous") == 1);
    CHECK(database.read_integer("PRAGMA wal_autocheckpoint") == 0);
    CHECK(database.read_integer("PRAGMA mmap_size") == 0);
    Statement mode(database, "PRAGMA journal_mode");
    REQUIRE(mode.step());
    CHECK(mode.bytes(0) == "wal");
}

TEST_CASE("a folder that cannot be made is named with the reason") {
    TempDir dir;
    write_file(dir / "file", "x");

    CHECK(kind_of_opening(dir / "file/catalogue.db", Database::Access::write) == ErrorKind::unavailable);
}

TEST_CASE("a directory and another program and no database at all are refused and stay as they are") {
    TempDir dir;
    CHECK(kind_of_opening(dir.path(), Database::Access::write) == ErrorKind::invalid_argument);

    {
        Database foreign(dir / "foreign.db", Database::Access::write);
        foreign.execute("PRAGMA application_id=1234; CREATE TABLE t(x)");
    }
    CHECK(kind_of_opening(dir / "foreign.db", Database::Access::write) == ErrorKind::invalid_argument);
    CHECK(kind_of_opening(dir / "foreign.db", Database::Access::read) == ErrorKind::invalid_argument);

    const std::string text(5000, 'x');
    write_file(dir / "text.db", text);
    CHECK(kind_of_opening(dir / "text.db", Database::Access::write) == ErrorKind::corrupt);
    std::ifstream again(dir / "text.db");
    CHECK(std::string(std::istreambuf_iterator<char>(again), {}) == text);
}

TEST_CASE("names that SQLite takes for more than a file are only files") {
    TempDir dir;
    const std::string here = std::filesystem::current_path();
    std::filesystem::current_path(dir.path());
    {
        Database memory(":memory:", Database::Access::write);
        Database uri("file:x?mode=memory", Database::Access::write);
    }
    std::filesystem::current_path(here);

    CHECK(std::filesystem::exists(dir / ":memory:"));
    CHECK(std::filesystem::exists(dir / "file:x?mode=memory"));
    CHECK(kind_of_opening("", Database::Access::write) == ErrorKind::invalid_argument);
}

TEST_CASE("network file systems are known by their numbers and local ones are not") {
    CHECK(network_file_system(0x6969) == "nfs");
    CHECK(network_file_system(0xFF534D42) == "cifs");
    CHECK(network_file_system(0xFE534D42) == "smb2");
    CHECK(network_file_system(0xEF53).empty());      // ext4
    CHECK(network_file_system(0x01021994).empty());  // tmpfs
    CHECK(network_file_system(0x58465342).empty());  // xfs
}

TEST_CASE("a reader cannot write and a missing catalogue is not created by it") {
    TempDir dir;
    const std::string path = dir / "catalogue.db";
    CHECK(kind_of_opening(path, Database::Access::read) == ErrorKind::unavailable);
    CHECK(!std::filesystem::exists(path));

    Database writer(path, Database::Access::write);
    writer.execute("CREATE TABLE t(x); INSERT INTO t VALUES(1)");
    Database reader(path, Database::Access::read);

    CHECK(reader.read_integer("SELECT x FROM t") == 1);
    CHECK_THROWS_AS(reader.execute("INSERT INTO t VALUES(2)"), Error);
    CHECK_THROWS_AS(reader.execute("ATTACH '/tmp/other.db' AS other"), Error);
}

TEST_CASE("a checkpoint empties the log once no reader needs it") {
    TempDir dir;
    Database writer(dir / "catalogue.db", Database::Access::write);
    writer.execute("CREATE TABLE t(x); INSERT INTO t VALUES(1)");
    Database reader(dir / "catalogue.db", Database::Access::read);

    {
        Transaction snapshot(reader, Transaction::Kind::read);
        CHECK(reader.read_integer("SELECT count(*) FROM t") == 1);
        writer.execute("INSERT INTO t VALUES(2)");
        const Database::Wal held = writer.checkpoint(Database::Checkpoint::passive);
        CHECK(held.copied < held.pages);
        CHECK(reader.read_integer("SELECT count(*) FROM t") == 1);
    }

    writer.checkpoint(Database::Checkpoint::truncate);
    CHECK(std::filesystem::file_size(dir / "catalogue.db-wal") == 0);
    CHECK(reader.read_integer("SELECT count(*) FROM t") == 2);
}

TEST_CASE("a transaction that is left without commit leaves nothing") {
    TempDir dir;
    Database database(dir / "catalogue.db", Database::Access::write);
    database.execute("CREATE TABLE t(x)");

    {
        Transaction lost(database, Transaction::Kind::write);
        database.execute("INSERT INTO t VALUES(1)");
    }
    CHECK(database.read_integer("SELECT count(*) FROM t") == 0);

    Transaction kept(database, Transaction::Kind::write);
    database.execute("INSERT INTO t VALUES(1)");
    kept.commit();
    CHECK(database.read_integer("SELECT count(*) FROM t") == 1);
}

TEST_CASE("a statement gives back bytes exactly and forgets its parameters at the end of its use") {
    TempDir dir;
    Database database(dir / "catalogue.db", Database::Access::write);
    database.execute("CREATE TABLE t(a, b, c, d) ");
    const std::string bytes("\xff\0x", 3);
    const std::string_view insert = "INSERT INTO t VALUES(?1, ?2, ?3, ?4)";

    Statement(database, insert).bind(1, UINT64_MAX).bind_text(2, {}).bind_blob(3, bytes).bind_name(4, "\xfe").run();
    Statement(database, insert).run();

    Statement rows(database, "SELECT a, b, c, d, typeof(b), typeof(d) FROM t ORDER BY rowid");
    REQUIRE(rows.step());
    CHECK(static_cast<uint64_t>(rows.integer(0)) == UINT64_MAX);
    CHECK(rows.bytes(4) == "text");
    CHECK(rows.bytes(2) == bytes);
    CHECK(rows.bytes(3) == "\xfe");
    CHECK(rows.bytes(5) == "blob");
    REQUIRE(rows.step());
    CHECK(!rows.optional_integer(0));
    CHECK(rows.is_null(3));
    CHECK(!rows.step());
}

TEST_CASE("one statement may be in use twice at the same time") {
    TempDir dir;
    Database database(dir / "catalogue.db", Database::Access::write);
    database.execute("CREATE TABLE t(x); INSERT INTO t VALUES(1), (2)");

    Statement outer(database, "SELECT x FROM t ORDER BY x");
    REQUIRE(outer.step());
    Statement inner(database, "SELECT x FROM t ORDER BY x");
    REQUIRE(inner.step());
    REQUIRE(inner.step());
    CHECK(inner.integer(0) == 2);
    CHECK(outer.integer(0) == 1);
}

TEST_CASE("a damaged catalogue is called corrupt") {
    TempDir dir;
    const std::string path = dir / "catalogue.db";
    {
        Database database(path, Database::Access::write);
        database.execute(
            "CREATE TABLE t(x); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 50000) "
            "INSERT INTO t SELECT randomblob(20) FROM n");
        database.checkpoint(Database::Checkpoint::truncate);
    }
    {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(16384);
        file << std::string(16384, '\xff');
    }

    Database database(path, Database::Access::read);
    try {
        static_cast<void>(database.read_integer("SELECT count(*) FROM t WHERE x = 1"));
        FAIL("the damage was not noticed");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::corrupt);
    }
}

TEST_CASE("a transaction that could not be rolled back is ended by the next one") {
    const TempDir folder;
    Database database(folder / "catalogue.db", Database::Access::write);
    database.execute("CREATE TABLE t(n INTEGER)");
    const auto refuse = [](void*, int action, const char*, const char*, const char*, const char*) {
        return action == SQLITE_TRANSACTION ? SQLITE_DENY : SQLITE_OK;
    };
    {
        const Transaction lost(database, Transaction::Kind::write);
        database.execute("INSERT INTO t VALUES(1)");
        sqlite3_set_authorizer(database.handle(), refuse, nullptr);  // as when there is no memory
    }
    CHECK(database.in_transaction());
    CHECK_THROWS_AS(database.begin(Database::Begin::write), Error);
    sqlite3_set_authorizer(database.handle(), nullptr, nullptr);
    Transaction next(database, Transaction::Kind::write);
    database.execute("INSERT INTO t VALUES(2)");
    next.commit();
    CHECK(database.read_integer("SELECT sum(n) FROM t") == 2);
}
