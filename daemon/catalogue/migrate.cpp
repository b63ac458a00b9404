#include "catalogue/migrate.hpp"

#include "base/error.hpp"
#include "base/no_room.hpp"
#include "base/text.hpp"

#include <charconv>
#include <string>

namespace tocd {
namespace {

// "0001_catalogue.sql" -> 1. Numbers without a gap: a hole means that a file is missing from the build.
int32_t number_of(const Embedded& file, int32_t expected) {
    int32_t number = 0;
    const auto [end, error] = std::from_chars(file.path.data(), file.path.data() + file.path.size(), number);
    if (error != std::errc() || end == file.path.data() + file.path.size() || *end != '_' || number != expected)
        throw Error(ErrorKind::internal,
                    "schema file " + std::string(file.path) + " should have number " + std::to_string(expected));
    return number;
}

int32_t newest_of(std::span<const Embedded> files) {
    int32_t newest = 0;
    for (const Embedded& file : files) newest = number_of(file, newest + 1);
    return newest;
}

Error newer_database(const std::string& path, int64_t version, int32_t newest) {
    return Error(ErrorKind::invalid_argument, "catalogue " + display_text(path) + " has schema " + std::to_string(version) +
                                          ", this tocd knows up to " + std::to_string(newest) +
                                          "; install the newer tocd again, or name another catalogue file");
}

}  // namespace

int32_t newest_schema_version() { return newest_of(embedded_schema()); }

void migrate(Database& database, std::span<const Embedded> files) {
    const int32_t newest = newest_of(files);
    const int64_t version = database.read_integer("PRAGMA user_version");
    if (version > newest) throw newer_database(database.path(), version, newest);
    if (version == newest) return;
    std::string_view step;
    const auto failure = [&](const Error& error) {
        return "catalogue " + display_text(database.path()) + " cannot be brought from schema " + std::to_string(version) + " to " + std::to_string(newest) +
               ", at " + std::string(step) + ": " + error.what() +
               (version == 0 ? "" : "; it is as it was, and the tocd before this one can go on with it");
    };
    try {
        Transaction transaction(database, Transaction::Kind::write);
        for (int64_t next = version + 1; next <= newest; ++next) {
            step = files[static_cast<size_t>(next) - 1].path;
            database.execute(files[static_cast<size_t>(next) - 1].bytes);
        }
        database.execute("PRAGMA user_version=" + std::to_string(newest));
        step = "the commit";
        transaction.commit();
    } catch (const NoRoom& error) {
        throw NoRoom(failure(error));
    } catch (const Error& error) {
        throw Error(error.kind(), failure(error));
    }
}

void check_schema_version(Database& database) {
    const int32_t newest = newest_schema_version();
    const int64_t version = database.read_integer("PRAGMA user_version");
    if (version > newest) throw newer_database(database.path(), version, newest);
    if (version < newest)
        throw Error(ErrorKind::conflict, "catalogue " + display_text(database.path()) + " has schema " +
                                             std::to_string(version) + ", this tocd needs " + std::to_string(newest) +
                                             "; start the daemon once, it brings it up to date");
}

}  // namespace tocd
