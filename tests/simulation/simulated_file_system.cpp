#include "simulated_file_system.hpp"

#include <algorithm>
#include <cerrno>

namespace tocd::simulation {

// An open directory. Its names are those of the moment of the first read; of later ones some are shown, and what was
// there all the time is always shown, as POSIX promises.
class SimulatedDirectory final : public Directory {
public:
    SimulatedDirectory(SimulatedFileSystem& file_system, NodePtr node) : fs_(file_system), node_(std::move(node)) {}

    Outcome<FileStat> stat() override {
        fs_.moment();
        if (fs_.fails(fs_.rates.stat / 8)) return Outcome<FileStat>::failed(fs_.some_error());
        if (node_->dead && fs_.nature.stale_handles) return Outcome<FileStat>::failed(ESTALE);
        return {node_->stat, 0};
    }

    int read_names(NameBuffer& buffer) override {
        fs_.moment();
        buffer.names.clear();
        if (node_->dead) return fs_.nature.stale_handles ? ESTALE : ENOENT;
        if (fs_.fails(fs_.rates.read)) return fs_.some_error();
        if (!begun_) begin();
        if (node_->read_error != 0 && (at_ > 0 || node_->names.empty())) {
            ++fs_.faults;
            return node_->read_error;
        }
        fill(buffer);
        return 0;
    }

    int rewind() override {
        fs_.moment();
        begun_ = false;
        return 0;
    }

    Outcome<FileStat> stat_entry(const char* name) override {
        fs_.moment();
        return look_at(*node_, name);
    }

    Outcome<FileStat> stat_below(const char* path) override {
        fs_.moment();
        const std::string_view whole = path;
        const size_t slash = whole.rfind('/');
        Outcome<NodePtr> above{node_, 0};
        if (slash != whole.npos) above = fs_.walk(node_, whole.substr(0, slash), true);
        if (!above.ok()) return Outcome<FileStat>::failed(above.error_number);
        return look_at(*above.value, std::string(whole.substr(slash + 1)));
    }

    [[nodiscard]] const NodePtr& node() const noexcept { return node_; }

private:
    Outcome<FileStat> look_at(const SimNode& directory, const std::string& name) {
        if (fs_.fails(fs_.rates.stat)) return Outcome<FileStat>::failed(fs_.some_error());
        const auto found = directory.names.find(name);
        if (found == directory.names.end()) return Outcome<FileStat>::failed(ENOENT);
        if (found->second.stat_error != 0) {
            ++fs_.faults;
            return Outcome<FileStat>::failed(found->second.stat_error);
        }
        Outcome<FileStat> outcome{found->second.node->stat, 0};
        outcome.value.mount_root = found->second.node->mounted;
        return outcome;
    }

    void begin() {
        begun_ = true;
        at_ = 0;
        shown_.clear();
        for (const auto& [name, entry] : node_->names) shown_.push_back(name);
        fs_.random.shuffle(shown_);
        if (!fs_.nature.repeats_names || shown_.empty() || !fs_.random.permille(100)) return;
        shown_.push_back(fs_.random.pick(shown_));
        ++fs_.faults;
    }

    void fill(NameBuffer& buffer) {
        const size_t wanted = 1 + fs_.random.below(12);
        taken_.clear();
        while (taken_.size() < wanted) {
            if (at_ == shown_.size() && !late_names()) break;
            const auto found = node_->names.find(shown_[at_++]);
            if (found != node_->names.end()) taken_.push_back(found);
        }
        size_t bytes = 0;
        for (const auto& name : taken_) bytes += name->first.size() + 1;
        buffer.bytes = std::make_unique<char[]>(bytes + 1);
        buffer.capacity_bytes = bytes + 1;
        char* at = buffer.bytes.get();
        for (const auto& name : taken_) {
            std::copy_n(name->first.c_str(), name->first.size() + 1, at);
            const bool tells = fs_.nature.tells_types && !fs_.random.permille(20);
            buffer.names.push_back({{at, name->first.size()},
                                    name->second.node->stat.inode,
                                    tells ? name->second.node->stat.type : NameType::unknown});
            at += name->first.size() + 1;
        }
    }

    // Names that appeared since the first read: some file systems show them, some do not.
    bool late_names() {
        bool any = false;
        for (const auto& [name, entry] : node_->names) {
            if (std::find(shown_.begin(), shown_.end(), name) != shown_.end() || fs_.random.permille(500)) continue;
            shown_.push_back(name);
            any = true;
        }
        return any;
    }

    SimulatedFileSystem& fs_;
    const NodePtr node_;
    bool begun_ = false;
    size_t at_ = 0;
    std::vector<std::string> shown_;
    std::vector<std::map<std::string, SimName>::const_iterator> taken_;
};

std::string below(const std::string& path, std::string_view name) {
    return path.empty() ? std::string(name) : path + "/" + std::string(name);
}

std::string path_of(const SimNode& directory) {
    if (directory.parent == nullptr) return {};
    return below(path_of(*directory.parent), directory.name);
}

SimulatedFileSystem::SimulatedFileSystem(SimulatedClock& clock, Random seeded, const Nature& drawn)
    : nature(drawn), random(seeded), clock_(clock), next_inode_(drawn.first_inode) {
    root = make_directory();
}

void SimulatedFileSystem::moment() {
    ++moments;
    clock_.advance(random.between(1'000, 200'000));
    if (between) between();
}

bool SimulatedFileSystem::fails(uint64_t rate) {
    if (rate == 0 || !random.permille(rate)) return false;
    ++faults;
    return true;
}

int SimulatedFileSystem::some_error() {
    constexpr int kErrors[] = {EACCES, EIO, ESTALE, ETIMEDOUT, ENOMEM, EPERM};
    return kErrors[random.below(std::size(kErrors))];
}

Outcome<DirectoryPtr> SimulatedFileSystem::open_root(const std::string&) {
    moment();
    if (root_error != 0) return Outcome<DirectoryPtr>::failed(root_error);
    return {std::make_shared<SimulatedDirectory>(*this, root), 0};
}

Outcome<DirectoryPtr> SimulatedFileSystem::open_below(const DirectoryPtr& from, std::string_view path,
                                                      bool cross_mounts) {
    moment();
    if (fails(rates.open)) return Outcome<DirectoryPtr>::failed(some_error());
    const Outcome<NodePtr> found = walk(static_cast<SimulatedDirectory&>(*from).node(), path, cross_mounts);
    if (!found.ok()) return Outcome<DirectoryPtr>::failed(found.error_number);
    return {std::make_shared<SimulatedDirectory>(*this, found.value), 0};
}

Outcome<NodePtr> SimulatedFileSystem::walk(NodePtr node, std::string_view path, bool cross_mounts) {
    while (!path.empty()) {
        const size_t slash = path.find('/');
        const std::string name(path.substr(0, slash));
        path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
        if (node->dead && nature.stale_handles) return Outcome<NodePtr>::failed(ESTALE);
        const auto found = node->names.find(name);
        if (found == node->names.end()) return Outcome<NodePtr>::failed(ENOENT);
        node = found->second.node;
        if (node->stat.type == NameType::other) return Outcome<NodePtr>::failed(path.empty() ? ENOTDIR : ELOOP);
        if (!node->is_directory()) return Outcome<NodePtr>::failed(ENOTDIR);
        if (node->open_error != 0) {
            ++faults;
            return Outcome<NodePtr>::failed(node->open_error);
        }
        if (node->mounted && !cross_mounts) return Outcome<NodePtr>::failed(EXDEV);
    }
    return {node, 0};
}

Outcome<RootIdentity> SimulatedFileSystem::identify(const DirectoryPtr& directory) {
    moment();
    RootIdentity identity;
    identity.inode = static_cast<SimulatedDirectory&>(*directory).node()->stat.inode;
    identity.btime_ns = static_cast<SimulatedDirectory&>(*directory).node()->stat.btime_ns;
    identity.file_system = nature.has_birth_times ? "ext4" : "nfs4";
    identity.mount_source = nature.has_birth_times ? "/dev/sda1" : "server:/export";
    return {identity, 0};
}

bool SimulatedFileSystem::may_keep_open() const noexcept { return moments % 7 != 0; }

UnixNs SimulatedFileSystem::stamp() const noexcept {
    const UnixNs now = clock_.now_ns();
    return now - now % nature.granularity_ns;
}

uint64_t SimulatedFileSystem::take_inode() {
    if (nature.reuses_inodes && !free_inodes_.empty() && !random.permille(200)) {
        const uint64_t inode = free_inodes_.back();
        free_inodes_.pop_back();
        return inode;
    }
    return next_inode_++;
}

NodePtr SimulatedFileSystem::make(NameType type) {
    auto node = std::make_shared<SimNode>();
    FileStat& s = node->stat;
    s.type = type;
    s.inode = take_inode();
    s.mtime_ns = s.ctime_ns = s.atime_ns = stamp();
    s.btime_ns = nature.has_birth_times ? s.mtime_ns : kNoTime;
    s.uid = static_cast<uint32_t>(random.below(4));
    s.gid = static_cast<uint32_t>(random.below(2) * 100);
    s.mode = 0755;
    return node;
}

NodePtr SimulatedFileSystem::make_file() { return make(NameType::file); }
NodePtr SimulatedFileSystem::make_directory() { return make(NameType::directory); }
NodePtr SimulatedFileSystem::make_other() { return make(NameType::other); }

void SimulatedFileSystem::changed(SimNode& node, bool content) {
    node.stat.ctime_ns = stamp();
    if (content) node.stat.mtime_ns = node.stat.ctime_ns;
}

// The files below `node` are no longer what they were called.
void SimulatedFileSystem::forget_below(SimNode& node, const std::string& path, bool dies, bool moved_itself) {
    if (!node.is_directory()) {
        // Below a directory that was renamed, a scan that has its handle may still see it under the old path.
        if (dies || moved_itself)
            removed_at[path] = clock_.now_ns();
        else
            removed_at.erase(path);
        if (dies && --node.stat.link_count == 0) free_inodes_.push_back(node.stat.inode);
        if (dies) node.stat.ctime_ns = stamp();  // its other names show it
        return;
    }
    for (auto& [name, entry] : node.names) {
        entry.unbroken = false;
        forget_below(*entry.node, below(path, name), dies, false);
    }
    if (!dies) return;
    node.dead = true;
    node.names.clear();
    free_inodes_.push_back(node.stat.inode);
}

void SimulatedFileSystem::detach(SimNode& directory, const std::string& name, SimName& entry, bool stays_in_tree) {
    const std::string path = below(path_of(directory), name);
    // A scan that has a handle below a directory that was renamed sees what is made there later, under the old path too.
    if (stays_in_tree && entry.node->is_directory())
        std::erase_if(removed_at, [&](const auto& removed) { return removed.first.starts_with(path + "/"); });
    forget_below(*entry.node, path, !stays_in_tree, true);
    if (!stays_in_tree && entry.node->is_directory()) entry.node->parent = nullptr;
}

void SimulatedFileSystem::add(SimNode& directory, const std::string& name, const NodePtr& node) {
    SimName& entry = directory.names[name];
    bool unbroken = false;
    if (entry.node && entry.node != node) {
        // A file renamed over a file: the name was there all the time.
        unbroken = entry.unbroken && entry.node->stat.type == NameType::file && node->stat.type == NameType::file;
        detach(directory, name, entry, false);
        if (unbroken) removed_at.erase(below(path_of(directory), name));
    }
    entry = {node, unbroken, 0};
    if (node->is_directory()) {
        node->parent = &directory;
        node->name = name;
    }
    changed(directory, true);
}

void SimulatedFileSystem::remove(SimNode& directory, const std::string& name) {
    const auto found = directory.names.find(name);
    detach(directory, name, found->second, false);
    directory.names.erase(found);
    changed(directory, true);
}

NodePtr SimulatedFileSystem::take_out(SimNode& directory, const std::string& name) {
    const auto found = directory.names.find(name);
    const NodePtr node = found->second.node;
    detach(directory, name, found->second, true);
    if (node->is_directory()) node->parent = nullptr;
    directory.names.erase(found);
    changed(directory, true);
    return node;
}

void SimulatedFileSystem::move(SimNode& from, const std::string& name, SimNode& to, const std::string& new_name) {
    const auto found = from.names.find(name);
    const NodePtr node = found->second.node;
    detach(from, name, found->second, true);
    from.names.erase(found);
    changed(from, true);
    add(to, new_name, node);
    changed(*node, false);
}

void SimulatedFileSystem::exchange(SimNode& a, const std::string& name_a, SimNode& b, const std::string& name_b) {
    SimName& one = a.names.at(name_a);
    SimName& two = b.names.at(name_b);
    const bool files = one.node->stat.type == NameType::file && two.node->stat.type == NameType::file;
    const bool unbroken[2] = {one.unbroken, two.unbroken};
    if (!files) {
        detach(a, name_a, one, true);
        detach(b, name_b, two, true);
    }
    std::swap(one.node, two.node);
    one.unbroken = files && unbroken[0];
    two.unbroken = files && unbroken[1];
    const auto place = [](SimNode& directory, const std::string& name, const SimName& entry) {
        if (!entry.node->is_directory()) return;
        entry.node->parent = &directory;
        entry.node->name = name;
    };
    place(a, name_a, one);
    place(b, name_b, two);
    changed(a, true);
    changed(b, true);
    changed(*one.node, false);
    changed(*two.node, false);
}

size_t SimulatedFileSystem::size() const {
    const auto count = [](const auto& self, const SimNode& node) -> size_t {
        size_t n = node.names.size();
        for (const auto& [name, entry] : node.names)
            if (entry.node->is_directory()) n += self(self, *entry.node);
        return n;
    };
    return count(count, *root);
}

}  // namespace tocd::simulation
