#include "app/local_engine.hpp"

#include "base/log.hpp"
#include "scan/scanner_client.hpp"
#include "scan/spawn_scanner.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

namespace tocd {
namespace {

constexpr std::string_view kUnix = "unix:";

StartedEngine spawn_engine(uv_loop_t* loop, const std::string& program) {
    // 0 once the scanner has ended: its number may be another process's by then.
    auto pid = std::make_shared<int>(0);
    const SpawnedScanner spawned = spawn_scanner(loop, program, [pid](int64_t status, int signal) {
        if (status != 0 || signal != 0)
            log_warning("scan", "scanner ended", {{"pid", *pid}, {"status", status}, {"signal", signal}});
        *pid = 0;
    });
    *pid = spawned.pid;
    return StartedEngine{std::make_unique<SocketEngine>(spawned.fd), [pid] {
                             if (*pid != 0) kill_scanner(*pid);
                         }, [pid] { return *pid == 0; }};
}

// The same connection once more: it shows when the process at its other end is gone, which closes it at last.
class OtherEnd {
public:
    explicit OtherEnd(int fd) : fd_(fcntl(fd, F_DUPFD_CLOEXEC, 3)) {}
    ~OtherEnd() {
        if (fd_ >= 0) close(fd_);
    }
    OtherEnd(const OtherEnd&) = delete;
    OtherEnd& operator=(const OtherEnd&) = delete;

    // Says goodbye first: the scanner ends as if the connection were closed, unless the kernel holds it.
    [[nodiscard]] bool is_gone() const {
        if (fd_ < 0) return true;
        shutdown(fd_, SHUT_WR);
        char unread[4096];
        for (;;) {
            const ssize_t size = recv(fd_, unread, sizeof unread, MSG_DONTWAIT);
            if (size > 0 || (size < 0 && errno == EINTR)) continue;
            return size == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
        }
    }

private:
    const int fd_;
};

// The engine owns the descriptor and outlives `kill`: ScanService lets go of both at once.
StartedEngine connect_engine(const std::string& socket_path) {
    const int fd = connect_scanner(socket_path);
    auto other_end = std::make_shared<const OtherEnd>(fd);
    return StartedEngine{std::make_unique<SocketEngine>(fd), [fd] { shutdown(fd, SHUT_RDWR); },
                         [other_end] { return other_end->is_gone(); }};
}

}  // namespace

std::string scanner_address(const std::string& configured) {
    if (!configured.empty()) return configured;
    if (const char* named = std::getenv("TOCD_SCANNER"); named != nullptr && *named != '\0') return named;
    std::error_code ignored;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
    const auto beside = program.parent_path() / "tocd-scan";
    return std::filesystem::exists(beside, ignored) ? beside.string() : "tocd-scan";
}

EngineFactory local_engines(uv_loop_t* loop, const std::string& address) {
    if (address.starts_with(kUnix)) return [path = address.substr(kUnix.size())] { return connect_engine(path); };
    return [loop, address] { return spawn_engine(loop, address); };
}

}  // namespace tocd
