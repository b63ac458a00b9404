// A real tree of a temporary directory, changed at random by system calls, and read back with statx(2).
// Thread: one.
#pragma once

#include "model/entry.hpp"
#include "random.hpp"

#include <map>
#include <string>
#include <vector>

namespace tocd::simulation {

class RealTree {
public:
    RealTree(std::string root, Random random) : root_(std::move(root)), random_(random) {}

    // One change by system calls. Throws std::system_error when the kernel refuses what it must not.
    void change();

    // Every regular file and every directory by path relative to the root, with its facts as text.
    struct Contents {
        std::map<std::string, std::string> files;
        std::map<std::string, std::string> directories;
    };
    [[nodiscard]] Contents read() const;

private:
    [[nodiscard]] std::vector<std::string> paths() const;
    void write(const std::string& path);

    const std::string root_;
    Random random_;
};

// The facts that RealTree and the catalogue are compared by.
[[nodiscard]] std::string file_facts(uint64_t inode, uint64_t size_bytes, uint64_t allocated_bytes, UnixNs mtime_ns,
                                     UnixNs ctime_ns, UnixNs atime_ns, UnixNs btime_ns, uint32_t uid, uint32_t gid,
                                     uint32_t link_count);
[[nodiscard]] std::string directory_facts(uint64_t inode, UnixNs mtime_ns, UnixNs ctime_ns, uint32_t uid, uint32_t gid,
                                          uint32_t mode);

}  // namespace tocd::simulation
