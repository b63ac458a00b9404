#include "scan/directory_identity.hpp"

#include <cerrno>

namespace tocd {

DirectoryAttributes attributes_of(const FileStat& stat) {
    DirectoryAttributes attributes;
    attributes.inode = stat.inode;
    attributes.mtime_ns = stat.mtime_ns;
    attributes.ctime_ns = stat.ctime_ns;
    attributes.btime_ns = stat.btime_ns;
    attributes.uid = stat.uid;
    attributes.gid = stat.gid;
    attributes.mode = stat.mode;
    attributes.mount_root = stat.mount_root;
    return attributes;
}

bool same_stamp(const DirectoryAttributes& a, const DirectoryAttributes& b) {
    return a.inode == b.inode && a.mtime_ns == b.mtime_ns && a.ctime_ns == b.ctime_ns;
}

// The empty directory below a mount that went away is no proof that its files did. Inodes of roots repeat (ext4: 2), so without a birth time to compare the
// directory must still be a mount.
bool still_mounted(const DirectoryAttributes& known, const DirectoryAttributes& now) {
    if (!known.mount_root) return true;
    if (now.inode != known.inode) return false;
    if (now.btime_ns == kNoTime || known.btime_ns == kNoTime) return now.mount_root;
    return now.btime_ns == known.btime_ns;
}

bool has_moved(FileSystem& file_system, const DirectoryPtr& root, const ListingTask& task, const DirectoryAttributes& now,
               bool cross_mounts) {
    if (now.inode != task.known.inode || now.btime_ns != task.known.btime_ns) return false;
    const size_t slash = task.moved_from.rfind('/');
    const std::string_view parent = std::string_view(task.moved_from).substr(0, slash == std::string::npos ? 0 : slash);
    const std::string name = task.moved_from.substr(slash == std::string::npos ? 0 : slash + 1);
    const Outcome<DirectoryPtr> opened = file_system.open_below(root, parent, cross_mounts);
    int error = opened.error_number;
    if (opened.ok()) {
        const Outcome<FileStat> there = opened.value->stat_entry(name.c_str());
        if (there.ok()) return there.value.inode != now.inode || there.value.type != NameType::directory;
        error = there.error_number;
    }
    return error == ENOENT || error == ENOTDIR || error == ELOOP;  // any other error proves nothing
}

}  // namespace tocd
