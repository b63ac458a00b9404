// A tree in memory that answers as a share may: with errors, late, not at all, or with things that are not so.
// fuse_mount.hpp shows it to the kernel. Thread: any.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <ctime>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

struct FaultNode {
    uint64_t inode = 0;
    uint32_t mode = 0;  // with S_IFMT
    uint64_t size_bytes = 0;
    uint64_t blocks = 0;
    timespec mtime{1'600'000'000, 0};
    timespec ctime{1'600'000'000, 0};
    uint32_t links = 1;
    std::map<std::string, std::shared_ptr<FaultNode>> children;
    std::string path;  // as it was made; what faults are told of
};
using FaultNodePtr = std::shared_ptr<FaultNode>;

// What the kernel asks for; `look` stands for every question about attributes (lookup, getattr).
enum class Ask : uint8_t { look, open, list };

struct Question {
    Ask ask = Ask::look;
    std::string path;  // relative, "" the root; of look: what is looked at
    uint64_t number = 0;  // how many of this kind, of this path, came before
};

class FaultTree {
public:
    FaultTree();
    ~FaultTree();  // also of directories that hold themselves
    FaultTree(const FaultTree&) = delete;
    FaultTree& operator=(const FaultTree&) = delete;

    // Makers; parents are made too. The parent's stamp moves.
    FaultNodePtr add_file(const std::string& path, uint64_t size_bytes = 1);
    FaultNodePtr add_directory(const std::string& path);
    FaultNodePtr add(const std::string& path, uint32_t mode);
    void remove(const std::string& path);
    void rename(const std::string& from, const std::string& to);
    void touch(const std::string& path);  // moves the directory's stamp
    [[nodiscard]] FaultNodePtr at(const std::string& path);  // null: nothing
    [[nodiscard]] FaultNodePtr root();
    void set_root(FaultNodePtr root);  // another tree is mounted, without the kernel noticing
    [[nodiscard]] FaultNodePtr make(uint32_t mode);

    // The errno that a question is answered with, 0: the truth. May change the tree (the makers lock by themselves).
    using Fault = std::function<int(const Question&)>;
    void set_fault(Fault fault);

    // How many entries a listing of `path` shows; the rest is cut off as if it ended there. No entry: all.
    void truncate(const std::string& path, size_t entries);

    // From now on no question is answered, until released: a server that is gone. Questions that wait are answered then.
    void hang();
    void release();
    void hang_at(const std::string& path);  // only questions about it

    // Asked before every answer by the mount: waits while it hangs, then gives the errno.
    [[nodiscard]] int ask(Ask ask, const std::string& path);
    [[nodiscard]] size_t shown(const std::string& path, size_t entries);
    [[nodiscard]] uint64_t questions() const;  // that were asked so far
    [[nodiscard]] uint64_t waiting() const;    // that hang now
    [[nodiscard]] std::vector<std::pair<std::string, FaultNodePtr>> list(const FaultNodePtr& directory);
    [[nodiscard]] FaultNodePtr child(const FaultNodePtr& directory, const std::string& name);
    [[nodiscard]] FaultNode attributes(const FaultNodePtr& node);  // without children

private:
    FaultNodePtr find(const std::string& path);
    void move_stamp(FaultNode& directory);

    mutable std::recursive_mutex mutex_;
    std::condition_variable_any released_;
    FaultNodePtr root_;
    Fault fault_;
    std::map<std::string, size_t> cuts_;
    std::map<std::pair<Ask, std::string>, uint64_t> asked_;
    std::map<std::string, bool> hanging_paths_;
    bool hanging_ = false;
    uint64_t next_inode_ = 2;
    uint64_t questions_ = 0, waiting_ = 0;
    int64_t stamps_ = 0;
};

}  // namespace tocd
