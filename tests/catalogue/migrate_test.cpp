#include "catalogue/migrate.hpp"
#include "base/error.hpp"
#include "catalogue/reader.hpp"
#include "catalogue/statement.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <functional>

using namespace tocd;

namespace {

// What `.schema` of the sqlite3 shell prints: every CREATE statement, in the order they were made.
std::string schema_of(Database& database) {
    Statement rows(database, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid");
    std::string all;
    while (rows.step()) all += rows.text(0) + ";\n";
    return all;
}

std::string message_of(const std::function<void()>& act, ErrorKind kind) {
    try {
        act();
    } catch (const Error& error) {
        CHECK(error.kind() == kind);
        return error.what();
    }
    FAIL("no error");
    return "";
}

constexpr std::array<Embedded, 3> kSteps = {
    Embedded{"0001_first.sql", "CREATE TABLE a(x);"},
    Embedded{"0002_second.sql", "CREATE TABLE b(x); INSERT INTO a VALUES(2);"},
    Embedded{"0003_broken.sql", "CREATE TABLE c(x); INSERT INTO nowhere VALUES(1);"}};

}  // namespace

TEST_CASE("an empty file gets the schema of the golden dump") {
    TempDir dir;
    Database database(dir / "catalogue.db", Database::Access::write);

    migrate(database);

    CHECK(database.read_integer("PRAGMA user_version") == newest_schema_version());
    std::ifstream file(TOCD_GOLDEN "/schema.sql");
    const std::string golden(std::istreambuf_iterator<char>(file), {});
    const std::string schema = schema_of(database);
    if (schema != golden) {
        const std::string actual = std::filesystem::current_path() / "schema.sql.new";
        std::ofstream(actual) << schema;
        FAIL_CHECK("the schema is not that of tests/golden/schema.sql. If that is meant: mv "
                   << actual << " "
                   << TOCD_GOLDEN "/schema.sql (and a released schema changes only by a new file in schema/)");
    }
}

TEST_CASE("the schema is sound and migrating again changes nothing") {
    TempDir dir;
    Database database(dir / "catalogue.db", Database::Access::write);
    migrate(database);
    database.execute("INSERT INTO share(name, path, hash_key_low, hash_key_high) VALUES('a', '/a', 1, 1)");

    migrate(database);

    CHECK(database.read_integer("SELECT count(*) FROM share") == 1);
    Statement check(database, "PRAGMA integrity_check");
    REQUIRE(check.step());
    CHECK(check.bytes(0) == "ok");
    CHECK(database.read_integer("SELECT count(*) FROM pragma_foreign_key_check") == 0);
    CHECK(database.read_integer("SELECT count(*) FROM files") == 0);
    CHECK(database.read_integer("SELECT count(*) FROM directories") == 0);
}

TEST_CASE("steps above the stored version are applied in order and a broken one leaves what was there and is named") {
    TempDir dir;
    Database database(dir / "catalogue.db", Database::Access::write);
    migrate(database, std::span(kSteps).first(1));
    CHECK(database.read_integer("PRAGMA user_version") == 1);

    const std::string said = message_of([&] { migrate(database, kSteps); }, ErrorKind::internal);

    for (const char* part : {"from schema 1 to 3", "at 0003_broken.sql", "nowhere", "it is as it was"})
        CHECK_MESSAGE(said.find(part) != std::string::npos, said);
    CHECK(database.read_integer("PRAGMA user_version") == 1);
    CHECK(database.read_integer("SELECT count(*) FROM a") == 0);
    CHECK(database.read_integer("SELECT count(*) FROM sqlite_schema WHERE name IN ('b', 'c')") == 0);
    migrate(database, std::span(kSteps).first(1));  // as the tocd before does
    migrate(database, std::span(kSteps).first(2));
    CHECK(database.read_integer("SELECT x FROM a") == 2);
}

TEST_CASE("a gap or a wrong order in the numbers is a mistake of the build") {
    TempDir dir;
    Database database(dir / "catalogue.db", Database::Access::write);
    const std::array<Embedded, 2> gap = {kSteps[0], kSteps[2]};
    CHECK(message_of([&] { migrate(database, gap); }, ErrorKind::internal).find("0003_broken.sql") !=
          std::string::npos);
    const std::array<Embedded, 1> nameless = {Embedded{"first.sql", "CREATE TABLE a(x)"}};
    message_of([&] { migrate(database, nameless); }, ErrorKind::internal);
    CHECK(schema_of(database).empty());
}

TEST_CASE("a newer catalogue is refused with both numbers and left alone") {
    TempDir dir;
    const std::string path = dir / "catalogue.db";
    Database database(path, Database::Access::write);
    migrate(database);
    database.execute("PRAGMA user_version=7001");

    const std::string writer = message_of([&] { migrate(database); }, ErrorKind::invalid_argument);
    CHECK(writer.find("7001") != std::string::npos);
    CHECK(writer.find(std::to_string(newest_schema_version())) != std::string::npos);
    CHECK(writer.find(path) != std::string::npos);
    message_of([&] { Reader reader(path); }, ErrorKind::invalid_argument);
    CHECK(database.read_integer("PRAGMA user_version") == 7001);
}

TEST_CASE("a reader does not read a catalogue that still has to be migrated") {
    TempDir dir;
    const std::string path = dir / "catalogue.db";
    Database database(path, Database::Access::write);

    CHECK(message_of([&] { Reader reader(path); }, ErrorKind::conflict).find("start the daemon") != std::string::npos);
}
