#include "catalogue/lock.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/place.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <charconv>
#include <filesystem>

namespace tocd {
namespace {

constexpr off_t kOurByte = 0x40000000 + 4096;  // SQLite's own are the 512 before (https://sqlite.org/src/file?name=src/os.h, PENDING_BYTE)

// Two names of one catalogue (a symbolic link) must come to one lock.
std::string lock_path(const std::string& database_path) {
    std::error_code error;
    const auto real = std::filesystem::weakly_canonical(database_path, error);
    return (error ? database_path : real.string()) + ".lock";
}

struct flock whole_file() {
    struct flock lock {};  // l_pid must be 0 for open file description locks
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

LockHolder read_holder(int file) {
    char text[4096];
    const ssize_t size = ::pread(file, text, sizeof text, 0);
    const std::string_view all(text, size > 0 ? static_cast<size_t>(size) : 0);
    LockHolder holder;
    const auto [rest, error] = std::from_chars(all.data(), all.data() + all.size(), holder.pid);
    if (error != std::errc()) return LockHolder();
    const std::string_view after(rest, all.size() - static_cast<size_t>(rest - all.data()));
    if (after.size() > 2) holder.address = after.substr(1, after.find('\n', 1) - 1);
    return holder;
}

void write_holder(int file, const std::string& path, std::string_view address) {
    const std::string text = std::to_string(::getpid()) + "\n" + std::string(address) + "\n";
    if (::ftruncate(file, 0) != 0 || ::pwrite(file, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
        throw error_from_errno(ErrorKind::unavailable, "cannot write the catalogue's lock file", path, errno);
}

}  // namespace

CatalogueLock::CatalogueLock(const std::string& database_path) : database_path_(database_path), path_(lock_path(database_path)), descriptor_(-1) {
    create_parent_directories(path_);
    descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (descriptor_ < 0)
        throw error_from_errno(ErrorKind::unavailable, "cannot open the catalogue's lock file", path_, errno);
    struct flock lock = whole_file();
    if (::fcntl(descriptor_, F_OFD_SETLK, &lock) != 0) {
        const int error = errno;
        const LockHolder holder = read_holder(descriptor_);
        ::close(descriptor_);
        if (error != EAGAIN && error != EACCES)
            throw error_from_errno(ErrorKind::unavailable, "cannot lock the catalogue's lock file", path_, error);
        const std::string who = holder.pid > 0 ? "tocd (pid " + std::to_string(holder.pid) + ")" : "another tocd";
        throw Error(ErrorKind::conflict, "catalogue " + display_text(database_path) + " is in use by " + who +
                                             "; stop it, or name another catalogue");
    }
    try {
        hold_file();
        write_holder(descriptor_, path_, "");
    } catch (...) {
        ::close(descriptor_);
        throw;
    }
}

CatalogueLock::~CatalogueLock() { ::close(descriptor_); }

// File systems that have no such locks have no second name either that one would think of.
void CatalogueLock::hold_file() {
    struct stat now {};
    if (::stat(database_path_.c_str(), &now) != 0 || !S_ISREG(now.st_mode)) return;
    for (const Descriptor& file : files_)
        if (struct stat held {}; ::fstat(file.fd, &held) == 0 && held.st_dev == now.st_dev && held.st_ino == now.st_ino) return;
    Descriptor file(::open(database_path_.c_str(), O_RDWR | O_CLOEXEC));
    if (file.fd < 0) return;  // who opens it says why
    files_.emplace_back(file.release());
    struct flock lock = whole_file();
    lock.l_start = kOurByte;
    lock.l_len = 1;
    if (::fcntl(files_.back().fd, F_OFD_SETLK, &lock) == 0 || (errno != EAGAIN && errno != EACCES)) return;
    throw Error(ErrorKind::conflict, "catalogue " + display_text(database_path_) +
                                         " is in use by another tocd, which has it under another name (a hard link, or a mount of the file); stop it, or name another catalogue");
}

void CatalogueLock::publish(std::string_view address) { write_holder(descriptor_, path_, address); }

std::optional<LockHolder> catalogue_holder(const std::string& database_path) {
    const std::string path = lock_path(database_path);
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
        throw error_from_errno(ErrorKind::unavailable, "cannot open the catalogue's lock file", path, errno);
    }
    struct flock lock = whole_file();
    std::optional<LockHolder> holder;
    if (::fcntl(file, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK) holder = read_holder(file);
    ::close(file);
    return holder;
}

}  // namespace tocd
