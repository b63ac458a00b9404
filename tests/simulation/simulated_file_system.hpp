// A file system that exists only in memory, behind the scanner's seam: a tree that changes in the middle of every
// look, clocks as coarse as real ones, inodes that are used again, and faults.
// Thread: one.
#pragma once

#include "random.hpp"
#include "scan/file_system.hpp"
#include "simulated_clock.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace tocd::simulation {

struct SimNode;

// A name in a directory.
struct SimName {
    std::shared_ptr<SimNode> node;
    bool unbroken = false;  // the catalogue had it as a present file, and it has been here ever since
    int stat_error = 0;     // errno of every statx of this name; 0: none
};

struct SimNode {
    FileStat stat;                         // type, inode, times, size …
    std::map<std::string, SimName> names;  // of a directory
    SimNode* parent = nullptr;             // of a directory; null: the root, or taken out of the tree
    std::string name;                      // of a directory, in its parent
    bool dead = false;                     // a directory that was removed
    bool mounted = false;                  // another file system lies over this directory
    int open_error = 0;                    // errno of every open of this directory or through it
    int read_error = 0;                    // errno of getdents64 after some names

    [[nodiscard]] bool is_directory() const noexcept { return stat.type == NameType::directory; }
};
using NodePtr = std::shared_ptr<SimNode>;

// What this file system is like; drawn once per seed.
struct Nature {
    int64_t granularity_ns = 1;  // of its time stamps
    bool reuses_inodes = false;
    bool has_birth_times = true;
    bool tells_types = true;     // d_type
    bool repeats_names = false;  // readdir may give a name twice
    bool stale_handles = false;  // a removed directory says ESTALE, not ENOENT
    uint64_t first_inode = 2;
};

// How often, of 1000 operations, one fails out of nothing.
struct FaultRates {
    uint64_t open = 0, read = 0, stat = 0;
};

class SimulatedFileSystem final : public FileSystem {
public:
    SimulatedFileSystem(SimulatedClock& clock, Random random, const Nature& nature);

    Outcome<DirectoryPtr> open_root(const std::string& path) override;
    Outcome<DirectoryPtr> open_below(const DirectoryPtr& from, std::string_view path, bool cross_mounts) override;
    Outcome<RootIdentity> identify(const DirectoryPtr& root) override;
    bool may_keep_open() const noexcept override;

    // The tree. Every change moves the stamps of the directories it touches.
    NodePtr root;
    int root_error = 0;  // of open_root
    NodePtr make_file();
    NodePtr make_directory();
    NodePtr make_other();                                                        // a link, socket or device
    void add(SimNode& directory, const std::string& name, const NodePtr& node);  // replaces what is there
    void remove(SimNode& directory, const std::string& name);                    // with everything below
    NodePtr take_out(SimNode& directory, const std::string& name);               // it lives on elsewhere
    void move(SimNode& from, const std::string& name, SimNode& to, const std::string& new_name);
    void exchange(SimNode& a, const std::string& name_a, SimNode& b, const std::string& name_b);
    void changed(SimNode& node, bool content);  // moves ctime, and mtime
    [[nodiscard]] UnixNs stamp() const noexcept;
    [[nodiscard]] size_t size() const;  // names in the tree

    // When a file's path was taken away last; path bytes relative to the root.
    std::unordered_map<std::string, UnixNs> removed_at;

    FaultRates rates;
    uint64_t faults = 0;            // that were seen by somebody
    uint64_t moments = 0;           // operations so far
    std::function<void()> between;  // runs before every operation; may change the tree
    const Nature nature;
    Random random;

private:
    friend class SimulatedDirectory;
    void moment();
    // What `path` leads to below `node`; ELOOP, ENOTDIR, ENOENT, EXDEV like openat2(2), and the errors of directories on the way.
    [[nodiscard]] Outcome<NodePtr> walk(NodePtr node, std::string_view path, bool cross_mounts);
    [[nodiscard]] bool fails(uint64_t rate);
    [[nodiscard]] int some_error();
    [[nodiscard]] uint64_t take_inode();
    NodePtr make(NameType type);
    void detach(SimNode& directory, const std::string& name, SimName& entry, bool stays_in_tree);
    void forget_below(SimNode& node, const std::string& path, bool dies, bool moved_itself);

    SimulatedClock& clock_;
    uint64_t next_inode_;
    std::vector<uint64_t> free_inodes_;
};

// Path of a directory of the tree, relative to the root: bytes, '/' separated.
[[nodiscard]] std::string path_of(const SimNode& directory);
[[nodiscard]] std::string below(const std::string& path, std::string_view name);

}  // namespace tocd::simulation
