#include "http/host_rules.hpp"

#include "http/failure.hpp"

#include <doctest/doctest.h>

namespace tocd {
namespace {

int verdict(const Request& request) {
    static const HostRules rules({"Files.Example.org:443", "10.0.0.7", "fd00::7"});
    try {
        rules.check(request);
    } catch (const BadRequest& e) {
        return e.status();
    }
    return 200;
}

int host(const std::string& authority, const std::string& local = "127.0.0.1") {
    Request request;
    request.method = "GET";
    request.authority = authority;
    request.headers = {{"host", authority}};
    request.peer.local_address = local;
    return verdict(request);
}

int post(HeaderList headers) {
    Request request;
    request.method = "POST";
    request.authority = "localhost:8080";
    request.headers = std::move(headers);
    return verdict(request);
}

}  // namespace

TEST_CASE("a host that is not ours is misdirected") {
    for (const char* ours : {"localhost", "LOCALHOST:8080", "localhost.", "127.0.0.1:1", "127.9.9.9", "[::1]:8080",
                             "[0:0::1]", "files.example.org", "FILES.example.org:8443", "10.0.0.7", "[fd00::7]:80"}) {
        CAPTURE(std::string(ours));
        CHECK(host(ours) == 200);
    }
    for (const char* foreign :
         {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.8", "", "user@localhost",
          "localhost:80@evil", "[::1", "[::1]x", "::1", "localhost:8080:1", "\xFF"}) {
        CAPTURE(std::string(foreign));
        CHECK(host(foreign) == 421);
    }
}

TEST_CASE("the address that the client connected to is ours") {
    CHECK(host("192.168.1.5:8080", "192.168.1.5") == 200);
    CHECK(host("192.168.1.6:8080", "192.168.1.5") == 421);
}

TEST_CASE("a unix socket takes any host") {
    Request request;
    request.method = "GET";
    request.authority = "whatever";
    request.peer.unix_socket = true;
    CHECK(verdict(request) == 200);
}

TEST_CASE("a page of another site may not change anything") {
    CHECK(post({}) == 200);
    CHECK(post({{"sec-fetch-site", "same-origin"}, {"origin", "http://localhost:8080"}}) == 200);
    CHECK(post({{"sec-fetch-site", "none"}}) == 200);
    CHECK(post({{"sec-fetch-site", "cross-site"}}) == 403);
    CHECK(post({{"sec-fetch-site", "same-site"}}) == 403);
    CHECK(post({{"origin", "http://evil.example"}}) == 403);
    CHECK(post({{"origin", "http://localhost:9999"}}) == 403);
    CHECK(post({{"origin", "null"}}) == 403);
    CHECK(post({{"origin", ""}}) == 403);
    CHECK(post({{"origin", "https://LOCALHOST:8080"}}) == 200);
    CHECK(post({{"sec-fetch-site", "same-origin"}, {"sec-fetch-site", "cross-site"}}) == 403);
    CHECK(post({{"origin", "http://localhost:8080"}, {"origin", "http://evil.example"}}) == 403);
    CHECK(post({{"origin", "javascript://localhost:8080"}}) == 403);
}

}  // namespace tocd
