#include "http/listen_socket.hpp"

#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "http/peer_address.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

namespace tocd {
namespace {

constexpr int kBacklog = 512;

Error cannot_listen(const std::string& address, int error_number) {
    return error_from_errno(ErrorKind::unavailable, "cannot listen on", address, error_number);
}

std::string bound_name(int fd) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) return "unknown";
    if (address.ss_family == AF_UNIX) {
        const auto& local = reinterpret_cast<const sockaddr_un&>(address);
        return "unix:" + std::string(local.sun_path, strnlen(local.sun_path, sizeof local.sun_path));
    }
    const std::string host = address_text(reinterpret_cast<const sockaddr*>(&address));
    const std::string port = std::to_string(address_port(reinterpret_cast<const sockaddr*>(&address)));
    return "http://" + (host.find(':') == host.npos ? host : "[" + host + "]") + ":" + port;
}

// A socket file outlives a killed daemon; one that a live daemon answers on must not be taken away from it.
void remove_stale(const std::string& path, const sockaddr_un& address) {
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0) return;
    if (!S_ISSOCK(info.st_mode))
        throw cannot_listen("unix:" + path + " (a file that is no socket is in the way)", EADDRINUSE);
    const Descriptor probe{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (::connect(probe.fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        throw cannot_listen("unix:" + path, EADDRINUSE);
    if (errno == ECONNREFUSED) ::unlink(path.c_str());
}

ListenSocket open_unix(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path[0] != '/' || path.size() >= sizeof address.sun_path)
        throw Error(ErrorKind::invalid_argument,
                    "cannot listen on unix:" + path + ": the path must be absolute and shorter than 108 bytes");
    std::memcpy(address.sun_path, path.data(), path.size());
    remove_stale(path, address);
    Descriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    if (socket.fd < 0 || ::bind(socket.fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(socket.fd, kBacklog) != 0)
        throw cannot_listen("unix:" + path, errno);
    return {socket.release(), true, "unix:" + path, path};
}

// The errno of what failed, or 0 with `fd` set.
int try_tcp(const addrinfo& info, int& fd) {
    Descriptor socket{::socket(info.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    const int yes = 1;
    if (socket.fd < 0) return errno;
    ::setsockopt(socket.fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (info.ai_family == AF_INET6) ::setsockopt(socket.fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
    if (::bind(socket.fd, info.ai_addr, info.ai_addrlen) != 0 || ::listen(socket.fd, kBacklog) != 0) return errno;
    fd = socket.release();
    return 0;
}

}  // namespace

std::vector<ListenSocket> open_listen_sockets(const std::string& address) {
    if (address.starts_with("unix:")) return {open_unix(address.substr(5))};
    const size_t colon = address.rfind(':');
    std::string host = address.substr(0, colon);
    if (colon == address.npos || colon + 1 == address.size())
        throw Error(ErrorKind::invalid_argument,
                    "cannot listen on " + address + ": expected host:port, [v6]:port or unix:/path");
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const bool any = host.empty() || host == "*";
    const int failed = ::getaddrinfo(any ? nullptr : host.c_str(), address.c_str() + colon + 1, &hints, &found);
    if (failed != 0) throw Error(ErrorKind::unavailable, "cannot listen on " + address + ": " + gai_strerror(failed));
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, ::freeaddrinfo);
    std::vector<ListenSocket> sockets;
    for (const addrinfo* info = found; info != nullptr; info = info->ai_next) {
        int fd = -1;
        const int error = try_tcp(*info, fd);
        if (error == 0) {
            sockets.push_back({fd, false, bound_name(fd), {}});
            continue;
        }
        // localhost and * name an IPv6 address also where the machine has none; one of them must do.
        const bool optional = error == EADDRNOTAVAIL || error == EAFNOSUPPORT;
        if (optional && (info->ai_next != nullptr || !sockets.empty())) continue;
        for (ListenSocket& socket : sockets) close_listen_socket(socket);
        throw cannot_listen(address, error);
    }
    return sockets;
}

ListenSocket inherit_listen_socket(int fd) {
    int listens = 0;
    int type = 0;
    socklen_t length = sizeof listens;
    if (::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length) != 0 ||
        ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) != 0 || listens == 0 || type != SOCK_STREAM)
        throw Error(ErrorKind::invalid_argument,
                    "inherited descriptor " + std::to_string(fd) + " is not a listening stream socket");
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
    const std::string name = bound_name(fd);
    return {fd, name.starts_with("unix:"), name, {}};
}

void close_listen_socket(ListenSocket& socket) noexcept {
    if (socket.fd >= 0) ::close(socket.fd);
    socket.fd = -1;
    if (!socket.remove_path.empty()) ::unlink(socket.remove_path.c_str());
    socket.remove_path.clear();
}

}  // namespace tocd
