// Starts tocd-scan as a child process.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

typedef struct uv_loop_s uv_loop_t;

namespace tocd {

struct SpawnedScanner {
    int fd = -1;   // our end of the stream socket, the caller's: closing it ends the scanner
    int pid = 0;   // valid until on_exit was called
};

// Starts the program `scanner_path` with the other end as its descriptor 3 and no other but standard error.
// `on_exit` is called once, on the loop: the exit status, and the signal that ended it (0: none).
// Throws Error(unavailable) that names the path. Thread: the loop's.
[[nodiscard]] SpawnedScanner spawn_scanner(uv_loop_t* loop, const std::string& scanner_path,
                                           std::function<void(int64_t exit_status, int signal)> on_exit);

// Ends a scanner that hangs (a closed socket is enough for one that does not). A process that is stuck in the kernel
// goes when the kernel lets it.
void kill_scanner(int pid);

// Connects to tocd-scan.socket (a path; "@name" is the abstract namespace) and returns the descriptor.
// Waits at most 5 s. Throws Error(unavailable) that names path and errno. Thread: any.
[[nodiscard]] int connect_scanner(const std::string& socket_path);

}  // namespace tocd
