// A file system in memory on which a test makes anything happen between two calls.
#pragma once

#include "scan/file_system.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tocd {

struct ScriptedNode {
    FileStat stat;
    NameType told_type = NameType::unknown;  // d_type; set by the makers below
    uint64_t told_inode = 0;                 // d_ino
    std::map<std::string, std::shared_ptr<ScriptedNode>> children;
    bool mount_point = false;
    std::vector<std::string> repeated;  // names that a directory shows once more at its end
};

class ScriptedFileSystem final : public FileSystem {
public:
    ScriptedFileSystem();

    // Makers; parents must exist. They do not touch the parent's stamp: see touch().
    ScriptedNode& add_file(const std::string& path, uint64_t size_bytes = 1);
    ScriptedNode& add_directory(const std::string& path);
    ScriptedNode& add_link(const std::string& path);
    void remove(const std::string& path);
    void touch(const std::string& path);  // moves mtime and ctime
    ScriptedNode& at(const std::string& path);

    // Called before every call with its name ("open", "stat", "read", "rewind", "stat_entry") and the path it speaks
    // of; what it returns is the errno that the call fails with, 0: none.
    std::function<int(const std::string& call, const std::string& path)> before = [](const auto&, const auto&) { return 0; };
    std::vector<std::string> calls;  // "read a/b"
    size_t names_per_read = 1000;
    size_t open_now = 0;
    bool keep_open = true;
    uint64_t mount_id = 1;  // of the root

    Outcome<DirectoryPtr> open_root(const std::string& path) override;
    Outcome<DirectoryPtr> open_below(const DirectoryPtr& from, std::string_view path, bool cross_mounts) override;
    Outcome<RootIdentity> identify(const DirectoryPtr& root) override;
    bool may_keep_open() const noexcept override { return keep_open; }

    int note(const char* call, const std::string& path);

private:
    ScriptedNode& add(const std::string& path, NameType type);
    std::shared_ptr<ScriptedNode> root_;
    uint64_t next_inode_ = 100;
};

// A clock that stands until it is told otherwise.
class ScriptedClock final : public Clock {
public:
    UnixNs now_ns() const override { return wall_ns; }
    int64_t monotonic_ns() const override { return running_ns += step_ns; }
    UnixNs wall_ns = 1'700'000'000 * kNsPerSecond;
    mutable int64_t running_ns = 1;
    int64_t step_ns = 0;  // added by every look
};

}  // namespace tocd
