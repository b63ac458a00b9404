// What the real daemon says of a catalogue that it cannot bring up to date, or that is of a later one.
#include "app/site.hpp"
#include "catalogue/database.hpp"
#include "catalogue/migrate.hpp"

#include <doctest/doctest.h>

#include <csignal>

using namespace tocd;

namespace {

bool says(const ProgramResult& result, const std::string& part) { return result.output.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a daemon that cannot bring its catalogue up to date says at which step and why and leaves it as it was") {
    const Site site;
    const std::string path = site.folder / "state/catalogue.db";
    {
        Database database(path, Database::Access::write);
        migrate(database, embedded_schema().first(3));
        database.execute("CREATE TABLE unreadable_directory(is_in_the_way)");
    }
    const ProgramResult result = run_program(site.command({}));
    CHECK(result.exit_code == 1);
    CHECK_MESSAGE(says(result, "from schema 3 to " + std::to_string(newest_schema_version()) + ", at 0004_insight.sql"), result.output);
    CHECK_MESSAGE(says(result, "unreadable_directory already exists"), result.output);
    CHECK_MESSAGE(says(result, "it is as it was"), result.output);
    {
        Database database(path, Database::Access::write);
        CHECK(database.read_integer("PRAGMA user_version") == 3);
        migrate(database, embedded_schema().first(3));  // as the tocd before does
        database.execute("DROP TABLE unreadable_directory");
    }
    BackgroundProgram daemon(site.command({}));
    (void)url_of(daemon);
    daemon.send(SIGTERM);
    CHECK(daemon.wait().exit_code == 0);
}

TEST_CASE("a daemon refuses a catalogue of a later one with both versions and the remedy") {
    const Site site;
    const std::string path = site.folder / "state/catalogue.db";
    {
        Database database(path, Database::Access::write);
        migrate(database);
        database.execute("PRAGMA user_version=7001");
    }
    for (const std::initializer_list<std::string> words : {std::initializer_list<std::string>{}, {"scan"}}) {
        const ProgramResult result = run_program(site.command(words));
        CHECK(result.exit_code != 0);
        CHECK_MESSAGE(says(result, "has schema 7001, this tocd knows up to " + std::to_string(newest_schema_version())), result.output);
        CHECK_MESSAGE(says(result, "install the newer tocd again"), result.output);
        CHECK_MESSAGE(says(result, path), result.output);
    }
    Database database(path, Database::Access::read);
    CHECK(database.read_integer("PRAGMA user_version") == 7001);
}
