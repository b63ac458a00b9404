// Rows of the catalogue as the index takes them.
// Thread: that of the Database, in one read transaction.
#pragma once

#include "catalogue/database.hpp"
#include "index/directory_table.hpp"
#include "index/file_chunk.hpp"
#include "index/index_epoch.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace tocd {

[[nodiscard]] std::shared_ptr<const IndexDictionaries> read_dictionaries(Database& database);

// Adds directories `first` to `last`, ascending by id; those that are not there with share_id 0.
void read_directories(Database& database, int64_t first, int64_t last, std::vector<IndexedDirectory>& to);

// Adds the files of directories `first` to `last`, ascending by id.
void read_files(Database& database, int64_t first, int64_t last, FileChunks& to);

}  // namespace tocd
