#include "app/local_engine.hpp"

#include "base/log.hpp"
#include "scan/scanner_client.hpp"
#include "scan/spawn_scanner.hpp"

#include <filesystem>

namespace tocd {

std::string scanner_path(const std::string& configured) {
    if (!configured.empty()) return configured;
    std::error_code ignored;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
    const auto beside = program.parent_path() / "tocd-scan";
    return std::filesystem::exists(beside, ignored) ? beside.string() : "tocd-scan";
}

EngineFactory local_engines(uv_loop_t* loop, std::string scanner) {
    return [loop, scanner = std::move(scanner)] {
        // 0 once the scanner has ended: its number may be another process's by then.
        auto pid = std::make_shared<int>(0);
        const SpawnedScanner spawned = spawn_scanner(loop, scanner, [pid](int64_t status, int signal) {
            if (status != 0 || signal != 0) log_warning("scan", "scanner ended", {{"pid", *pid}, {"status", status}, {"signal", signal}});
            *pid = 0;
        });
        *pid = spawned.pid;
        return StartedEngine{std::make_unique<SocketEngine>(spawned.fd), [pid] {
            if (*pid != 0) kill_scanner(*pid);
        }};
    };
}

}  // namespace tocd
