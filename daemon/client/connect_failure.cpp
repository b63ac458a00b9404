#include "client/connect_failure.hpp"

#include "base/error.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tocd {
namespace {

constexpr timeval kProbe = {2, 0};

constexpr const char* kElsewhere = "say where it answers with --server or $TOCD_SERVER";
constexpr const char* kStart = "start it (systemctl start tocd), or ";

// errno of connecting to a socket that was made for it; 0 when it works now.
int try_connect(int family, const sockaddr* address, socklen_t size) {
    const int fd = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return errno;
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &kProbe, sizeof kProbe);
    const int error = connect(fd, address, size) == 0 ? 0 : errno;
    close(fd);
    return error == EINPROGRESS ? ETIMEDOUT : error;
}

int try_socket(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);  // parse_address() saw to its length
    return try_connect(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

struct TcpTry {
    int error = 0;
    std::string unknown_host;  // why the name is none
};

TcpTry try_tcp(const Address& address) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int code = getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &found);
    if (code != 0) return {0, code == EAI_SYSTEM ? errno_text(errno) : gai_strerror(code)};
    TcpTry out;
    for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
        const int error = try_connect(one->ai_family, one->ai_addr, one->ai_addrlen);
        if (out.error == 0 || error == ECONNREFUSED) out.error = error;
        if (error == 0) break;
    }
    freeaddrinfo(found);
    return out;
}

bool is_here(const std::string& host) { return host == "localhost" || host == "::1" || host.starts_with("127."); }

std::string explain_socket(const Address& address) {
    switch (const int error = try_socket(address.socket_path)) {
        case 0: return "tocd at " + address.text + " did not take the connection: try again";
        case ENOENT:
            return "there is no socket " + address.socket_path + ", so no tocd answers there: " + kStart + kElsewhere;
        case ECONNREFUSED: return "no tocd listens at " + address.text + ": " + kStart + kElsewhere;
        case EACCES:
        case EPERM:
            return "you may not use the socket " + address.socket_path + " (" + errno_text(error) +
                   "): ask its admin to put you into the socket's group, or " + kElsewhere;
        default: return "cannot reach tocd at " + address.text + ": " + errno_text(error);
    }
}

std::string explain_tcp(const Address& address) {
    const TcpTry tried = try_tcp(address);
    if (!tried.unknown_host.empty())
        return "there is no host " + address.host + " (" + tried.unknown_host + "): check --server or $TOCD_SERVER";
    if (tried.error == ECONNREFUSED)
        return "no tocd listens at " + address.text + ": " + (is_here(address.host) ? kStart : "") + kElsewhere;
    if (tried.error == 0) return "tocd at " + address.text + " did not take the connection: try again";
    return "cannot reach " + address.text + ": " + errno_text(tried.error) + "; " + kElsewhere;
}

std::string seconds(std::chrono::milliseconds time) {
    const auto ms = time.count();
    return ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms";
}

}  // namespace

std::string explain_silence(const Address& address, Silence silence, std::chrono::milliseconds patience) {
    switch (silence) {
        case Silence::no_connection:
            return address.kind == Address::Kind::unix_socket ? explain_socket(address) : explain_tcp(address);
        case Silence::no_time:
            return "no connection to " + address.text + " within " + seconds(patience) +
                   ": is the host up, and no firewall between? Wait longer with --timeout";
        case Silence::no_byte:
            return "no answer from " + address.text + " within " + seconds(patience) +
                   ", or it closed the connection: is that tocd? Its log may say more (journalctl -u tocd); wait "
                   "longer "
                   "with --timeout";
        case Silence::cut:
            return "the answer of " + address.text +
                   " broke off: what was shown is not all. Its log may say why (journalctl -u tocd); try again";
        case Silence::certificate:
            return "the certificate of " + address.text +
                   " is not one that this machine trusts: install its authority's (update-ca-certificates), or name it "
                   "in $SSL_CERT_FILE";
        case Silence::tls:
            return "no TLS with " + address.text +
                   ": does it speak plain HTTP? Then write http:// in --server or "
                   "$TOCD_SERVER";
    }
    return "no answer from " + address.text;
}

}  // namespace tocd
