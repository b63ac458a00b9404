#include "real_tree.hpp"

#include "tree_changes.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace tocd::simulation {
namespace {

namespace fs = std::filesystem;

void must(int result, const std::string& doing) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), doing);
}

struct statx look(const std::string& path) {
    struct statx s {};
    must(statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, &s), "statx " + path);
    return s;
}

UnixNs time_of(const statx_timestamp& t) { return t.tv_sec * kNsPerSecond + t.tv_nsec; }

}  // namespace

std::string file_facts(uint64_t inode, uint64_t size_bytes, uint64_t allocated_bytes, UnixNs mtime_ns, UnixNs ctime_ns,
                       UnixNs atime_ns, UnixNs btime_ns, uint32_t uid, uint32_t gid, uint32_t link_count) {
    std::string out;
    const auto add = [&](const char* name, auto value) {
        out += std::string(" ") + name + " " + std::to_string(value);
    };
    add("inode", inode);
    add("size", size_bytes);
    add("allocated", allocated_bytes);
    add("mtime", mtime_ns);
    add("ctime", ctime_ns);
    add("atime", atime_ns);
    add("btime", btime_ns);
    add("uid", uid);
    add("gid", gid);
    add("links", link_count);
    return out;
}

std::string directory_facts(uint64_t inode, UnixNs mtime_ns, UnixNs ctime_ns, uint32_t uid, uint32_t gid,
                            uint32_t mode) {
    return "inode " + std::to_string(inode) + " mtime " + std::to_string(mtime_ns) + " ctime " +
           std::to_string(ctime_ns) + " uid " + std::to_string(uid) + " gid " + std::to_string(gid) + " mode " +
           std::to_string(mode);
}

RealTree::Contents RealTree::read() const {
    Contents contents;
    const auto add_directory = [&](const std::string& path, const struct statx& s) {
        contents.directories[path] = directory_facts(s.stx_ino, time_of(s.stx_mtime), time_of(s.stx_ctime), s.stx_uid,
                                                     s.stx_gid, s.stx_mode & 07777);
    };
    add_directory("", look(root_));
    for (const std::string& path : paths()) {
        const struct statx s = look(root_ + "/" + path);
        if (S_ISDIR(s.stx_mode)) add_directory(path, s);
        if (!S_ISREG(s.stx_mode)) continue;
        const UnixNs btime_ns = (s.stx_mask & STATX_BTIME) != 0 ? time_of(s.stx_btime) : kNoTime;
        contents.files[path] =
            file_facts(s.stx_ino, s.stx_size, s.stx_blocks * 512, time_of(s.stx_mtime), time_of(s.stx_ctime),
                       time_of(s.stx_atime), btime_ns, s.stx_uid, s.stx_gid, s.stx_nlink);
    }
    return contents;
}

std::vector<std::string> RealTree::paths() const {
    std::vector<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(root_))
        out.push_back(entry.path().string().substr(root_.size() + 1));
    std::sort(out.begin(), out.end());  // the seed, not readdir, decides which one is picked
    return out;
}

void RealTree::write(const std::string& path) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0640);
    if (file < 0) return;  // it is a link, a pipe or a directory
    const std::string bytes(random_.below(9000), 'x');
    must(static_cast<int>(::write(file, bytes.data(), bytes.size())), "write");
    if (random_.permille(200)) must(ftruncate(file, static_cast<off_t>(random_.below(1u << 30))), "ftruncate");
    ::close(file);
}

void RealTree::change() {
    const std::vector<std::string> all = paths();
    const auto any = [&] { return root_ + "/" + random_.pick(all); };
    const auto directory = [&] {
        std::string path = all.empty() ? root_ : any();
        while (!fs::is_directory(fs::symlink_status(path))) path = path.substr(0, path.rfind('/'));
        return path;
    };
    const std::string fresh = directory() + "/" + odd_name(random_);
    const uint64_t what = all.size() > 150 ? 10 : random_.below(12);
    if (what < 4 || all.empty()) {
        if (!fs::exists(fs::symlink_status(fresh))) write(fresh);
        return;
    }
    std::error_code refused;  // the name is taken, a directory would go below itself: no change then
    const std::string path = any();
    const timespec times[2] = {{static_cast<time_t>(random_.below(1u << 31)), 5},
                               {static_cast<time_t>(random_.below(1u << 31)), 999'999'999}};
    switch (what) {
        case 4:
        case 5: fs::create_directory(fresh, refused); break;
        case 6: write(path); break;
        case 7: must(utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW), "utimensat"); break;
        case 8: std::rename(path.c_str(), fresh.c_str()); break;  // over another name sometimes
        case 9:
            if (fs::is_regular_file(fs::symlink_status(path)))
                fs::create_hard_link(path, fresh, refused);
            else
                fs::create_symlink("/etc/hostname", fresh, refused);
            break;
        case 10: fs::remove_all(path); break;
        default:
            if (!fs::is_symlink(fs::symlink_status(path)))
                must(::chmod(path.c_str(), fs::is_directory(path) ? 0750 : 0604), "chmod");
            if (random_.permille(300) && mkfifo(fresh.c_str(), 0600) != 0 && errno != EEXIST) must(-1, "mkfifo");
            break;
    }
}

}  // namespace tocd::simulation
