// Listening sockets: made from the config's addresses, or inherited from systemd.
// Never SO_REUSEPORT: with it a second daemon would start on the same port and take half of the requests.
// Thread: any.
#pragma once

#include <string>
#include <vector>

namespace tocd {

struct ListenSocket {
    int fd = -1;
    bool is_unix = false;
    std::string name;         // "http://127.0.0.1:8080" or "unix:/run/tocd.sock", with the real port
    std::string remove_path;  // a unix socket file that we made: removed when the daemon stops
};

// Sockets for one address of config.http.listen: "host:port", "[v6]:port" or "unix:/path". A host name gives one
// socket per address. A unix socket file on which nobody answers is replaced.
// Throws Error(unavailable) with address and errno text, Error(invalid_argument) when it cannot be understood.
[[nodiscard]] std::vector<ListenSocket> open_listen_sockets(const std::string& address);

// A socket that systemd listens on already. Throws Error(invalid_argument) when it is no stream socket.
[[nodiscard]] ListenSocket inherit_listen_socket(int fd);

void close_listen_socket(ListenSocket& socket) noexcept;

}  // namespace tocd
