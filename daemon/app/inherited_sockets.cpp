#include "app/inherited_sockets.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <systemd/sd-daemon.h>

#include <sys/socket.h>
#include <algorithm>
#include <cstdlib>

namespace tocd {

std::vector<InheritedSocket> inherited_sockets() {
    char** names = nullptr;
    const int count = sd_listen_fds_with_names(1, &names);
    std::vector<InheritedSocket> sockets;
    for (int i = 0; i < count; ++i) {
        sockets.push_back({SD_LISTEN_FDS_START + i, names != nullptr && names[i] != nullptr ? names[i] : ""});
        if (names != nullptr) std::free(names[i]);
    }
    std::free(names);
    for (const InheritedSocket& socket : sockets) {
        if (sd_is_socket(socket.fd, AF_UNSPEC, SOCK_STREAM, 1) > 0) continue;
        const bool connected = sd_is_socket(socket.fd, AF_UNSPEC, SOCK_STREAM, 0) > 0;
        throw Error(ErrorKind::invalid_argument,
                    "the inherited socket " + display_text(socket.name) + " (descriptor " + std::to_string(socket.fd) +
                        ") " +
                        (connected ? "is a connection: its socket unit needs Accept=no"
                                   : "is not a listening stream socket: its socket unit needs ListenStream="));
    }
    return sockets;
}

std::vector<std::string> not_served(const std::vector<std::string>& configured,
                                    const std::vector<std::string>& served) {
    std::vector<std::string> missing;
    for (const std::string& address : configured) {
        const std::string name = address.starts_with("unix:") ? address : "http://" + address;
        if (std::find(served.begin(), served.end(), name) == served.end()) missing.push_back(address);
    }
    return missing;
}

}  // namespace tocd
