#include "scan/mount_info.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <functional>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace tocd {
namespace {

// "\040" and the like: blanks, tabs, newlines and backslashes of a field.
std::string unescape(std::string_view field) {
    std::string out;
    for (size_t i = 0; i < field.size(); ++i) {
        const auto digit = [&](size_t k) { return i + k < field.size() ? field[i + k] - '0' : -1; };
        const auto is_octal = [&](size_t k) { return digit(k) >= 0 && digit(k) < 8; };
        if (field[i] == '\\' && is_octal(1) && is_octal(2) && is_octal(3)) {
            out.push_back(static_cast<char>(digit(1) * 64 + digit(2) * 8 + digit(3)));
            i += 3;
        } else {
            out.push_back(field[i]);
        }
    }
    return out;
}

std::string_view take_field(std::string_view& line) {
    const size_t end = std::min(line.find(' '), line.size());
    const std::string_view field = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return field;
}

// 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw
bool find_line(std::string_view mountinfo, const std::function<bool(std::string_view id, std::string_view device)>& wanted,
               RootIdentity& into) {
    bool found = false;
    while (!mountinfo.empty()) {
        const size_t end = std::min(mountinfo.find('\n'), mountinfo.size());
        std::string_view line = mountinfo.substr(0, end);
        mountinfo.remove_prefix(std::min(end + 1, mountinfo.size()));
        const std::string_view id = take_field(line);
        take_field(line);  // parent
        const std::string_view device = take_field(line);
        const size_t dash = line.find(" - ");
        if (!wanted(id, device) || dash == line.npos) continue;
        line.remove_prefix(dash + 3);
        into.file_system = unescape(take_field(line));
        into.mount_source = unescape(take_field(line));
        found = true;
    }
    return found;
}

// When the directory is on the same mount as this process's root: the file system's type, by its number.
bool identify_root_mount(int fd, RootIdentity& into) {
    const int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root < 0) return false;
    const Outcome<uint64_t> roots = mount_of(root);
    close(root);
    const Outcome<uint64_t> own = mount_of(fd);
    struct statfs status;
    if (!roots.ok() || !own.ok() || roots.value != own.value || fstatfs(fd, &status) != 0) return false;
    switch (static_cast<uint32_t>(status.f_type)) {  // statfs(2); of the network ones only those that a root may be on
        case 0x6969: into.file_system = "nfs"; break;
        case 0xFF534D42: into.file_system = "cifs"; break;
        case 0xFE534D42: into.file_system = "smb3"; break;
        default: into.file_system = std::to_string(static_cast<uint32_t>(status.f_type));
    }
    return true;
}

}  // namespace

Outcome<uint64_t> mount_of(int fd) {
    struct statx st;
    if (statx(fd, "", AT_EMPTY_PATH | AT_NO_AUTOMOUNT, STATX_MNT_ID, &st) != 0) return Outcome<uint64_t>::failed(errno);
    if ((st.stx_mask & STATX_MNT_ID) != 0) return {st.stx_mnt_id, 0};
    return {uint64_t{st.stx_dev_major} << 32 | st.stx_dev_minor, 0};
}

Outcome<RootIdentity> identify_mount(int fd) {
    struct statx st;
    // Forced: a client's cache may show the root of before for a minute (nfs(5), acdirmax).
    if (statx(fd, "", AT_EMPTY_PATH | AT_NO_AUTOMOUNT | AT_STATX_FORCE_SYNC, STATX_INO | STATX_MNT_ID | STATX_BTIME, &st) != 0) {
        return Outcome<RootIdentity>::failed(errno);
    }
    std::ifstream file("/proc/self/mountinfo");
    if (!file) return Outcome<RootIdentity>::failed(errno != 0 ? errno : ENOENT);
    std::ostringstream text;
    text << file.rdbuf();
    RootIdentity identity;
    identity.inode = st.stx_ino;
    if ((st.stx_mask & STATX_MNT_ID) != 0) identity.mount_id = st.stx_mnt_id;
    const bool born = (st.stx_mask & STATX_BTIME) != 0 && (st.stx_btime.tv_sec != 0 || st.stx_btime.tv_nsec != 0);
    if (born) identity.btime_ns = to_unix_ns(st.stx_btime.tv_sec, st.stx_btime.tv_nsec);
    const std::string device = std::to_string(st.stx_dev_major) + ":" + std::to_string(st.stx_dev_minor);
    const bool found = (st.stx_mask & STATX_MNT_ID) != 0 ? find_mount(text.str(), st.stx_mnt_id, identity)
                                                         : find_device(text.str(), device, identity);
    // A directory opened before its mount was detached is on no line: its identity cannot be told. Neither is the
    // mount that the root of a chroot lies on, when that is no mount of its own; but that one is still there.
    if (!found && !identify_root_mount(fd, identity)) return Outcome<RootIdentity>::failed(ENODEV);
    return {identity, 0};
}

bool find_mount(std::string_view mountinfo, uint64_t mount_id, RootIdentity& into) {
    const std::string wanted = std::to_string(mount_id);
    return find_line(mountinfo, [&](std::string_view id, std::string_view) { return id == wanted; }, into);
}

bool find_device(std::string_view mountinfo, std::string_view major_minor, RootIdentity& into) {
    return find_line(mountinfo, [&](std::string_view, std::string_view device) { return device == major_minor; }, into);
}

bool is_network_file_system(std::string_view type) {
    static constexpr std::array kPrefixes = {"nfs", "cifs", "smb", "fuse.", "9p", "ceph", "lustre", "afs",
                                             "gpfs", "beegfs", "glusterfs", "ocfs2", "gfs2", "virtiofs"};
    return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                       [&](std::string_view prefix) { return type.substr(0, prefix.size()) == prefix; });
}

}  // namespace tocd
