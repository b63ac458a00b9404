#include "base/landlock.hpp"

#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cerrno>
#include <cstdint>

namespace tocd {
namespace {

// Debian 12's header is of version 2.
constexpr uint64_t kRefer = 1ULL << 13, kTruncate = 1ULL << 14, kBindTcp = 1, kConnectTcp = 2;
struct RulesetAttributes {
    uint64_t handled_access_fs = 0;
    uint64_t handled_access_net = 0;
};

constexpr uint64_t kOfFiles = LANDLOCK_ACCESS_FS_WRITE_FILE | kTruncate;

uint64_t writing(int version) {
    uint64_t rights = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                      LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                      LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;
    if (version >= 2) rights |= kRefer;  // in version 1 nothing is moved to another directory
    if (version >= 3) rights |= kTruncate;
    return rights;
}

[[noreturn]] void refused(const std::string& what) {
    throw Error(ErrorKind::unavailable, "Landlock: " + what + ": " + errno_text(errno));
}

int open_nearest(std::string path) {
    for (;;) {
        const int fd = ::open(path.c_str(), O_PATH | O_CLOEXEC);
        if (fd >= 0 || path.size() <= 1) return fd;
        const size_t slash = path.find_last_of('/');
        path.resize(slash == 0 || slash == std::string::npos ? 1 : slash);
    }
}

void allow(int ruleset, const std::string& path, uint64_t rights) {
    const Descriptor folder{open_nearest(path)};
    struct stat status {};
    if (folder.fd < 0 || ::fstat(folder.fd, &status) != 0) refused("cannot open " + display_text(path));
    if (!S_ISDIR(status.st_mode)) rights &= kOfFiles;
    landlock_path_beneath_attr rule{};
    rule.allowed_access = rights;
    rule.parent_fd = folder.fd;
    if (::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) refused("cannot allow " + display_text(path));
}

}  // namespace

int landlock_version() noexcept {
    const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version < 0 ? 0 : static_cast<int>(version);
}

int limit_writing(const WriteLimits& limits) {
    const int version = landlock_version();
    if (version == 0) return 0;
    RulesetAttributes attributes;
    attributes.handled_access_fs = writing(version);
    if (version >= 4 && !limits.tcp) attributes.handled_access_net = kBindTcp | kConnectTcp;
    const size_t known_bytes = version >= 4 ? sizeof attributes : sizeof attributes.handled_access_fs;
    const Descriptor ruleset{static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, known_bytes, 0))};
    if (ruleset.fd < 0) refused("cannot make rules");
    for (const std::string& folder : limits.folders) allow(ruleset.fd, folder, attributes.handled_access_fs);
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) refused("cannot give up new privileges");
    if (::syscall(SYS_landlock_restrict_self, ruleset.fd, 0) != 0) refused("cannot begin");
    return version;
}

}  // namespace tocd
