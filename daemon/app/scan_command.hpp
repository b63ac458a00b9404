// `tocd scan`: one scan of some shares without HTTP, or by the daemon that holds the catalogue.
#pragma once

#include "config/config.hpp"

#include <string>
#include <vector>

namespace tocd {

struct ScanCommand {
    Config config;
    std::vector<std::string> shares;  // names; none: all
    bool full = false;                // list every directory; false: those whose times have changed, as scheduled scans do
    bool accept_root = false;
};

// Exit codes: 0 every scan complete; 1 a scan was refused; 3 something could not be read, or a scan was stopped.
// Throws Error for an unknown share and what opening the catalogue throws.
int run_scan_command(const ScanCommand& command);

// The same by asking the daemon at `address`.
int forward_scan_command(const ScanCommand& command, const std::string& address);

}  // namespace tocd
