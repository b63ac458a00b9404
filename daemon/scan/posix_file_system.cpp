#include "scan/file_system.hpp"

#include "scan/mount_info.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <linux/openat2.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace tocd {
namespace {

constexpr size_t kReadBytes = 128 * 1024;
constexpr uint64_t kMaxSize = std::numeric_limits<int64_t>::max();

// What getdents64(2) writes; glibc 2.36 hides it behind readdir.
struct KernelEntry {
    uint64_t d_ino;
    int64_t d_off;
    unsigned short d_reclen;
    unsigned char d_type;
    char d_name[1];
};

NameType type_of_d_type(unsigned char d_type) {
    switch (d_type) {
        case 8: return NameType::file;       // DT_REG
        case 4: return NameType::directory;  // DT_DIR
        case 0: return NameType::unknown;    // DT_UNKNOWN
        default: return NameType::other;
    }
}

UnixNs time_of(const statx_timestamp& t) { return to_unix_ns(t.tv_sec, t.tv_nsec); }

FileStat stat_of(const struct statx& st) {
    FileStat stat;
    stat.type = S_ISREG(st.stx_mode) ? NameType::file : S_ISDIR(st.stx_mode) ? NameType::directory : NameType::other;
    stat.inode = st.stx_ino;
    stat.size_bytes = std::min<uint64_t>(st.stx_size, kMaxSize);
    stat.allocated_bytes = st.stx_blocks > kMaxSize / 512 ? kMaxSize : st.stx_blocks * 512;
    stat.mtime_ns = time_of(st.stx_mtime);
    stat.ctime_ns = time_of(st.stx_ctime);
    stat.atime_ns = time_of(st.stx_atime);
    // Inodes of images made without birth times say 1970; stat(1) takes that for "unknown" too.
    const bool born = (st.stx_mask & STATX_BTIME) != 0 && (st.stx_btime.tv_sec != 0 || st.stx_btime.tv_nsec != 0);
    if (born) stat.btime_ns = time_of(st.stx_btime);
    stat.uid = st.stx_uid;
    stat.gid = st.stx_gid;
    stat.mode = st.stx_mode & 07777;
    stat.link_count = st.stx_nlink;
    stat.mount_root = (st.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
    return stat;
}

Outcome<FileStat> stat_at(int fd, const char* name, int flags) {
    struct statx st;
    // Not glibc's statx(): it makes a point of cancellation of every call.
    if (syscall(SYS_statx, fd, name, flags | AT_NO_AUTOMOUNT, STATX_BASIC_STATS | STATX_BTIME, &st) != 0) {
        return Outcome<FileStat>::failed(errno);
    }
    return {stat_of(st), 0};
}

class PosixDirectory final : public Directory {
public:
    PosixDirectory(int fd, std::shared_ptr<std::atomic<size_t>> open_count) : fd_(fd), open_count_(std::move(open_count)) {
        ++*open_count_;
    }
    ~PosixDirectory() override {
        close(fd_);
        --*open_count_;
    }
    PosixDirectory(const PosixDirectory&) = delete;
    PosixDirectory& operator=(const PosixDirectory&) = delete;

    [[nodiscard]] int fd() const noexcept { return fd_; }

    Outcome<FileStat> stat() override { return stat_at(fd_, "", AT_EMPTY_PATH); }

    int read_names(NameBuffer& buffer) override {
        if (buffer.capacity_bytes < kReadBytes) {
            buffer.bytes = std::make_unique<char[]>(kReadBytes);
            buffer.capacity_bytes = kReadBytes;
        }
        buffer.names.clear();
        while (buffer.names.empty()) {  // a piece may hold nothing but "." and ".."
            const long size = syscall(SYS_getdents64, fd_, buffer.bytes.get(), buffer.capacity_bytes);
            if (size < 0) return errno;
            if (size == 0) return 0;
            for (long at = 0; at < size;) {
                const auto* entry = reinterpret_cast<const KernelEntry*>(buffer.bytes.get() + at);
                at += entry->d_reclen;
                const std::string_view name(entry->d_name);
                if (name == "." || name == "..") continue;
                buffer.names.push_back({name, entry->d_ino, type_of_d_type(entry->d_type)});
            }
        }
        return 0;
    }

    int rewind() override { return lseek(fd_, 0, SEEK_SET) == 0 ? 0 : errno; }

    Outcome<FileStat> stat_entry(const char* name) override { return stat_at(fd_, name, AT_SYMLINK_NOFOLLOW); }

    Outcome<FileStat> stat_below(const char* path) override { return stat_at(fd_, path, AT_SYMLINK_NOFOLLOW); }

private:
    const int fd_;
    const std::shared_ptr<std::atomic<size_t>> open_count_;
};

// A descriptor that is closed unless it is taken on.
class OwnedFd {
public:
    explicit OwnedFd(int fd = -1) : fd_(fd) {}
    ~OwnedFd() { reset(-1); }
    OwnedFd(const OwnedFd&) = delete;
    OwnedFd& operator=(const OwnedFd&) = delete;
    void reset(int fd) {
        if (fd_ >= 0) close(fd_);
        fd_ = fd;
    }
    [[nodiscard]] int get() const { return fd_; }
    int release() { return std::exchange(fd_, -1); }

private:
    int fd_;
};

// errno, or 0 when `path` is a clean relative path: without an empty component, ".", ".." and NUL.
int check_path(std::string_view path) {
    for (;;) {
        const size_t slash = path.find('/');
        const std::string_view part = path.substr(0, slash);
        if (part.empty() || part == "." || part == ".." || part.find('\0') != part.npos) return EINVAL;
        if (slash == path.npos) return 0;
        path.remove_prefix(slash + 1);
    }
}

class PosixFileSystem final : public FileSystem {
public:
    explicit PosixFileSystem(const PosixOptions& options)
        : max_kept_open_(options.max_kept_open), open_count_(std::make_shared<std::atomic<size_t>>(0)) {
        if (max_kept_open_ == 0) {
            rlimit limit{};
            getrlimit(RLIMIT_NOFILE, &limit);
            max_kept_open_ = std::min<rlim_t>(limit.rlim_cur, 1u << 20) / 2;
        }
        // Kernels before 5.6 say ENOSYS, old container sandboxes EPERM.
        open_how how{};
        how.flags = O_PATH | O_CLOEXEC;
        const long fd = syscall(SYS_openat2, AT_FDCWD, "/", &how, sizeof how);
        has_openat2_ = fd >= 0 && options.use_openat2;
        if (fd >= 0) close(static_cast<int>(fd));
    }

    Outcome<DirectoryPtr> open_root(const std::string& path) override {
        if (path.find('\0') != path.npos) return Outcome<DirectoryPtr>::failed(EINVAL);
        int fd = open(path.c_str(), kReadFlags & ~O_NOFOLLOW);
        if (fd < 0 && errno == EPERM) fd = open(path.c_str(), kReadFlags & ~(O_NOFOLLOW | O_NOATIME));
        return opened(fd);
    }

    Outcome<DirectoryPtr> open_below(const DirectoryPtr& from, std::string_view path, bool cross_mounts) override {
        if (path.empty()) return opened(open_last(fd_of(from), ".", cross_mounts));
        if (const int error = check_path(path); error != 0) return Outcome<DirectoryPtr>::failed(error);
        // The kernel takes PATH_MAX bytes at once; without openat2 it is one component, so that each can be checked.
        OwnedFd on_the_way;
        int at = fd_of(from);
        while (path.size() >= PATH_MAX || (!has_openat2_ && path.find('/') != path.npos)) {
            const size_t cut = has_openat2_ ? path.rfind('/', PATH_MAX - 1) : path.find('/');
            if (cut == path.npos) return Outcome<DirectoryPtr>::failed(ENAMETOOLONG);
            const int next = open_one(at, path.substr(0, cut), kStepFlags, cross_mounts);
            if (next < 0) return Outcome<DirectoryPtr>::failed(errno);
            on_the_way.reset(next);
            at = next;
            path.remove_prefix(cut + 1);
        }
        return opened(open_last(at, path, cross_mounts));
    }

    Outcome<RootIdentity> identify(const DirectoryPtr& root) override { return identify_mount(fd_of(root)); }

    bool may_keep_open() const noexcept override { return *open_count_ < max_kept_open_; }

private:
    static constexpr int kReadFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NOATIME;
    static constexpr int kStepFlags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

    static int fd_of(const DirectoryPtr& directory) { return static_cast<PosixDirectory&>(*directory).fd(); }

    // The outcome of an open that returned `fd` and set errno.
    Outcome<DirectoryPtr> opened(int fd) {
        if (fd < 0) return Outcome<DirectoryPtr>::failed(errno);
        return {std::make_shared<PosixDirectory>(fd, open_count_), 0};
    }

    int open_last(int at, std::string_view path, bool cross_mounts) {
        const int fd = open_one(at, path, kReadFlags, cross_mounts);
        if (fd >= 0 || errno != EPERM) return fd;
        return open_one(at, path, kReadFlags & ~O_NOATIME, cross_mounts);  // O_NOATIME is the owner's (open(2))
    }

    // A descriptor, or -1 and errno. `path` is shorter than PATH_MAX.
    int open_one(int at, std::string_view path, int flags, bool cross_mounts) {
        char text[PATH_MAX];
        std::memcpy(text, path.data(), path.size());
        text[path.size()] = '\0';
        if (!has_openat2_) return open_component(at, text, flags, cross_mounts);
        open_how how{};
        how.flags = static_cast<uint64_t>(flags);
        how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
        if (!cross_mounts) how.resolve |= RESOLVE_NO_XDEV;
        return static_cast<int>(syscall(SYS_openat2, at, text, &how, sizeof how));
    }

    static int open_component(int at, const char* name, int flags, bool cross_mounts) {
        OwnedFd fd(openat(at, name, flags));
        if (fd.get() < 0 || cross_mounts) return fd.release();
        const Outcome<uint64_t> above = mount_of(at);
        const Outcome<uint64_t> below = mount_of(fd.get());
        const int error = !above.ok() ? above.error_number : !below.ok() ? below.error_number : 0;
        if (error == 0 && above.value == below.value) return fd.release();
        fd.reset(-1);
        errno = error != 0 ? error : EXDEV;
        return -1;
    }

    size_t max_kept_open_;
    bool has_openat2_ = false;
    std::shared_ptr<std::atomic<size_t>> open_count_;  // outlives the file system while directories are open
};

}  // namespace

std::unique_ptr<FileSystem> make_posix_file_system(const PosixOptions& options) {
    return std::make_unique<PosixFileSystem>(options);
}

}  // namespace tocd
