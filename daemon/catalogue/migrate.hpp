// Brings the catalogue's schema up to this program's: numbered .sql files, forward only, all in one transaction.
#pragma once

#include "base/embedded.hpp"
#include "catalogue/database.hpp"

#include <span>

namespace tocd {

// The schema version that this program reads and writes: the highest number among embedded_schema().
[[nodiscard]] int32_t newest_schema_version();

// Applies the files "NNNN_name.sql" above PRAGMA user_version, in order; an empty file gets them all. Whatever goes wrong in
// between leaves the version that was there, which the tocd before can open. Throws Error(invalid_argument) when the database is
// newer than the files, Error(internal) when the files are not numbered 1, 2, 3 …, and what a step fails with (NoRoom on a full
// disk), which then names the step.
void migrate(Database& database, std::span<const Embedded> files = embedded_schema());

// For connections that read: throws Error(invalid_argument) when `database` is newer than this program, and
// Error(conflict) when it is older.
void check_schema_version(Database& database);

}  // namespace tocd
