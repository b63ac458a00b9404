// A tocd-scan whose system calls on its share fail on demand: these definitions stand before the C library's.
//   TOCD_CALLS  a file of 4 numbers of 64 bits, shared with the test: calls so far; the one that fails (0: none); its errno;
//               and whether all after it fail too. A fifth is counted up: how many failed.
// Counted are the calls that PosixFileSystem and mount_info make, from the one that opens the share's root on.
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

struct Calls {
    std::atomic<uint64_t> made, failing, error_number, for_ever, failed;
};

template <class Function>
Function* real(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

Calls* calls = nullptr;
std::atomic<bool> begun{false};

__attribute__((constructor)) void map_calls() {
    const char* const path = std::getenv("TOCD_CALLS");
    if (path == nullptr) return;
    const int fd = real<int(const char*, int, ...)>("open")(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) std::abort();
    void* const shared = mmap(nullptr, sizeof(Calls), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (shared == MAP_FAILED) std::abort();
    calls = static_cast<Calls*>(shared);
}

// True, and errno is set: this call fails.
bool fails() {
    if (calls == nullptr || !begun) return false;
    const uint64_t number = ++calls->made, failing = calls->failing;
    if (failing == 0 || number < failing || (number > failing && calls->for_ever == 0)) return false;
    ++calls->failed;
    errno = static_cast<int>(calls->error_number);
    return true;
}

}  // namespace

extern "C" {

long syscall(long number, ...) noexcept {
    static auto* const next = real<long(long, ...)>("syscall");
    va_list list;
    va_start(list, number);
    long a[6];
    for (long& one : a) one = va_arg(list, long);
    va_end(list);
    const bool is_of_share = number == SYS_openat2 || number == SYS_statx || number == SYS_getdents64;
    if (is_of_share && fails()) return -1;
    return next(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

int open(const char* path, int flags, ...) {
    static auto* const next = real<int(const char*, int, ...)>("open");
    va_list list;
    va_start(list, flags);
    const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(list, mode_t) : 0;
    va_end(list);
    if (const char* const root = std::getenv("TOCD_CALLS_ROOT"); root != nullptr && std::strcmp(path, root) == 0) begun = true;
    return fails() ? -1 : next(path, flags, mode);
}

off_t lseek(int fd, off_t offset, int whence) noexcept {
    static auto* const next = real<off_t(int, off_t, int)>("lseek");
    return fails() ? -1 : next(fd, offset, whence);
}

int statx(int fd, const char* path, int flags, unsigned mask, struct statx* out) noexcept {
    static auto* const next = real<int(int, const char*, int, unsigned, struct statx*)>("statx");
    return fails() ? -1 : next(fd, path, flags, mask, out);
}

int fstatfs(int fd, struct statfs* out) noexcept {
    static auto* const next = real<int(int, struct statfs*)>("fstatfs");
    return fails() ? -1 : next(fd, out);
}
}
