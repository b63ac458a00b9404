#include "scan/scanner_connection.hpp"

#include "base/error.hpp"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

using namespace tocd;

namespace {

struct Pair {
    Pair() { REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0); }
    ~Pair() {
        close(ends[0]);
        close(ends[1]);
    }
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;
    int ends[2];
};

std::string refusal(int fd, const std::string& user = "") {
    try {
        check_scanner_peer(fd, user);
        return "accepted";
    } catch (const Error& error) {
        return error.what();
    }
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a scanner takes the connection that systemd passed and no other variable of it outlives that") {
    setenv("LISTEN_FDS", "1", 1);
    setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
    CHECK(find_scanner_connection(std::nullopt) == 3);
    CHECK(std::getenv("LISTEN_FDS") == nullptr);
    CHECK(std::getenv("LISTEN_PID") == nullptr);

    setenv("LISTEN_FDS", "2", 1);
    setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
    CHECK_THROWS_WITH_AS((void)find_scanner_connection(std::nullopt), doctest::Contains("Accept=yes"), Error);

    setenv("LISTEN_FDS", "2", 1);
    setenv("LISTEN_PID", "1", 1);  // meant for another process
    CHECK(find_scanner_connection(7) == 7);
}

TEST_CASE("a scanner speaks with the user it runs as") {
    const Pair pair;
    CHECK(refusal(pair.ends[0]) == "accepted");
}

TEST_CASE("what is no connected unix stream socket is refused") {
    int pipe_ends[2];
    REQUIRE(pipe(pipe_ends) == 0);
    CHECK(contains(refusal(pipe_ends[0]), "is no socket"));
    close(pipe_ends[0]);
    close(pipe_ends[1]);

    const int datagram = socket(AF_UNIX, SOCK_DGRAM, 0);
    CHECK(contains(refusal(datagram), "no unix stream socket"));
    close(datagram);

    const int tcp = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(contains(refusal(tcp), "no unix stream socket"));
    REQUIRE(listen(tcp, 1) == 0);
    CHECK(contains(refusal(tcp), "Accept=yes"));
    close(tcp);
}

TEST_CASE("a scanner of another user than its peer refuses unless that user is trusted") {
    if (geteuid() != 0) return;  // only root can become somebody else
    // The pair is made by root, whom everybody trusts: the child makes one as nobody, and looks at it as daemon.
    const pid_t child = fork();
    if (child == 0) {
        int ends[2];
        const bool made = seteuid(65534) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0;
        if (!made || seteuid(0) != 0 || seteuid(1) != 0) _exit(9);
        const bool refused = contains(refusal(ends[0]), "of user 65534 may not ask this scanner");
        const bool trusted = refusal(ends[0], "nobody") == "accepted";
        const bool unknown = contains(refusal(ends[0], "no such user"), "there is no user no such user");
        _exit((refused ? 0 : 1) + (trusted ? 0 : 2) + (unknown ? 0 : 4));
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WEXITSTATUS(status) == 0);
}
