#include "scan/spawn_scanner.hpp"

#include "base/error.hpp"

#include <uv.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

namespace tocd {
namespace {

struct Child {
    uv_process_t process{};
    std::function<void(int64_t, int)> on_exit;
};

void free_child(uv_handle_t* handle) { delete static_cast<Child*>(handle->data); }

}  // namespace

SpawnedScanner spawn_scanner(uv_loop_t* loop, const std::string& scanner_path,
                             std::function<void(int64_t exit_status, int signal)> on_exit) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        throw error_from_errno(ErrorKind::unavailable, "cannot make a socket for the scanner", "", errno);
    }
    auto* child = new Child{{}, std::move(on_exit)};
    child->process.data = child;
    uv_stdio_container_t stdio[4] = {};
    stdio[0].flags = stdio[1].flags = UV_IGNORE;
    stdio[2].flags = UV_INHERIT_FD;
    stdio[2].data.fd = 2;
    stdio[3].flags = UV_INHERIT_FD;
    stdio[3].data.fd = ends[1];
    char* arguments[] = {const_cast<char*>(scanner_path.c_str()), nullptr};
    uv_process_options_t options{};
    options.file = scanner_path.c_str();
    options.args = arguments;
    options.stdio = stdio;
    options.stdio_count = 4;
    options.exit_cb = [](uv_process_t* process, int64_t status, int signal) {
        auto* ended = static_cast<Child*>(process->data);
        if (ended->on_exit) ended->on_exit(status, signal);
        uv_close(reinterpret_cast<uv_handle_t*>(process), free_child);
    };
    const int error = uv_spawn(loop, &child->process, &options);
    close(ends[1]);
    if (error == 0) return {ends[0], child->process.pid};
    close(ends[0]);
    uv_close(reinterpret_cast<uv_handle_t*>(&child->process), free_child);
    throw Error(ErrorKind::unavailable, "cannot start " + scanner_path + ": " + uv_strerror(error) +
                                            " (scan.scanner in the configuration names the program)");
}

void kill_scanner(int pid) {
    if (pid > 0) kill(pid, SIGKILL);
}

int connect_scanner(const std::string& socket_path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket_path.empty() || socket_path.size() >= sizeof address.sun_path) {
        throw error_from_errno(ErrorKind::unavailable, "cannot connect to", socket_path, ENAMETOOLONG);
    }
    std::memcpy(address.sun_path, socket_path.data(), socket_path.size());
    const bool abstract = socket_path[0] == '@';
    if (abstract) address.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_path.size() + (abstract ? 0 : 1));
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    // A full backlog makes connect() wait (unix(7)); the caller may be a loop.
    const timeval patience{5, 0};
    if (fd >= 0) setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (fd >= 0 && connect(fd, reinterpret_cast<sockaddr*>(&address), length) == 0) return fd;
    const int error = errno;
    if (fd >= 0) close(fd);
    throw Error(ErrorKind::unavailable,
                error_from_errno(ErrorKind::unavailable, "cannot connect to the scanner at", socket_path, error).what() +
                    std::string(" (tocd-scan.socket listens there: systemctl start tocd-scan.socket)"));
}

}  // namespace tocd
