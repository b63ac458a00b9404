// A scan, or what runs of it, in one line of words; and the exit code that tells of it. Thread: any (pure).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tocd {

struct ScanSummary {
    std::string share;
    std::string outcome;  // complete, incomplete, interrupted, refused
    int64_t files = 0, size_bytes = 0, directories = 0;
    int64_t added = 0, changed = 0, gone = 0, failed = 0;
    int64_t moved = 0;    // files and directories; neither added nor gone
    int64_t held = 0;     // missed, and not gone: too many at once
    int64_t duration_ms = 0;
    std::string failure;  // why it was refused or interrupted
};

// "usr: complete, 71,234 files, 3.2 GiB in 5,432 directories, 3 added, 0 changed, 0 gone, 2.1 s"; what moved only when something did
[[nodiscard]] std::string summary_line(const ScanSummary& scan);

// 0: all complete; 1: one was refused; 3: one was incomplete or interrupted.
[[nodiscard]] int scan_exit_code(const std::vector<ScanSummary>& scans);

struct RunningScan {
    std::string share;
    std::string state;  // waiting, running, settling
    int64_t files = 0, directories_done = 0, directories_waiting = 0;
    double entries_per_second = 0;
};

// "usr 12,345 files, 678 of 900 directories, 9,876 entries/s | …" of all that run.
[[nodiscard]] std::string progress_line(const std::vector<RunningScan>& scans);

}  // namespace tocd
