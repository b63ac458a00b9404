// Which system calls a process gives up for good, by seccomp. They fail then with EPERM, or as unknown to the kernel; no
// process is ended for one, and the kernel's audit log tells of each (type=1326). Source: seccomp(2), libseccomp.
// Thread: any; it holds for all of the process.
#pragma once

#include <cstdint>

namespace tocd {

// daemon: what changes the machine, reaches into other processes, or leaves the file names that the kernel checks.
// scanner: that, and whatever makes, names or removes files, starts programs, or opens a socket.
enum class CallsOf : uint8_t { daemon, scanner };

// False: the kernel has no seccomp. Throws Error(unavailable) when it refuses.
bool refuse_system_calls(CallsOf program);

// True in builds with a sanitizer, whose own calls are let through: of debuggers and for its symbolizer.
[[nodiscard]] bool lets_sanitizer_through() noexcept;

}  // namespace tocd
