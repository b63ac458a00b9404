// Scans that a daemon does for us: asked for, watched, and told of when they end. Thread: one.
#pragma once

#include "client/scan_summary.hpp"
#include "client/session.hpp"

#include <string>
#include <vector>

namespace tocd {

struct WantedScan {
    std::string share;
    bool full = false;               // every directory, not only those whose times have changed
    bool accept_root = false;
    std::vector<std::string> under;  // only these directories, with all below them: absolute, bytes; none: the whole share
};

struct AskedScan {
    std::string share;
    std::string state;  // started, queued, already_running
    Json before;        // the share's last_scan as it was before it was asked for
};

// Asks for scans of shares of the answer of GET /api/v1/shares. Throws what ApiClient::post() throws;
// then the shares before the one that failed are being scanned all the same.
[[nodiscard]] std::vector<AskedScan> ask_for_scans(ApiClient& daemon, const Json& shares,
                                                   const std::vector<WantedScan>& wanted);

struct EndedScan {
    ScanSummary summary;
    Json scan;  // SCAN; null when the daemon did not scan after all (somebody withdrew the request)
};

// Waits until all have ended, with a line of progress on a terminal. In the order in which they end.
[[nodiscard]] std::vector<EndedScan> follow_scans(ApiClient& daemon, std::vector<AskedScan> asked);

}  // namespace tocd
