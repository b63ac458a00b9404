// Rows of `directory` and `pending_directory`, with their totals, as DirectoryRecords.
// Thread: that of its ReadCall.
#pragma once

#include "catalogue/directory_paths.hpp"
#include "catalogue/read_call.hpp"
#include "model/records.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tocd {

// `id` as in FoundDirectory: pending when < 0; 0 = the root of a share that has no row yet. Its totals are those that the viewer
// sees. Throws Error(not_found) when there is none for him.
[[nodiscard]] DirectoryRecord read_directory(ReadCall& call, const ShareRow& share, int64_t id,
                                             const std::string& path);

// Child directories in the query's order, from query.offset on at most query.limit + 1 of them (one more
// tells that the limit cut).
// Pending ones belong to them unless only gone ones are asked for.
[[nodiscard]] std::vector<DirectoryRecord> read_children(ReadCall& call, const ShareRow& share, int64_t parent_id,
                                                         const std::string& parent_path, const DirectoryQuery& query);

// The order of two directories as the query asks it; for lists that do not come from one statement.
[[nodiscard]] bool comes_before(const DirectoryRecord& a, const DirectoryRecord& b, const DirectoryQuery& query);

}  // namespace tocd
