// What the words after `tocd` ask for.
#pragma once

#include "app/token_command.hpp"
#include "config/config.hpp"

#include <string>
#include <vector>

namespace tocd {

struct CommandLine {
    enum class Action { serve, run_directories, scan, explain, token, check, print, print_example, print_schema, print_reference };
    Action action = Action::serve;
    std::string config_path = "/etc/tocd/tocd.yaml";
    std::vector<std::string> names;    // scan: shares; run: directories; explain: paths
    std::vector<std::string> listen;   // run
    std::string anonymous;             // run: http.anonymous; empty: its default
    TokenCommand token;
    std::string state;                 // run: where the catalogue lies; empty: $XDG_STATE_HOME/tocd
    std::string reference;             // which one to print: config, config-man or api
    bool full = false;                 // scan
    bool accept_root = false;
    bool proceed = true;               // false: help, version or a mistake was printed
    int exit_code = 0;
};

// Prints help, version and mistakes itself.
[[nodiscard]] CommandLine parse_command_line(int argc, const char* const* argv);

// The configuration of `tocd run DIR…`: defaults, a share per directory, the catalogue in `state` (left out of the
// share that it may lie in). Throws Error(not_found) for a directory that does not exist.
[[nodiscard]] Config config_of_run(const CommandLine& command);

}  // namespace tocd
