// Compares the catalogue's public views, row by row and column by column, with the model; adds up every total anew.
// Thread: that of the Database.
#pragma once

#include "catalogue/database.hpp"
#include "model.hpp"

#include <string>
#include <vector>

namespace tocd::simulation {

// Readable differences, the first ten; none: they agree.
using Differences = std::vector<std::string>;

[[nodiscard]] Differences compare_rows(Database& database, const std::string& share, const Model& model);
[[nodiscard]] Differences compare_totals(Database& database, const std::string& share, const Model& model);

// What must hold whatever happened: no row without its owner, states, ordinals, unique names, no scan still running.
[[nodiscard]] Differences check_references(Database& database);

// After a quiet scan nothing waits for another one, except below mounts that no scan goes into, and what is `held`.
[[nodiscard]] Differences check_nothing_left(Database& database, const std::string& share, bool held);

// Every column of every file row, with details, as one number: equal when nothing was written anew.
[[nodiscard]] uint64_t file_table_fingerprint(Database& database);
[[nodiscard]] int64_t count_rows(Database& database, const std::string& sql);

// The name that the system knows for every second account.
[[nodiscard]] std::string account_name(uint32_t id);

// Bytes as a person can read them in a message.
[[nodiscard]] std::string readable(std::string_view bytes);

}  // namespace tocd::simulation
