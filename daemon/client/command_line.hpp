// What the words after `toc` ask for.
#pragma once

#include "client/commands.hpp"

#include <chrono>
#include <string>
#include <variant>

namespace tocd {

struct TocCommand {
    struct Shares {
        std::vector<std::string> names;
    };
    std::variant<FindRequest, FacetsRequest, DatasetsRequest, ExportRequest, ListRequest, UsageRequest, StatsRequest, ChangesRequest, Shares, ScanRequest, ExplainRequest, ChangedRequest> request;
    std::string server;  // --server; empty: choose_address()
    std::chrono::milliseconds patience = std::chrono::seconds(60);
    Look look;
    bool quiet = false;
    bool proceed = true;  // false: help, version or a mistake was printed
    int exit_code = 0;
};

// Prints help, version and mistakes itself; asks whether standard output is a terminal. Throws Error(invalid_argument)
// for a path that can be none.
[[nodiscard]] TocCommand parse_toc_command(int argc, const char* const* argv);

}  // namespace tocd
