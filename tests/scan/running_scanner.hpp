// A real tocd-scan process for a test, started the way tocd does it.
#pragma once

#include "scan/spawn_scanner.hpp"

#include <uv.h>

#include <cstdint>
#include <unistd.h>

namespace tocd {

class RunningScanner {
public:
    RunningScanner() {
        uv_loop_init(&loop_);
        scanner_ = spawn_scanner(&loop_, TOCD_SCAN_BINARY, [this](int64_t exit_status, int exit_signal) {
            status = exit_status;
            signal = exit_signal;
        });
    }
    // Closes the socket if nobody took it, and waits for the end of the process.
    ~RunningScanner() {
        if (scanner_.fd >= 0) close(scanner_.fd);
        wait();
        uv_loop_close(&loop_);
    }
    RunningScanner(const RunningScanner&) = delete;
    RunningScanner& operator=(const RunningScanner&) = delete;

    [[nodiscard]] int take_fd() {
        const int fd = scanner_.fd;
        scanner_.fd = -1;
        return fd;
    }
    [[nodiscard]] int pid() const { return scanner_.pid; }
    void wait() { uv_run(&loop_, UV_RUN_DEFAULT); }  // until the process has ended

    int64_t status = -1;
    int signal = -1;

private:
    uv_loop_t loop_;
    SpawnedScanner scanner_;
};

}  // namespace tocd
