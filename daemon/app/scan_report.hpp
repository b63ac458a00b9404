// Scans in words, for a terminal.
#pragma once

#include "model/records.hpp"

#include <string>
#include <vector>

namespace tocd {

[[nodiscard]] std::string human_size(int64_t bytes);      // "1.2 GiB"
[[nodiscard]] std::string human_count(int64_t count);     // "1,234,567"
// "usr: complete, 71,234 files, 3.2 GiB in 5,432 directories, 3 added, 0 changed, 0 gone, 2.1 s"
[[nodiscard]] std::string report_line(const ScanRecord& record);
// "usr 12,345 files, 678 directories, 9,876 entries/s" of all that run
[[nodiscard]] std::string progress_line(const std::vector<ScanProgress>& shares);
// 0, 1 or 3: see scan_command.hpp.
[[nodiscard]] int exit_code_of(const std::vector<ScanRecord>& records);

// Shows one line that is written over again and again on a terminal, and nothing elsewhere.
class TerminalLine {
public:
    TerminalLine();
    ~TerminalLine() { clear(); }
    void show(const std::string& text);
    void clear();

private:
    bool terminal_;
    bool shown_ = false;
};

}  // namespace tocd
