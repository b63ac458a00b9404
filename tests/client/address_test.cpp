#include "client/address.hpp"

#include "base/error.hpp"
#include "client/api_client.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

using namespace tocd;

namespace {

std::string refusal_of(const std::string& text) {
    try {
        (void)parse_address(text);
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::invalid_argument);
        return error.what();
    }
    FAIL("accepted: " << text);
    return {};
}

}  // namespace

TEST_CASE("addresses are read as people write them") {
    const Address plain = parse_address("http://files.example:8080");
    CHECK(plain.kind == Address::Kind::http);
    CHECK(plain.host == "files.example");
    CHECK(plain.port == 8080);
    CHECK(plain.authority() == "files.example:8080");
    CHECK(plain.text == "http://files.example:8080");

    CHECK(parse_address("http://files.example").port == 80);
    CHECK(parse_address("http://files.example").authority() == "files.example");
    CHECK(parse_address("https://files.example").port == 443);
    CHECK(parse_address("https://files.example/toc/").prefix == "/toc");
    CHECK(parse_address("files.example:8080").text == "http://files.example:8080");
    CHECK(parse_address("http://[::1]:8080").host == "::1");
    CHECK(parse_address("http://[::1]:8080").authority() == "[::1]:8080");

    const Address socket = parse_address("unix:/run/tocd/tocd.sock");
    CHECK(socket.kind == Address::Kind::unix_socket);
    CHECK(socket.socket_path == "/run/tocd/tocd.sock");
    CHECK(socket.authority() == "localhost");
    CHECK(parse_address("unix:///run/x").socket_path == "/run/x");
}

TEST_CASE("what is no address is refused with what would be one") {
    for (const char* text : {"files.example", "", "http://", "http://:80", "ftp://x", "unix:", "unix:run/x",
                             "http://x:0", "http://x:65536", "http://x:8o", "http://::1:8080", "http://[::1",
                             "http://a@x", "http://x?y", "http://x y:1"})
        CHECK(refusal_of(text).find("http://host:port") != std::string::npos);
    CHECK(refusal_of("unix:/" + std::string(200, 'x')).find("107 bytes") != std::string::npos);
    CHECK(refusal_of("http://\x1b[2J").find('\x1b') == std::string::npos);
}

TEST_CASE("the option goes before the environment and that before the default") {
    setenv("TOCD_SERVER", "http://from.environment:1", 1);
    CHECK(choose_address("http://from.option:1") == "http://from.option:1");
    CHECK(choose_address("") == "http://from.environment:1");
    setenv("TOCD_SERVER", "", 1);
    CHECK(!choose_address("").empty());
    unsetenv("TOCD_SERVER");
}

TEST_CASE("targets carry any bytes") {
    CHECK(Target("/api/v1/files").text() == "/api/v1/files");
    CHECK(Target("/api/v1/files").add("name", "a b&c=d%").add("ext", "\xff,").text() ==
          "/api/v1/files?name=a%20b%26c%3Dd%25&ext=%FF%2C");
    CHECK(Target("/api/v1/shares").segment("a/b").text() == "/api/v1/shares/a%2Fb");
}
