#include "app/local_engine.hpp"

#include "app/uv_loop.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

using namespace tocd;

TEST_CASE("a scanner behind a socket has ended when its process let go of the connection and not before") {
    const TempDir folder;
    const std::string path = folder / "scan.sock";
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    const int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(listen(listening, 4) == 0);

    UvLoop loop;
    StartedEngine engine = local_engines(loop.get(), "unix:" + path)();
    const int scanner = accept(listening, nullptr, nullptr);
    REQUIRE(scanner >= 0);
    REQUIRE(send(scanner, "what nobody reads", 17, MSG_NOSIGNAL) == 17);
    engine.engine.reset();

    CHECK_FALSE(engine.has_ended());
    CHECK_FALSE(engine.has_ended());
    char byte = 0;
    CHECK(recv(scanner, &byte, 1, 0) == 0);  // it hears that it has to end

    close(scanner);
    CHECK(engine.has_ended());
    close(listening);
}
