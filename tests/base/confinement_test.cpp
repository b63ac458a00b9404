#include "base/landlock.hpp"
#include "base/system_calls.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <functional>
#include <string>
#include <thread>

namespace tocd {
namespace {

// What `body` gives in a process of its own, which it may confine; 99: it threw.
int in_child(const std::function<int()>& body) {
    const pid_t child = ::fork();
    if (child == 0) {
        int code = 99;
        try {
            code = body();
        } catch (...) {
        }
        ::_exit(code);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool writes(const std::string& path) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0) ::close(fd);
    return fd >= 0;
}

}  // namespace

TEST_CASE("a process that limits its writing changes nothing outside and reads all the same") {
    if (landlock_version() == 0) {
        MESSAGE("this kernel has no Landlock");
        return;
    }
    TempDir inside, outside;
    REQUIRE(writes(outside / "there"));
    ::mkdir((outside / "folder").c_str(), 0700);
    const int wrong = in_child([&] {
        if (limit_writing({{inside / "not made yet", "/dev/null"}, true}) == 0) return 1;
        if (!writes(inside / "new") || ::mkdir((inside / "not made yet").c_str(), 0700) != 0 || !writes(inside / "not made yet/new")) return 2;
        if (::rename((inside / "new").c_str(), (inside / "renamed").c_str()) != 0 || ::unlink((inside / "renamed").c_str()) != 0) return 3;
        if (!writes("/dev/null")) return 4;
        if (writes(outside / "new") || errno != EACCES) return 5;
        if (writes(outside / "there") || errno != EACCES) return 6;
        if (::unlink((outside / "there").c_str()) == 0 || ::rmdir((outside / "folder").c_str()) == 0 || ::mkdir((outside / "b").c_str(), 0700) == 0) return 7;
        const int fd = ::open((outside / "there").c_str(), O_RDONLY | O_CLOEXEC);
        const int folder = ::open((outside / "folder").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return fd < 0 || folder < 0 ? 8 : 0;
    });
    CHECK(wrong == 0);
}

TEST_CASE("a process that gave up TCP connects nowhere") {
    if (landlock_version() < 4) {
        MESSAGE("this kernel's Landlock knows no TCP");
        return;
    }
    const int wrong = in_child([&] {
        static_cast<void>(limit_writing({{}, false}));
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(9);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 || errno != EACCES) return 1;
        if (::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 || errno != EACCES) return 2;
        return 0;
    });
    CHECK(wrong == 0);
}

TEST_CASE("refused system calls fail and end no process and threads start without them") {
    TempDir folder;
    const int wrong = in_child([&] {
        if (!refuse_system_calls(CallsOf::scanner)) return 0;  // this kernel has no seccomp
        if (::mkdir((folder / "new").c_str(), 0700) == 0 || errno != EPERM) return 1;
        if (::socket(AF_UNIX, SOCK_STREAM, 0) >= 0 || errno != EPERM) return 2;
        if (::unshare(CLONE_NEWUSER) == 0 || errno != EPERM) return 3;
        if (::syscall(SYS_open_by_handle_at, 0, nullptr, 0) == 0 || errno != EPERM) return 4;
        if (::syscall(SYS_clone, CLONE_NEWUSER | 17, nullptr, nullptr, nullptr, nullptr) != -1 || errno != EPERM) return 5;
        if (::syscall(SYS_clone3, nullptr, 0) != -1 || errno != ENOSYS) return 6;
        int answer = 0;
        std::thread([&] { answer = 42; }).join();
        if (answer != 42) return 7;
        return ::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC) < 0 ? 8 : 0;
    });
    CHECK(wrong == 0);
}

TEST_CASE("the daemon's refusals leave it sockets and files and programs to start") {
    TempDir folder;
    const int wrong = in_child([&] {
        if (!refuse_system_calls(CallsOf::daemon)) return 0;
        if (::mkdir((folder / "new").c_str(), 0700) != 0) return 1;
        if (::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) < 0) return 2;
        if (::unshare(CLONE_NEWNS) == 0 || errno != EPERM) return 3;
        ::execl("/bin/true", "true", nullptr);
        return 4;
    });
    CHECK(wrong == 0);
}

}  // namespace tocd
