#include "base/system_calls.hpp"

#include "base/error.hpp"

#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>
#include <string_view>

namespace tocd {
namespace {

constexpr const char* kOfMachine[] = {
    "acct", "add_key", "bpf", "chroot", "clock_adjtime", "clock_settime", "delete_module", "fanotify_init", "finit_module", "fsconfig", "fsmount",
    "fsopen", "fspick", "init_module", "ioperm", "iopl", "kcmp", "kexec_file_load", "kexec_load", "keyctl", "lookup_dcookie", "migrate_pages",
    "mount", "mount_setattr", "move_mount", "move_pages", "nfsservctl", "open_by_handle_at", "open_tree", "perf_event_open", "personality",
    "pidfd_getfd", "pivot_root", "process_madvise", "process_vm_readv", "process_vm_writev", "ptrace", "quotactl", "quotactl_fd", "reboot",
    "request_key", "setdomainname", "sethostname", "setns", "settimeofday", "swapoff", "swapon", "syslog", "umount2", "unshare", "uselib",
    "userfaultfd", "vhangup"};

constexpr const char* kOfFilesAndSockets[] = {
    "accept", "accept4", "bind", "chmod", "chown", "connect", "creat", "execve", "execveat", "fallocate", "fchmod", "fchmodat", "fchmodat2", "fchown",
    "fchownat", "fremovexattr", "fsetxattr", "futimesat", "kill", "lchown", "lremovexattr", "lsetxattr", "link", "linkat", "listen", "mkdir", "mkdirat",
    "mknod", "mknodat", "removexattr", "rename", "renameat", "renameat2", "rmdir", "setxattr", "socket", "socketpair", "symlink", "symlinkat", "truncate",
    "unlink", "unlinkat", "utime", "utimensat", "utimes"};

// Callers know what to do without them. glibc starts threads by clone(2) then, whose flags can be looked at.
constexpr const char* kUnknown[] = {"clone3", "io_uring_enter", "io_uring_register", "io_uring_setup"};

constexpr uint64_t kNamespaces[] = {CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWCGROUP};

constexpr std::string_view kOfSanitizers[] = {"execve", "personality", "process_vm_readv", "ptrace", "socketpair"};

void check(int result, const char* what) {
    if (result != 0) throw Error(ErrorKind::unavailable, std::string("seccomp: ") + what + ": " + errno_text(-result));
}

template <size_t N>
void refuse(scmp_filter_ctx filter, const char* const (&names)[N], int error_number) {
    for (const char* name : names) {
        if (lets_sanitizer_through() && std::find(std::begin(kOfSanitizers), std::end(kOfSanitizers), name) != std::end(kOfSanitizers)) continue;
        const int call = seccomp_syscall_resolve_name(name);
        if (call < 0) continue;  // not on this processor, or newer than the library
        check(seccomp_rule_add(filter, SCMP_ACT_ERRNO(static_cast<uint32_t>(error_number)), call, 0), name);
    }
}

}  // namespace

bool lets_sanitizer_through() noexcept {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    return true;
#else
    return false;
#endif
#else
    return false;
#endif
}

bool refuse_system_calls(CallsOf program) {
    if (::prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0 && errno == EINVAL) return false;
    const std::unique_ptr<void, decltype(&seccomp_release)> filter(seccomp_init(SCMP_ACT_ALLOW), &seccomp_release);
    if (!filter) throw Error(ErrorKind::unavailable, "seccomp: no memory for a filter");
    check(seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1), "all threads");
    // Older kernels cannot log, and older libraries not sort: both do without.
    static_cast<void>(seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_LOG, 1));
    static_cast<void>(seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2));
    refuse(filter.get(), kOfMachine, EPERM);
    if (program == CallsOf::scanner) refuse(filter.get(), kOfFilesAndSockets, EPERM);
    refuse(filter.get(), kUnknown, ENOSYS);
    for (const uint64_t flag : kNamespaces)
        check(seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag)), "clone");
    check(seccomp_load(filter.get()), "the kernel does not take it");
    return true;
}

}  // namespace tocd
