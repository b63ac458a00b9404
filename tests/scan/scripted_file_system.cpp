#include "scripted_file_system.hpp"

#include <cerrno>
#include <stdexcept>

namespace tocd {
namespace {

std::string joined(const std::string& directory, std::string_view name) {
    return directory.empty() ? std::string(name) : directory + "/" + std::string(name);
}

class ScriptedDirectory final : public Directory {
public:
    ScriptedDirectory(ScriptedFileSystem& file_system, std::shared_ptr<ScriptedNode> of, std::string at_path)
        : node(std::move(of)), path(std::move(at_path)), file_system_(file_system) {
        ++file_system_.open_now;
    }
    ~ScriptedDirectory() override { --file_system_.open_now; }

    Outcome<FileStat> stat() override {
        if (const int error = file_system_.note("stat", path); error != 0) return Outcome<FileStat>::failed(error);
        return {node->stat, 0};
    }

    int read_names(NameBuffer& buffer) override {
        buffer.names.clear();
        if (const int error = file_system_.note("read", path); error != 0) return error;
        names_.clear();
        auto child = last_.empty() ? node->children.begin() : node->children.upper_bound(last_);
        for (; child != node->children.end() && names_.size() < file_system_.names_per_read; ++child) {
            names_.push_back({child->first, child->second});
        }
        if (!names_.empty() && child == node->children.end()) {
            for (const std::string& name : node->repeated) names_.push_back({name, node->children.at(name)});
        }
        for (const auto& [name, seen] : names_) buffer.names.push_back({name, seen->told_inode, seen->told_type});
        if (!names_.empty()) last_ = std::prev(child)->first;
        return 0;
    }

    int rewind() override {
        last_.clear();
        return file_system_.note("rewind", path);
    }

    Outcome<FileStat> stat_entry(const char* name) override {
        if (const int error = file_system_.note("stat_entry", joined(path, name)); error != 0) return Outcome<FileStat>::failed(error);
        const auto child = node->children.find(name);
        if (child == node->children.end()) return Outcome<FileStat>::failed(ENOENT);
        return {child->second->stat, 0};
    }

    Outcome<FileStat> stat_below(const char* below) override {
        if (const int error = file_system_.note("stat_below", joined(path, below)); error != 0) return Outcome<FileStat>::failed(error);
        std::string_view rest = below;
        std::shared_ptr<ScriptedNode> at = node;
        for (bool last = false; !last;) {
            const size_t slash = rest.find('/');
            last = slash == rest.npos;
            const auto child = at->children.find(std::string(rest.substr(0, slash)));
            if (child == at->children.end()) return Outcome<FileStat>::failed(ENOENT);
            at = child->second;
            if (!last) rest.remove_prefix(slash + 1);
        }
        return {at->stat, 0};
    }

    const std::shared_ptr<ScriptedNode> node;
    const std::string path;

private:
    ScriptedFileSystem& file_system_;
    std::string last_;
    std::vector<std::pair<std::string, std::shared_ptr<ScriptedNode>>> names_;
};

}  // namespace

ScriptedFileSystem::ScriptedFileSystem() : root_(std::make_shared<ScriptedNode>()) {
    root_->stat.type = NameType::directory;
    root_->stat.inode = 2;
    root_->stat.mode = 0755;
}

ScriptedNode& ScriptedFileSystem::at(const std::string& path) {
    ScriptedNode* node = root_.get();
    for (size_t begin = 0; begin < path.size();) {
        const size_t end = std::min(path.find('/', begin), path.size());
        node = node->children.at(path.substr(begin, end - begin)).get();
        begin = end + 1;
    }
    return *node;
}

ScriptedNode& ScriptedFileSystem::add(const std::string& path, NameType type) {
    const size_t slash = path.rfind('/');
    ScriptedNode& parent = slash == path.npos ? *root_ : at(path.substr(0, slash));
    auto node = std::make_shared<ScriptedNode>();
    node->stat.type = node->told_type = type;
    node->stat.inode = node->told_inode = next_inode_++;
    node->stat.mtime_ns = node->stat.ctime_ns = static_cast<int64_t>(next_inode_) * kNsPerSecond;
    parent.children[path.substr(slash == path.npos ? 0 : slash + 1)] = node;
    return *node;
}

ScriptedNode& ScriptedFileSystem::add_file(const std::string& path, uint64_t size_bytes) {
    ScriptedNode& node = add(path, NameType::file);
    node.stat.size_bytes = size_bytes;
    node.stat.allocated_bytes = 4096;
    return node;
}
ScriptedNode& ScriptedFileSystem::add_directory(const std::string& path) { return add(path, NameType::directory); }
ScriptedNode& ScriptedFileSystem::add_link(const std::string& path) { return add(path, NameType::other); }

void ScriptedFileSystem::remove(const std::string& path) {
    const size_t slash = path.rfind('/');
    ScriptedNode& parent = slash == path.npos ? *root_ : at(path.substr(0, slash));
    parent.children.erase(path.substr(slash == path.npos ? 0 : slash + 1));
}

void ScriptedFileSystem::touch(const std::string& path) {
    FileStat& stat = at(path).stat;
    stat.mtime_ns += 1;
    stat.ctime_ns += 1;
}

int ScriptedFileSystem::note(const char* call, const std::string& path) {
    calls.push_back(std::string(call) + " " + path);
    return before(call, path);
}

Outcome<DirectoryPtr> ScriptedFileSystem::open_root(const std::string&) {
    if (const int error = note("open", ""); error != 0) return Outcome<DirectoryPtr>::failed(error);
    return {std::make_shared<ScriptedDirectory>(*this, root_, ""), 0};
}

Outcome<DirectoryPtr> ScriptedFileSystem::open_below(const DirectoryPtr& from, std::string_view path, bool cross_mounts) {
    const auto& above = static_cast<ScriptedDirectory&>(*from);
    const std::string full = path.empty() ? above.path : joined(above.path, path);
    if (const int error = note("open", full); error != 0) return Outcome<DirectoryPtr>::failed(error);
    std::shared_ptr<ScriptedNode> node = above.node;
    while (!path.empty()) {
        const size_t end = std::min(path.find('/'), path.size());
        const auto child = node->children.find(std::string(path.substr(0, end)));
        if (child == node->children.end()) return Outcome<DirectoryPtr>::failed(ENOENT);
        node = child->second;
        if (node->stat.type == NameType::other) return Outcome<DirectoryPtr>::failed(ELOOP);
        if (node->stat.type == NameType::file) return Outcome<DirectoryPtr>::failed(ENOTDIR);
        if (node->mount_point && !cross_mounts) return Outcome<DirectoryPtr>::failed(EXDEV);
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return {std::make_shared<ScriptedDirectory>(*this, node, full), 0};
}

Outcome<RootIdentity> ScriptedFileSystem::identify(const DirectoryPtr& root) {
    if (const int error = note("identify", ""); error != 0) return Outcome<RootIdentity>::failed(error);
    RootIdentity identity;
    identity.inode = static_cast<ScriptedDirectory&>(*root).node->stat.inode;
    identity.file_system = "scripted";
    identity.mount_source = "memory";
    identity.mount_id = mount_id;
    return {identity, 0};
}

}  // namespace tocd
