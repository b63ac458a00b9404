// Listening sockets that systemd opened for tocd: tocd.socket, tocd-http.socket, and whatever else an admin adds.
// Thread: the main one, before others start.
#pragma once

#include <string>
#include <vector>

namespace tocd {

struct InheritedSocket {
    int fd = -1;
    std::string name;  // FileDescriptorName=, by default the unit's name: "tocd.socket"
};

// All of them, whatever they are called: the name is for people. Clears the variables of sd_listen_fds(3), so that no
// child takes them for its own. Throws Error(invalid_argument) that names the socket which cannot be served (a
// connection of a unit with Accept=yes, a datagram socket, a FIFO).
[[nodiscard]] std::vector<InheritedSocket> inherited_sockets();

// What `configured` (http.listen) names and none of `served` (HttpServer::addresses()) is: with inherited sockets
// http.listen is not used, and an admin who changed it wants to know.
[[nodiscard]] std::vector<std::string> not_served(const std::vector<std::string>& configured,
                                                  const std::vector<std::string>& served);

}  // namespace tocd
