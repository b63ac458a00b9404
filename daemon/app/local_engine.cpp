#include "app/local_engine.hpp"

#include "base/log.hpp"
#include "base/time.hpp"
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

// Closing its socket is enough for a scanner that does not hang; how long that may take.
constexpr int64_t kPatienceNs = kNsPerSecond;

StartedEngine spawn_engine(uv_loop_t* loop, const std::string& program) {
    // 0 once the scanner has ended: its number may be another process's by then.
    auto pid = std::make_shared<int>(0);
    auto killed = std::make_shared<bool>(false);
    const SpawnedScanner spawned = spawn_scanner(loop, program, [pid, killed](int64_t status, int signal) {
        if (*killed) log_warning("scan", "scanner that hung ended", {{"pid", *pid}});
        else if (status != 0 || signal != 0)
            log_warning("scan", "scanner ended", {{"pid", *pid}, {"status", status}, {"signal", signal}});
        *pid = 0;
    });
    *pid = spawned.pid;
    StartedEngine started;
    started.engine = std::make_unique<SocketEngine>(spawned.fd);
    started.kill = [pid] {
        if (*pid != 0) kill_scanner(*pid);
    };
    started.has_ended = [pid, killed, since_ns = int64_t{0}]() mutable {
        const int64_t now_ns = system_clock().monotonic_ns();
        if (since_ns == 0) since_ns = now_ns;
        if (*pid != 0 && !*killed && now_ns - since_ns > kPatienceNs) {
            *killed = true;
            kill_scanner(*pid);
        }
        return *pid == 0;
    };
    return started;
}

// A descriptor of our own for the engine's connection: it stays open while the process at the other end does.
struct Connection {
    explicit Connection(int engines) : fd(fcntl(engines, F_DUPFD_CLOEXEC, 0)) {}
    ~Connection() {
        if (fd >= 0) close(fd);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // The last of its threads to go closes the other end, also one that hung in the kernel.
    [[nodiscard]] bool has_ended() const {
        if (fd < 0) return true;
        shutdown(fd, SHUT_WR);
        char ignored[4096];
        ssize_t size = 0;
        do size = recv(fd, ignored, sizeof ignored, MSG_DONTWAIT);
        while (size > 0 || (size < 0 && errno == EINTR));
        return size == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
    }
    const int fd;
};

StartedEngine connect_engine(const std::string& socket_path) {
    const int fd = connect_scanner(socket_path);
    const auto connection = std::make_shared<Connection>(fd);
    StartedEngine started;
    started.engine = std::make_unique<SocketEngine>(fd);
    started.kill = [connection] { shutdown(connection->fd, SHUT_RDWR); };
    started.has_ended = [connection] { return connection->has_ended(); };
    return started;
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
