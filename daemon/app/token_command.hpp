// `tocd token create|list|revoke`: the tokens that programs and browsers say who they are with. Works beside a running daemon, which
// knows of it at once.
// Thread: the caller's.
#pragma once

#include "config/config.hpp"
#include "model/role.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace tocd {

struct TokenCommand {
    enum class Verb { create, list, revoke };
    Verb verb = Verb::list;
    std::string name;                // create, revoke
    std::string role = "viewer";     // create
    std::vector<std::string> shares, paths;
    std::string expires = "365d";    // "0": never
};

// Prints the token of a create alone on standard output. Returns the exit code: 0, or 1 where there is no token of that name.
// Throws Error(invalid_argument) for what is no name, role, share, path or time.
[[nodiscard]] int run_token_command(const Config& config, const TokenCommand& command);

}  // namespace tocd
