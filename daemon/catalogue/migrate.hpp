// Brings the catalogue's schema up to this program's: numbered .sql files, forward only, one transaction each.
#pragma once

#include "base/embedded.hpp"
#include "catalogue/database.hpp"

#include <span>

namespace tocd {

// The schema version that this program reads and writes: the highest number among embedded_schema().
[[nodiscard]] int32_t newest_schema_version();

// Applies the files "NNNN_name.sql" above PRAGMA user_version, in order; an empty file gets them all. A kill in
// between leaves the version before. Throws Error(invalid_argument) when the database is newer than the files,
// and Error(internal) when the files are not numbered 1, 2, 3 … .
void migrate(Database& database, std::span<const Embedded> files = embedded_schema());

// For connections that read: throws Error(invalid_argument) when `database` is newer than this program, and
// Error(conflict) when it is older.
void check_schema_version(Database& database);

}  // namespace tocd
