#include "fault_tree.hpp"

#include <sys/stat.h>
#include <stdexcept>
#include <utility>
#include <vector>

namespace tocd {

using Guard = std::lock_guard<std::recursive_mutex>;

FaultTree::FaultTree() { root_ = make(S_IFDIR | 0755); }

FaultTree::~FaultTree() {
    std::vector<FaultNodePtr> nodes{root_};
    for (size_t i = 0; i < nodes.size(); ++i)  // each gives its children up once, so a loop ends
        for (auto& [name, child] : std::exchange(nodes[i]->children, {})) nodes.push_back(child);
}

FaultNodePtr FaultTree::make(uint32_t mode) {
    const Guard guard(mutex_);
    auto node = std::make_shared<FaultNode>();
    node->inode = next_inode_++;
    node->mode = mode;
    if (S_ISDIR(mode)) node->links = 2;
    return node;
}

FaultNodePtr FaultTree::find(const std::string& path) {
    FaultNodePtr node = root_;
    for (size_t begin = 0; node && begin < path.size();) {
        const size_t end = std::min(path.find('/', begin), path.size());
        const auto child = node->children.find(path.substr(begin, end - begin));
        node = child == node->children.end() ? nullptr : child->second;
        begin = end + 1;
    }
    return node;
}

void FaultTree::move_stamp(FaultNode& directory) {
    ++stamps_;
    directory.mtime = directory.ctime = {1'650'000'000 + stamps_, 0};
}

FaultNodePtr FaultTree::add(const std::string& path, uint32_t mode) {
    const Guard guard(mutex_);
    const size_t slash = path.rfind('/');
    const std::string above = slash == path.npos ? "" : path.substr(0, slash);
    FaultNodePtr parent = find(above);
    if (!parent) parent = add(above, S_IFDIR | 0755);
    FaultNodePtr& slot = parent->children[path.substr(slash + 1)];
    slot = make(mode);
    slot->path = path;
    move_stamp(*parent);
    return slot;
}

FaultNodePtr FaultTree::add_file(const std::string& path, uint64_t size_bytes) {
    const Guard guard(mutex_);
    FaultNodePtr file = add(path, S_IFREG | 0644);
    file->size_bytes = size_bytes;
    file->blocks = size_bytes / 512 + 1;
    return file;
}

FaultNodePtr FaultTree::add_directory(const std::string& path) { return add(path, S_IFDIR | 0755); }

void FaultTree::remove(const std::string& path) {
    const Guard guard(mutex_);
    const size_t slash = path.rfind('/');
    const FaultNodePtr parent = find(slash == path.npos ? "" : path.substr(0, slash));
    if (!parent || parent->children.erase(path.substr(slash + 1)) == 0) throw std::logic_error("no such thing: " + path);
    move_stamp(*parent);
}

void FaultTree::rename(const std::string& from, const std::string& to) {
    const Guard guard(mutex_);
    const FaultNodePtr node = find(from);
    remove(from);
    const FaultNodePtr placeholder = add(to, node->mode);
    const size_t slash = to.rfind('/');
    find(slash == to.npos ? "" : to.substr(0, slash))->children[to.substr(slash + 1)] = node;
    node->path = to;
}

void FaultTree::touch(const std::string& path) {
    const Guard guard(mutex_);
    move_stamp(*find(path));
}

FaultNodePtr FaultTree::at(const std::string& path) {
    const Guard guard(mutex_);
    return find(path);
}

FaultNodePtr FaultTree::root() {
    const Guard guard(mutex_);
    return root_;
}

void FaultTree::set_root(FaultNodePtr root) {
    const Guard guard(mutex_);
    root_ = std::move(root);
}

void FaultTree::set_fault(Fault fault) {
    const Guard guard(mutex_);
    fault_ = std::move(fault);
    asked_.clear();
}

void FaultTree::truncate(const std::string& path, size_t entries) {
    const Guard guard(mutex_);
    cuts_[path] = entries;
}

void FaultTree::hang() {
    const Guard guard(mutex_);
    hanging_ = true;
}

void FaultTree::hang_at(const std::string& path) {
    const Guard guard(mutex_);
    hanging_paths_[path] = true;
}

void FaultTree::release() {
    const Guard guard(mutex_);
    hanging_ = false;
    hanging_paths_.clear();
    cuts_.clear();
    fault_ = nullptr;
    released_.notify_all();
}

int FaultTree::ask(Ask ask, const std::string& path) {
    std::unique_lock lock(mutex_);
    ++questions_;
    const uint64_t number = asked_[{ask, path}]++;
    const auto hangs = [&] { return hanging_ || hanging_paths_.contains(path); };
    if (hangs()) {
        ++waiting_;
        released_.wait(lock, [&] { return !hangs(); });
        --waiting_;
    }
    const Fault fault = fault_;
    return fault ? fault({ask, path, number}) : 0;
}

size_t FaultTree::shown(const std::string& path, size_t entries) {
    const Guard guard(mutex_);
    const auto cut = cuts_.find(path);
    return cut == cuts_.end() ? entries : std::min(entries, cut->second);
}

uint64_t FaultTree::questions() const {
    const Guard guard(mutex_);
    return questions_;
}

uint64_t FaultTree::waiting() const {
    const Guard guard(mutex_);
    return waiting_;
}

std::vector<std::pair<std::string, FaultNodePtr>> FaultTree::list(const FaultNodePtr& directory) {
    const Guard guard(mutex_);
    return {directory->children.begin(), directory->children.end()};
}

FaultNodePtr FaultTree::child(const FaultNodePtr& directory, const std::string& name) {
    const Guard guard(mutex_);
    const auto found = directory->children.find(name);
    return found == directory->children.end() ? nullptr : found->second;
}

FaultNode FaultTree::attributes(const FaultNodePtr& node) {
    const Guard guard(mutex_);
    FaultNode copy;
    copy.inode = node->inode;
    copy.mode = node->mode;
    copy.size_bytes = node->size_bytes;
    copy.blocks = node->blocks;
    copy.mtime = node->mtime;
    copy.ctime = node->ctime;
    copy.links = node->links;
    copy.path = node->path;
    return copy;
}

}  // namespace tocd
