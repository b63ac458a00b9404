// Rows of `change` as ChangeRecords.
// Thread: that of the Statement's Database.
#pragma once

#include "catalogue/read_call.hpp"
#include "catalogue/statement.hpp"
#include "model/records.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tocd {

// A SELECT over `change c`; its second column is the share's id.
[[nodiscard]] std::string select_changes(std::string_view condition);

// The row on which such a statement stands. `share`: the one of its second column.
[[nodiscard]] ChangeRecord change_at(const Statement& row, const ShareRow& share);

// The change as the viewer sees it: what comes from where he does not see is added, what goes there is gone. None: it is not for him.
[[nodiscard]] std::optional<ChangeRecord> seen_change(const ReadCall& call, ChangeRecord change);

// What a change's number stands behind in its clock. Throws Error(corrupt) when the catalogue has none.
[[nodiscard]] std::string clock_prefix(Database& database);

}  // namespace tocd
