// The daemon: everything wired together on one libuv loop, from the config to SIGTERM.
#pragma once

#include "config/config.hpp"

#include <string>

namespace tocd {

struct DaemonOptions {
    Config config;
    std::string config_path;          // read again on SIGHUP; empty: there is none
    bool scan_all_at_start = false;   // whatever the schedule says
};

// Serves until SIGTERM or SIGINT; gives the exit code. Throws Error when it cannot start (catalogue in use, address
// taken …). A second signal while it stops ends the process at once.
int run_daemon(DaemonOptions options);

}  // namespace tocd
