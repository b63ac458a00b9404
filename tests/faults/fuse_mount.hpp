// Shows a FaultTree to the kernel as a mounted file system, over /dev/fuse itself: no library, no cache, and every
// answer is the test's.
#pragma once

#include "fault_tree.hpp"

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace tocd {

struct MountOptions {
    unsigned threads = 4;                      // that answer
    std::chrono::microseconds latency{0};      // of each answer but those that the mount itself needs
    bool tells_types = true;                   // d_type
    std::string type = "fuse.fault";           // as mountinfo names it
};

// Mounted in the mount namespace of the process; detached by the destructor, also while it hangs.
// Throws std::runtime_error that says why when /dev/fuse cannot be used here.
class FuseMount {
public:
    FuseMount(FaultTree& tree, std::string path, const MountOptions& options = {});
    ~FuseMount();
    FuseMount(const FuseMount&) = delete;
    FuseMount& operator=(const FuseMount&) = delete;

    void detach();  // as umount -l: who has it open goes on seeing it
    [[nodiscard]] uint64_t calls() const { return calls_; }

private:
    void serve();
    [[nodiscard]] bool answer_one(std::vector<char>& request);

    FaultTree& tree_;
    const std::string path_;
    const MountOptions options_;
    int fd_ = -1;
    bool mounted_ = false;
    std::atomic<uint64_t> calls_{0};
    std::vector<std::thread> threads_;

    struct Handles;
    std::shared_ptr<Handles> handles_;
};

}  // namespace tocd
