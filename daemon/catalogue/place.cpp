#include "catalogue/place.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>

namespace tocd {
namespace {

constexpr int64_t kFuseMagic = 0x65735546;

// "fuse.sshfs" of the mount that holds `path`, from /proc/self/mountinfo (proc(5): the type follows the " - ").
std::string mount_type(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return "";
    const std::string device = std::to_string(major(status.st_dev)) + ":" + std::to_string(minor(status.st_dev));
    std::ifstream mounts("/proc/self/mountinfo");
    for (std::string line; std::getline(mounts, line);) {
        if (line.find(" " + device + " ") == std::string::npos) continue;
        const size_t dash = line.find(" - ");
        if (dash == std::string::npos) continue;
        return line.substr(dash + 3, line.find(' ', dash + 3) - dash - 3);
    }
    return "";
}

// FUSE serves local things too (rootless containers, mergerfs), so its subtype decides.
bool is_network_fuse(const std::string& type) {
    static constexpr std::array<std::string_view, 9> kNetwork = {"sshfs", "glusterfs", "ceph", "s3fs",    "rclone",
                                                                 "davfs", "gcsfuse",   "mfs",  "lizardfs"};
    return std::any_of(kNetwork.begin(), kNetwork.end(),
                       [&](std::string_view name) { return type.find(name) != std::string::npos; });
}

}  // namespace

std::string folder_of(const std::string& path) {
    const size_t slash = path.find_last_of('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

void create_parent_directories(const std::string& path) {
    const std::string parent = folder_of(path);
    for (size_t end = parent.find('/', 1);; end = parent.find('/', end + 1)) {
        const std::string folder = parent.substr(0, end);
        if (::mkdir(folder.c_str(), 0750) != 0 && errno != EEXIST && errno != EISDIR) {
            const int error = errno;
            struct stat status {};  // a read-only parent says EROFS or EACCES also for a folder that is there
            if (::stat(folder.c_str(), &status) != 0)
                throw error_from_errno(ErrorKind::unavailable, "cannot make the catalogue's folder", folder, error);
        }
        if (end == std::string::npos) return;
    }
}

void check_place(const std::string& path) {
    struct stat status {};
    const bool exists = ::stat(path.c_str(), &status) == 0;
    if (exists && S_ISDIR(status.st_mode))
        throw Error(ErrorKind::invalid_argument, "the catalogue " + display_text(path) +
                                                     " is a directory; name a file in it, for example " +
                                                     display_text(path) + "/catalogue.db");
    if (exists && !S_ISREG(status.st_mode))
        throw Error(ErrorKind::invalid_argument, display_text(path) + " is no file but a FIFO, a socket or a device; move it away, or name another path");
    for (const char* const beside : {"-wal", "-shm", "-journal"})  // SQLite's own words for it name neither it nor a remedy
        if (struct stat other {}; ::stat((path + beside).c_str(), &other) == 0 && !S_ISREG(other.st_mode))
            throw Error(ErrorKind::invalid_argument, display_text(path + beside) + " is no file, and SQLite needs one of this name; move it away");
    const std::string folder = folder_of(path);
    const std::string& place = exists ? path : folder;
    struct statfs file_system {};
    if (::statfs(place.c_str(), &file_system) != 0)
        throw error_from_errno(ErrorKind::unavailable, "cannot examine the catalogue's folder", folder, errno);
    const auto magic = static_cast<uint32_t>(file_system.f_type);  // 32-bit numbers; CIFS's has the top bit set
    std::string name(network_file_system(magic));
    if (magic == kFuseMagic) {
        const std::string type = mount_type(place);
        if (is_network_fuse(type)) name = type;
    }
    if (!name.empty())
        throw Error(ErrorKind::invalid_argument, "the catalogue " + display_text(path) +
                                                     " is on a network file system (" + name +
                                                     "), where SQLite's locks do not hold; put it on a local disk");
}

std::string_view network_file_system(int64_t magic) noexcept {
    switch (magic) {
        case 0x6969: return "nfs";
        case 0x517B: return "smb";
        case 0xFF534D42: return "cifs";
        case 0xFE534D42: return "smb2";
        case 0x01021997: return "9p";
        case 0x00C36400: return "ceph";
        case 0x5346414F: return "afs";
        case 0x0BD00BD0: return "lustre";
        case 0x47504653: return "gpfs";
        case 0x19830326: return "beegfs";
        default: return "";
    }
}

}  // namespace tocd
