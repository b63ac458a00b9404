#include "base/atomic_file.hpp"

#include "base/no_room.hpp"
#include "base/text.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <climits>
#include <cstdlib>

namespace tocd {
namespace {

[[noreturn]] void fail(std::string_view doing, const std::string& path, int error_number) {
    if (is_no_room(error_number)) throw NoRoom(doing, path, error_number);
    throw error_from_errno(ErrorKind::unavailable, doing, path, error_number);
}

}  // namespace

AtomicFile::AtomicFile(const std::string& path) : path_(path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) == 0) {
        // Renaming over /dev/null would take it away from everybody.
        if (!S_ISREG(info.st_mode)) throw Error(ErrorKind::invalid_argument, display_text(path) + " is there and is no regular file");
        char real[PATH_MAX];
        if (::realpath(path.c_str(), real) == nullptr) fail("cannot find", path, errno);
        path_ = real;
    }
    const size_t slash = path_.rfind('/');
    const std::string folder = slash == path_.npos ? "" : path_.substr(0, slash + 1);
    part_ = folder + "." + path_.substr(folder.size()) + ".part";
    open();
}

void AtomicFile::open() {
    for (;;) {
        fd_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0644);
        if (fd_ < 0) fail("cannot write", part_, errno);
        struct stat ours {}, there {};
        const bool locked = ::flock(fd_, LOCK_EX | LOCK_NB) == 0;
        // Between the two calls another one may have put that file into its place, or thrown it away.
        if (locked && ::fstat(fd_, &ours) == 0 && ::stat(part_.c_str(), &there) == 0 && ours.st_ino == there.st_ino && ours.st_dev == there.st_dev) {
            if (S_ISREG(ours.st_mode) && ::ftruncate(fd_, 0) == 0) return;
            const int error_number = S_ISREG(ours.st_mode) ? errno : EINVAL;
            ::close(fd_);
            fd_ = -1;
            fail("cannot write", part_, error_number);
        }
        const int error_number = errno;
        ::close(fd_);
        fd_ = -1;
        if (locked) continue;
        if (error_number == EWOULDBLOCK) throw Error(ErrorKind::conflict, display_text(path_) + " is being written by another process");
        fail("cannot lock", part_, error_number);
    }
}

AtomicFile::~AtomicFile() {
    if (fd_ < 0) return;
    ::unlink(part_.c_str());
    ::close(fd_);
}

void AtomicFile::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail("cannot write", part_, errno);
        bytes.remove_prefix(static_cast<size_t>(n));
    }
}

void AtomicFile::commit() {
    if (::fsync(fd_) != 0) fail("cannot write", part_, errno);
    if (::rename(part_.c_str(), path_.c_str()) != 0) fail("cannot write", path_, errno);
    ::close(fd_);
    fd_ = -1;
    // The name in its directory is to outlive a loss of power too. A directory that may not be read is left to the kernel.
    const size_t slash = path_.rfind('/');
    const std::string folder = slash == path_.npos ? "." : path_.substr(0, slash + 1);
    const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return;
    const int failed = ::fsync(directory) == 0 ? 0 : errno;
    ::close(directory);
    if (failed != 0 && failed != EINVAL) fail("cannot write", folder, failed);
}

}  // namespace tocd
