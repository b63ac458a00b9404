#include "catalogue/log_memory.hpp"

#include "base/no_room.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/mman.h>
#include <cerrno>

namespace tocd {
namespace {

// File systems that cannot do it have other errors.
void* map_with_room(void* address, size_t size_bytes, int protection, int flags, int fd, off_t offset) {
    if ((protection & PROT_WRITE) != 0 && ::fallocate(fd, 0, offset, static_cast<off_t>(size_bytes)) != 0 && is_no_room(errno)) return MAP_FAILED;
    return ::mmap(address, size_bytes, protection, flags, fd, offset);
}

}  // namespace

void make_room_for_log_memory() noexcept {
    sqlite3_vfs* const unix_vfs = sqlite3_vfs_find("unix");
    if (unix_vfs != nullptr && unix_vfs->iVersion >= 3)
        unix_vfs->xSetSystemCall(unix_vfs, "mmap", reinterpret_cast<sqlite3_syscall_ptr>(map_with_room));
}

}  // namespace tocd
