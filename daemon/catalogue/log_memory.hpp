// The memory that connections share beside SQLite's log ("-shm") is mapped from a file, whose blocks the kernel may give only when
// they are first written to: on a full disk that is SIGBUS, and the end of the process. SQLite writes a byte of each 4096, which is
// not enough where the file system's blocks are smaller. Source: https://sqlite.org/c3ref/vfs.html, xSetSystemCall.
#pragma once

namespace tocd {

// From now on SQLite maps such memory only when it has all of its blocks, and else says that the disk is full. Before its first use
// in the process.
void make_room_for_log_memory() noexcept;

}  // namespace tocd
