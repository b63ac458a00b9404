// What went wrong in SQLite, as tocd's Error.
#pragma once

#include "base/error.hpp"

#include <string_view>

struct sqlite3;

namespace tocd {

// Throws NoRoom (base/no_room) for a full disk, else Error. corrupt: damaged or no database; limit: interrupted or too big;
// unavailable: busy, full, I/O, permission, memory; else internal. `doing` names the act: "reading the catalogue". The text
// has SQLite's message and the remedy.
[[noreturn]] void throw_sqlite_error(std::string_view doing, std::string_view path, int code, std::string_view message);
// The same for the last failed call on `handle`.
[[noreturn]] void throw_sqlite_error(std::string_view doing, std::string_view path, sqlite3* handle);

}  // namespace tocd
