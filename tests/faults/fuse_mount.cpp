#include "fuse_mount.hpp"

#include <linux/fuse.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <stdexcept>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include <unordered_map>

namespace tocd {
namespace {

constexpr size_t kRequestBytes = 256 * 1024;

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(what + ": " + std::strerror(errno) +
                             " (tests of faults need root, or CAP_SYS_ADMIN, and /dev/fuse)");
}

uint32_t type_bits(uint32_t mode) { return (mode & S_IFMT) >> 12; }

fuse_attr attributes_of(const FaultNode& node) {
    fuse_attr out{};
    out.ino = node.inode;
    out.size = node.size_bytes;
    out.blocks = node.blocks;
    out.atime = out.mtime = static_cast<uint64_t>(node.mtime.tv_sec);
    out.atimensec = out.mtimensec = static_cast<uint32_t>(node.mtime.tv_nsec);
    out.ctime = static_cast<uint64_t>(node.ctime.tv_sec);
    out.ctimensec = static_cast<uint32_t>(node.ctime.tv_nsec);
    out.mode = node.mode;
    out.nlink = node.links;
    out.blksize = 4096;
    return out;
}

}  // namespace

// Nodes that the kernel knows, and listings that it reads.
struct FuseMount::Handles {
    std::mutex mutex;
    std::unordered_map<uint64_t, FaultNodePtr> nodes;
    std::unordered_map<FaultNode*, uint64_t> ids;
    std::unordered_map<uint64_t, std::vector<std::pair<std::string, FaultNodePtr>>> listings;
    uint64_t next = 2;  // 1 is FUSE_ROOT_ID

    FaultNodePtr node(uint64_t id, FaultTree& tree) {
        if (id == FUSE_ROOT_ID) return tree.root();
        const std::lock_guard lock(mutex);
        const auto found = nodes.find(id);
        return found == nodes.end() ? nullptr : found->second;
    }
    uint64_t id_of(const FaultNodePtr& node) {
        const std::lock_guard lock(mutex);
        const auto [at, is_new] = ids.emplace(node.get(), next);
        if (is_new) nodes.emplace(next++, node);
        return at->second;
    }
};

FuseMount::FuseMount(FaultTree& tree, std::string path, const MountOptions& options)
    : tree_(tree), path_(std::move(path)), options_(options), handles_(std::make_shared<Handles>()) {
    fd_ = open("/dev/fuse", O_RDWR | O_CLOEXEC);
    if (fd_ < 0) fail("cannot open /dev/fuse");
    const std::string data = "fd=" + std::to_string(fd_) + ",rootmode=40000,user_id=0,group_id=0,allow_other";
    if (mount("fault", path_.c_str(), options_.type.c_str(), MS_NOSUID | MS_NODEV, data.c_str()) != 0) {
        const int error = errno;
        close(fd_);
        errno = error;
        fail("cannot mount a FUSE file system at " + path_);
    }
    mounted_ = true;
    for (unsigned i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { serve(); });
}

FuseMount::~FuseMount() {
    tree_.release();
    // A forced unmount aborts what the kernel still waits for, so that the threads see the end of the file.
    if (mounted_) umount2(path_.c_str(), MNT_FORCE);
    detach();
    for (std::thread& thread : threads_) thread.join();
    close(fd_);
}

void FuseMount::detach() {
    if (mounted_) umount2(path_.c_str(), MNT_DETACH);
    mounted_ = false;
}

void FuseMount::serve() {
    std::vector<char> request(kRequestBytes);
    while (answer_one(request)) {
    }
}

bool FuseMount::answer_one(std::vector<char>& request) {
    const ssize_t size = read(fd_, request.data(), request.size());
    if (size < 0) return errno == EINTR || errno == EAGAIN || errno == ENOENT;  // ENODEV: unmounted
    const auto* head = reinterpret_cast<const fuse_in_header*>(request.data());
    const char* argument = request.data() + sizeof *head;

    const auto reply = [&](int error, const void* data = nullptr, size_t bytes = 0) {
        fuse_out_header out{};
        out.len = static_cast<uint32_t>(sizeof out + bytes);
        out.error = -error;
        out.unique = head->unique;
        iovec parts[2] = {{&out, sizeof out}, {const_cast<void*>(data), bytes}};
        (void)!writev(fd_, parts, bytes == 0 ? 1 : 2);
        return true;
    };
    if (head->opcode == FUSE_INIT) {
        fuse_init_out out{};
        out.major = FUSE_KERNEL_VERSION;
        out.minor = 31;
        out.max_readahead = 0;
        out.flags = FUSE_PARALLEL_DIROPS | FUSE_ASYNC_READ;
        out.max_background = 64;
        out.congestion_threshold = 64;
        out.max_write = 4096;
        out.time_gran = 1;
        return reply(0, &out, sizeof out);
    }
    if (head->opcode == FUSE_FORGET || head->opcode == FUSE_BATCH_FORGET || head->opcode == FUSE_INTERRUPT ||
        head->opcode == FUSE_DESTROY)
        return true;  // no answer is wanted
    ++calls_;
    if (options_.latency.count() != 0) std::this_thread::sleep_for(options_.latency);

    const FaultNodePtr node = handles_->node(head->nodeid, tree_);
    if (!node) return reply(ESTALE);
    switch (head->opcode) {
        case FUSE_LOOKUP: {
            const std::string name(argument);
            const std::string above = tree_.attributes(node).path;
            if (const int error = tree_.ask(Ask::look, above.empty() ? name : above + "/" + name); error != 0) return reply(error);
            const FaultNodePtr child = tree_.child(node, name);
            if (!child) return reply(ENOENT);
            fuse_entry_out out{};
            out.nodeid = handles_->id_of(child);
            out.attr = attributes_of(tree_.attributes(child));
            return reply(0, &out, sizeof out);
        }
        case FUSE_GETATTR: {
            const FaultNode now = tree_.attributes(node);
            if (const int error = tree_.ask(Ask::look, now.path); error != 0) return reply(error);
            fuse_attr_out out{};
            out.attr = attributes_of(tree_.attributes(node));
            return reply(0, &out, sizeof out);
        }
        case FUSE_OPENDIR: {
            const std::string path = tree_.attributes(node).path;
            if (const int error = tree_.ask(Ask::open, path); error != 0) return reply(error);
            fuse_open_out out{};
            {
                const std::lock_guard lock(handles_->mutex);
                out.fh = handles_->next++;
                handles_->listings[out.fh] = {};
            }
            return reply(0, &out, sizeof out);
        }
        case FUSE_READDIR: {
            const auto* read_in = reinterpret_cast<const fuse_read_in*>(argument);
            const std::string path = tree_.attributes(node).path;
            if (const int error = tree_.ask(Ask::list, path); error != 0) return reply(error);
            const std::lock_guard lock(handles_->mutex);
            auto& listing = handles_->listings[read_in->fh];
            if (read_in->offset == 0) listing = tree_.list(node);
            const size_t shown = tree_.shown(path, listing.size());
            std::string out;
            for (size_t i = read_in->offset; i < shown; ++i) {
                const auto& [name, child] = listing[i];
                fuse_dirent entry{};
                entry.ino = child->inode;
                entry.off = i + 1;
                entry.namelen = static_cast<uint32_t>(name.size());
                entry.type = options_.tells_types ? type_bits(child->mode) : 0;
                const size_t padded = FUSE_DIRENT_ALIGN(FUSE_NAME_OFFSET + name.size());
                if (out.size() + padded > read_in->size) break;
                out.append(reinterpret_cast<const char*>(&entry), FUSE_NAME_OFFSET).append(name);
                out.resize((out.size() + 7) & ~size_t{7});
            }
            return reply(0, out.data(), out.size());
        }
        case FUSE_RELEASEDIR: {
            const auto* release = reinterpret_cast<const fuse_release_in*>(argument);
            const std::lock_guard lock(handles_->mutex);
            handles_->listings.erase(release->fh);
            return reply(0);
        }
        case FUSE_STATFS: {
            fuse_statfs_out out{};
            out.st.bsize = 4096;
            out.st.namelen = 255;
            return reply(0, &out, sizeof out);
        }
        case FUSE_ACCESS: return reply(0);
        default: return reply(ENOSYS);
    }
}

}  // namespace tocd
