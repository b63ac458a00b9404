#include "scan/scanner_connection.hpp"

#include "base/error.hpp"

#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace tocd {
namespace {

constexpr int kFirstPassed = 3;  // SD_LISTEN_FDS_START; tocd-scan does not link libsystemd for this one number

bool is_socket(int fd) {
    struct stat status {};
    return fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode);
}

Error not_for_us(int fd, const std::string& why) {
    return Error(ErrorKind::invalid_argument, "descriptor " + std::to_string(fd) + " " + why);
}

int option_of(int fd, int option) {
    int value = 0;
    socklen_t size = sizeof value;
    return getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

uid_t uid_of(const std::string& user) {
    std::vector<char> buffer(16384);
    passwd record{};
    passwd* found = nullptr;
    const int error = getpwnam_r(user.c_str(), &record, buffer.data(), buffer.size(), &found);
    if (found != nullptr) return record.pw_uid;
    throw error == 0 ? Error(ErrorKind::invalid_argument, "there is no user " + user)
                     : error_from_errno(ErrorKind::unavailable, "cannot look up user", user, error);
}

}  // namespace

int find_scanner_connection(std::optional<int> said) {
    const char* count = std::getenv("LISTEN_FDS");
    const char* receiver = std::getenv("LISTEN_PID");
    const bool passed = count != nullptr && receiver != nullptr && receiver == std::to_string(getpid());
    const bool passed_one = passed && std::string_view(count) == "1";
    for (const char* name : {"LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES"}) unsetenv(name);
    if (said) return *said;
    if (passed && !passed_one) {
        throw Error(ErrorKind::invalid_argument,
                    "systemd passed several sockets instead of one connection: tocd-scan.socket needs Accept=yes");
    }
    if (passed_one || is_socket(kFirstPassed)) return kFirstPassed;
    if (is_socket(STDIN_FILENO)) return STDIN_FILENO;
    throw Error(ErrorKind::invalid_argument,
                "there is no socket to answer on; tocd or tocd-scan.socket starts this program, not people");
}

void check_scanner_peer(int fd, const std::string& trusted_user) {
    if (!is_socket(fd)) throw not_for_us(fd, "is no socket; tocd or tocd-scan.socket starts this program");
    if (option_of(fd, SO_ACCEPTCONN) == 1)
        throw not_for_us(fd, "is a listening socket: tocd-scan.socket needs Accept=yes");
    if (option_of(fd, SO_DOMAIN) != AF_UNIX || option_of(fd, SO_TYPE) != SOCK_STREAM)
        throw not_for_us(fd, "is no unix stream socket, and only there the kernel says who is at the other end");
    ucred peer{};
    socklen_t size = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        throw error_from_errno(ErrorKind::unavailable, "cannot tell who is at the socket's other end", "", errno);
    if (peer.uid == 0 || peer.uid == geteuid()) return;
    if (!trusted_user.empty() && peer.uid == uid_of(trusted_user)) return;
    throw Error(ErrorKind::invalid_argument,
                "process " + std::to_string(peer.pid) + " of user " + std::to_string(peer.uid) +
                    " may not ask this scanner: look at SocketUser= and SocketMode= of tocd-scan.socket");
}

}  // namespace tocd
