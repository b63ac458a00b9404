// Rows of `change` as ChangeRecords.
// Thread: that of the Statement's Database.
#pragma once

#include "catalogue/read_call.hpp"
#include "catalogue/statement.hpp"
#include "model/records.hpp"

#include <string>
#include <string_view>

namespace tocd {

// A SELECT over `change c`; its second column is the share's id.
[[nodiscard]] std::string select_changes(std::string_view condition);

// The row on which such a statement stands. `share`: the one of its second column.
[[nodiscard]] ChangeRecord change_at(const Statement& row, const ShareRow& share);

// What a change's number stands behind in its clock. Throws Error(corrupt) when the catalogue has none.
[[nodiscard]] std::string clock_prefix(Database& database);

}  // namespace tocd
