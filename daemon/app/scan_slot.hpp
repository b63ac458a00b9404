// What the scan service knows of one share: what was asked for, what runs, and the scanner that may still be ending.
// Thread: under the service's lock, but what start() leaves to the scan's thread.
#pragma once

#include "app/scan_service.hpp"
#include "config/quiet_hours.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace tocd {

inline constexpr int64_t kLeavingNs = 2 * kNsPerSecond;  // a scanner that takes longer to end hangs

struct ScanService::Slot {
    ShareConfig config;
    bool configured = true;
    bool requested = false;
    bool accept_root = false;
    ScanMode mode = ScanMode::fast;   // of what was requested: the most of it
    ScanMode running_mode = ScanMode::full;
    bool never_scanned = false;       // its next scan lists everything, whatever was asked for
    std::map<std::string, bool> parts;  // that were asked for: path relative to the share, with all below it
    size_t parts_bytes = 0;             // of their paths
    bool asked = false;       // by somebody, not by the schedule: quiet hours do not hold it
    bool paused = false;
    bool stuck = false;       // the last scan was given up: the share did not answer
    bool leaving = false;     // the last scan's process has not ended yet
    int64_t leaving_ns = 0;   // monotonic: since when
    uint32_t usual_latency_us = 0;
    int64_t requested_ns = 0; // monotonic: who waits longest starts first
    UnixNs next_ns = 0;       // 0: only on demand
    std::shared_ptr<ScanWatch> watch;  // set: running
    std::thread thread;
    StartedEngine engine;
    std::atomic<bool> ended{false};
    ScanRecord result;

    // An accepted root is accepted for the scan that was asked for, never for a later one.
    void withdraw() {
        requested = false;
        accept_root = false;
        mode = ScanMode::fast;
        parts.clear();
        parts_bytes = 0;
    }

    // `path` without ".", ".." and double slashes, relative to the share's path, as it is asked for or not. Throws
    // Error(invalid_argument) for one outside the share.
    [[nodiscard]] std::string relative(const std::string& path) const;

    // Another request joins what waits: a whole scan takes in a part. Throws what relative() throws, and Error(unavailable)
    // when too many parts wait; then nothing of it has joined.
    void want(const Request& request);

    [[nodiscard]] bool is_quiet(UnixNs now_ns) const {
        return !config.quiet_hours.empty() && tocd::is_quiet(config.quiet_hours, local_minute(now_ns));
    }
    [[nodiscard]] bool hangs(int64_t monotonic_ns) const { return leaving && monotonic_ns - leaving_ns > kLeavingNs; }
};

}  // namespace tocd
