// Threads and processes that work behind those that somebody waits for.
// Thread: any. Source: setpriority(2), where a number of a thread stands for it alone.
#pragma once

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tocd {

// Where the threads for clients that ask little have 0, and those that help with a search. A scan takes all processors that it can get, and asks as many questions as they answer.
inline constexpr int kBehindLightQueries = 3, kBehindQueries = 5, kScanning = 10, kPublishing = 15;

// Of the calling thread, and of those that it starts from now on. Does nothing where it may not, or has a higher one.
inline void give_way(int nice) noexcept {
    const auto thread = static_cast<id_t>(gettid());
    if (getpriority(PRIO_PROCESS, thread) < nice) setpriority(PRIO_PROCESS, thread, nice);
}

// The disk, too, goes to others before the calling thread; may be forbidden.
inline void read_behind_others() noexcept {
    constexpr int kWhoProcess = 1, kIdle = 3 << 13;  // ioprio_set(2) has no header
    syscall(SYS_ioprio_set, kWhoProcess, 0, kIdle);
}

}  // namespace tocd
