// What the kernel says of this process. Thread: any.
// Source: proc(5): /proc/self/statm, /proc/self/stat, /proc/self/fd; getrusage(2).
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <optional>

namespace tocd {

// Nothing where the kernel does not say (no /proc).
struct ProcessFigures {
    std::optional<UnixNs> started_ns;
    std::optional<int64_t> resident_bytes;
    std::optional<int64_t> open_fds;
    std::optional<int64_t> max_fds;  // the soft limit
    int64_t cpu_ns = 0;              // user and system time of all threads
};

[[nodiscard]] ProcessFigures read_process_figures();

}  // namespace tocd
