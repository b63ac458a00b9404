// What the kernel says of this process. Thread: any.
// Source: proc(5): /proc/self/statm, /proc/self/stat, /proc/self/fd; getrusage(2).
#pragma once

#include "base/time.hpp"

#include <sys/types.h>

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

// True while the kernel holds a thread of this process in a wait that nothing interrupts: state D, a disk or a server
// that does not answer. False for one that is not there. Source: proc(5), /proc/self/task/N/stat.
[[nodiscard]] bool is_held_by_kernel(pid_t thread);
[[nodiscard]] bool holds_any_thread();  // the same of all of them

}  // namespace tocd
