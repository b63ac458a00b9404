// What one directory entry is to tocd: the columns that travel from share to catalogue.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <limits>
#include <string_view>

namespace tocd {

enum class EntryType : uint8_t { file = 0, directory = 1 };  // links, sockets, devices are only counted

inline constexpr UnixNs kNoTime = std::numeric_limits<UnixNs>::min();  // "the file system does not say" (birth time)

struct Entry {
    std::string_view name;  // bytes; never empty, ".", "..", with '/' or NUL. Points into the listing that holds it
    EntryType type = EntryType::file;
    uint64_t inode = 0;

    // Of regular files only; a child directory is described by its own listing.
    uint64_t size_bytes = 0;       // at most 2^63-1
    uint64_t allocated_bytes = 0;  // st_blocks * 512, at most 2^63-1
    UnixNs mtime_ns = 0;
    UnixNs ctime_ns = 0;
    UnixNs atime_ns = 0;  // rounded down to the share's atime_resolution; kNoTime when that is "off"
    UnixNs btime_ns = kNoTime;
    uint32_t uid = 0;
    uint32_t gid = 0;
    uint32_t link_count = 1;
};

// A directory's own attributes, from statx(2) on its open descriptor.
struct DirectoryAttributes {
    uint64_t inode = 0;
    UnixNs mtime_ns = 0;
    UnixNs ctime_ns = 0;
    UnixNs btime_ns = kNoTime;
    uint32_t uid = 0;
    uint32_t gid = 0;
    uint32_t mode = 0;  // permission bits, 07777
    bool mount_root = false;  // a file system (or a part of one) is mounted here; false before Linux 5.8
    friend bool operator==(const DirectoryAttributes&, const DirectoryAttributes&) = default;
};

}  // namespace tocd
