// Scans of this process in words, for a terminal: client/scan_summary.hpp says them for a daemon's as well.
#pragma once

#include "client/terminal.hpp"
#include "model/records.hpp"

#include <string>
#include <vector>

namespace tocd {

// "usr: complete, 71,234 files, 3.2 GiB in 5,432 directories, 3 added, 0 changed, 0 gone, 2.1 s"
[[nodiscard]] std::string report_line(const ScanRecord& record);
// "usr 12,345 files, 678 directories, 9,876 entries/s" of all that run
[[nodiscard]] std::string progress_line(const std::vector<ScanProgress>& shares);
// 0, 1 or 3: see scan_command.hpp.
[[nodiscard]] int exit_code_of(const std::vector<ScanRecord>& records);

}  // namespace tocd
