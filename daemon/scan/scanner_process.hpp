// The program tocd-scan: answers jobs that come on a stream socket with listing frames.
#pragma once

namespace tocd {

// Serves the connected stream socket `fd`. Returns 0 when the peer said bye and all jobs are answered. The process ends
// at once, with status 0, when the peer closes (a thread may hang on a dead mount for ever), and with status 1, logged,
// after a malformed message. Throws Error(invalid_argument) when `fd` is no stream socket.
// Sets UV_THREADPOOL_SIZE, ignores SIGPIPE and SIGINT, raises the soft limit of open files: a program of its own.
int run_scanner(int fd);

}  // namespace tocd
