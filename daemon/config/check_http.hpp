// Whether the addresses and names of the http section are well-formed; nothing is resolved or bound.
// Thread: any (pure).
#pragma once

#include "config/config.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocd {

struct HttpProblem {
    std::string key;  // "http.listen[0]"
    std::string reason;
};

[[nodiscard]] std::vector<HttpProblem> find_http_problems(const HttpConfig& config);

// Why `address` is not "host:port", "[v6]:port" or "unix:/path"; empty when it is. Port 0 means any free one.
[[nodiscard]] std::string listen_problem(std::string_view address);

// Whether others than this machine's own programs reach it: neither a unix socket nor a loopback address.
[[nodiscard]] bool is_reached_from_outside(std::string_view address);

// "user:NAME" or "group:NAME", and with `tokens` "token:NAME".
[[nodiscard]] bool is_subject(std::string_view text, bool tokens) noexcept;

// Letters, digits, '-' and '.', parts of 1 to 63, at most 253 bytes (RFC 1123); IPv4 literals are such names too.
[[nodiscard]] bool is_host_name(std::string_view name) noexcept;

}  // namespace tocd
