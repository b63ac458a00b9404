// The tables of record keys, for the schemas.
#pragma once

#include "http/field.hpp"
#include "model/facets.hpp"
#include "model/records.hpp"

namespace tocd {

[[nodiscard]] std::span<const Field<FileRecord>> file_fields();
[[nodiscard]] std::span<const Field<DirectoryRecord>> directory_fields();
[[nodiscard]] std::span<const Field<Dataset>> dataset_fields();  // without types and owners
[[nodiscard]] std::span<const Field<ScanRecord>> scan_fields();
[[nodiscard]] std::span<const Field<ScanError>> scan_error_fields();
[[nodiscard]] std::span<const Field<ScanProgress>> progress_fields();  // without levels
[[nodiscard]] std::span<const Field<LevelProgress>> level_fields();
[[nodiscard]] std::span<const Field<ShareRecord>> share_fields();  // without last_scan, held and progress
[[nodiscard]] std::span<const Field<HeldRemovals>> held_fields();
[[nodiscard]] std::span<const Field<Totals>> total_fields();
[[nodiscard]] std::span<const Field<TopRow>> top_fields();
[[nodiscard]] std::span<const Field<ChangeRecord>> change_fields();  // without clock

}  // namespace tocd
