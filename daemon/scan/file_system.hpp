// The one seam between the scanner and a share: everything that is asked of a file system goes through here, so
// that a simulation can stand in its place. Every look has three outcomes: a value, ENOENT (it is not there), or
// another errno (nothing is known). None of them is an exception.
#pragma once

#include "model/entry.hpp"
#include "model/ports.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

template <class Value>
struct Outcome {
    Value value{};         // meaningful only when ok()
    int error_number = 0;  // errno, > 0
    [[nodiscard]] bool ok() const noexcept { return error_number == 0; }
    static Outcome failed(int error) {
        Outcome outcome;
        outcome.error_number = error;
        return outcome;
    }
};

enum class NameType : uint8_t { unknown, file, directory, other };  // d_type; unknown: only stat_entry can tell

// One name of a directory, as getdents64(2) gives it. Never "." or "..".
struct NameSeen {
    std::string_view name;  // NUL-terminated at name.data()[name.size()]; valid until the next read into the buffer
    uint64_t inode = 0;     // d_ino; of a mount point the covered directory's; 0 or 2^32-1 on some FUSE: not known
    NameType type = NameType::unknown;
};

// Where names are read to. Kept and used again by one thread, so that no directory allocates.
struct NameBuffer {
    std::vector<NameSeen> names;
    std::unique_ptr<char[]> bytes;  // the file system's own; the names point here
    size_t capacity_bytes = 0;
};

// statx(2), without following links or mounting anything.
struct FileStat {
    NameType type = NameType::other;  // never unknown
    uint64_t inode = 0;
    uint64_t size_bytes = 0;       // at most 2^63-1
    uint64_t allocated_bytes = 0;  // at most 2^63-1
    UnixNs mtime_ns = 0;
    UnixNs ctime_ns = 0;
    UnixNs atime_ns = 0;  // exact, not rounded
    UnixNs btime_ns = kNoTime;
    uint32_t uid = 0;
    uint32_t gid = 0;
    uint32_t mode = 0;  // 07777
    uint32_t link_count = 1;
    bool mount_root = false;  // of a directory: a file system is mounted here (STATX_ATTR_MOUNT_ROOT, Linux 5.8)
};

// An open directory; closed when its last owner lets go.
// Thread: read_names and rewind from one thread at a time; everything else from any.
class Directory {
public:
    virtual ~Directory() = default;

    [[nodiscard]] virtual Outcome<FileStat> stat() = 0;

    // Replaces buffer.names by the next piece of names, in any order; none: the end. Returns 0 or an errno.
    [[nodiscard]] virtual int read_names(NameBuffer& buffer) = 0;

    // The next read_names begins anew. Returns 0 or an errno.
    [[nodiscard]] virtual int rewind() = 0;

    // The entry `name` (NUL-terminated, one path component) of this directory.
    [[nodiscard]] virtual Outcome<FileStat> stat_entry(const char* name) = 0;

    // What is at `path` (NUL-terminated, relative, shorter than PATH_MAX; its last component is not followed). Links and mount
    // points on the way there are: only for a path of which every directory was looked at a moment ago.
    [[nodiscard]] virtual Outcome<FileStat> stat_below(const char* path) = 0;
};
using DirectoryPtr = std::shared_ptr<Directory>;

// Thread: any.
class FileSystem {
public:
    virtual ~FileSystem() = default;

    // The share's root by its absolute path. Links in it are followed: the admin wrote it.
    [[nodiscard]] virtual Outcome<DirectoryPtr> open_root(const std::string& path) = 0;

    // The directory `path` ("a", "a/b"; bytes, without "." and "..", of any length and depth) below `from`; "" opens
    // `from` itself anew, with a reading position of its own.
    // No component may be a link (ELOOP or ENOTDIR), nor a mount point unless `cross_mounts` (EXDEV).
    [[nodiscard]] virtual Outcome<DirectoryPtr> open_below(const DirectoryPtr& from, std::string_view path,
                                                           bool cross_mounts) = 0;

    // Who the root is: inode, type and source of its file system. `empty` is not filled.
    [[nodiscard]] virtual Outcome<RootIdentity> identify(const DirectoryPtr& root) = 0;

    // False when too many directories are open to keep one more for its children: they are opened by path then.
    [[nodiscard]] virtual bool may_keep_open() const noexcept = 0;
};

struct PosixOptions {
    size_t max_kept_open = 0;  // bounds may_keep_open(); 0: half of the process's soft limit of descriptors
    bool use_openat2 = true;   // false: as on Linux before 5.6, one component at a time
};

// The machine's, by openat2(2), getdents64(2) and statx(2).
[[nodiscard]] std::unique_ptr<FileSystem> make_posix_file_system(const PosixOptions& options = {});

}  // namespace tocd
