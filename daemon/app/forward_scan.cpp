// `tocd scan` while a daemon holds the catalogue: ask it, watch it, say what came out.
#include "app/scan_command.hpp"
#include "client/follow_scans.hpp"

#include <cstdio>

namespace tocd {

int forward_scan_command(const ScanCommand& command, const std::string& address) {
    ApiClient daemon(address);
    std::vector<std::string> names = command.shares;
    if (names.empty())
        for (const ShareConfig& share : command.config.shares) names.push_back(share.name);

    std::fprintf(stderr, "tocd: the daemon at %s holds the catalogue and scans\n", address.c_str());
    std::vector<WantedScan> wanted;
    for (const std::string& name : names) wanted.push_back({name, command.full, command.accept_root, {}});
    const Json shares = parse_answer(daemon.get("/api/v1/shares"), address);
    std::vector<ScanSummary> summaries;
    for (const EndedScan& ended : follow_scans(daemon, ask_for_scans(daemon, shares, wanted))) {
        std::printf("%s\n", summary_line(ended.summary).c_str());
        summaries.push_back(ended.summary);
    }
    return scan_exit_code(summaries);
}

}  // namespace tocd
