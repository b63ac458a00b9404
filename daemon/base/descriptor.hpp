// Owns a file descriptor: closes it on every way out.
// Thread: one at a time.
#pragma once

#include <unistd.h>

#include <utility>

namespace tocd {

struct Descriptor {
    explicit Descriptor(int open_fd) : fd(open_fd) {}
    ~Descriptor() {
        if (fd >= 0) ::close(fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int release() { return std::exchange(fd, -1); }  // to another owner
    int fd;                                          // -1: none
};

}  // namespace tocd
