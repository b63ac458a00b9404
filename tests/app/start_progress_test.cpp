#include "app/start_progress.hpp"

#include "support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

using namespace tocd;

namespace {

// The service manager's end of NOTIFY_SOCKET.
class Manager {
public:
    Manager() : fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
        REQUIRE(bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        setenv("NOTIFY_SOCKET", path_.c_str(), 1);
    }
    ~Manager() {
        unsetenv("NOTIFY_SOCKET");
        close(fd_);
    }
    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;
    std::string heard() {  // "" when nothing came
        char text[4096];
        const ssize_t size = recv(fd_, text, sizeof text, 0);
        return size > 0 ? std::string(text, static_cast<size_t>(size)) : std::string();
    }

private:
    TempDir dir_;
    std::string path_ = dir_ / "notify";
    int fd_;
};

}  // namespace

TEST_CASE("a start that works asks for more time and one that hangs does not") {
    Manager manager;
    {
        const StartProgress hanging(std::chrono::milliseconds(20));
        for (int i = 0; i < 10; ++i) usleep(20'000);
    }
    CHECK(manager.heard() == "");

    const StartProgress working(std::chrono::milliseconds(20));
    std::string heard;
    for (int i = 0; heard.empty() && i < 20'000'000; ++i) heard = manager.heard();  // asking is work
    CHECK(heard.starts_with("EXTEND_TIMEOUT_USEC=60000\nSTATUS=Opening the catalogue for "));
}

TEST_CASE("without a service manager starting works as well") {
    unsetenv("NOTIFY_SOCKET");
    const StartProgress progress(std::chrono::milliseconds(1));
}
