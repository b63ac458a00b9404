// Where a tocd answers, as a person writes it: "http://host:port/prefix", "https://…", "host:port" or "unix:/path".
// Thread: any; default_address() looks at the environment and the file system.
#pragma once

#include <string>
#include <string_view>

namespace tocd {

inline constexpr std::string_view kDefaultSocket = "/run/tocd/tocd.sock";
inline constexpr std::string_view kDefaultUrl = "http://127.0.0.1:8080";

struct Address {
    enum class Kind { http, https, unix_socket } kind = Kind::http;
    std::string host;  // without brackets; "localhost" for a socket
    int port = 0;
    std::string socket_path;  // absolute
    std::string prefix;       // what stands before /api in the path, without '/' at its end; usually empty
    std::string text;         // the same in one normal form, for messages
    [[nodiscard]] std::string authority() const;  // the Host header: "host", "host:81", "[::1]:8080"
};

// Throws Error(invalid_argument) that says what is accepted.
[[nodiscard]] Address parse_address(std::string_view text);

// `option` (--server) when it is not empty, else $TOCD_SERVER when that is not empty, else the socket of an installed
// daemon when it is there, else kDefaultUrl.
[[nodiscard]] std::string choose_address(const std::string& option);

}  // namespace tocd
