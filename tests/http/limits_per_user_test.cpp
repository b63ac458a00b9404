// Limits count per user where a trusted proxy says who he is, and per address where anybody else says anything.
#include "http/api_server.hpp"

#include <doctest/doctest.h>

namespace tocd {
namespace {

std::string as(const std::string& user) { return user.empty() ? "" : "X-Remote-User: " + user + "\r\n"; }

// Behind a proxy at `proxy`; the test itself asks from 127.0.0.1.
HttpConfig behind(const std::string& proxy) {
    HttpConfig config;
    config.anonymous = "read";
    config.trusted_proxies = {proxy};
    return config;
}

// Asks until it is told that this is too often; 0: it never is.
int asked_too_often(const ApiServer& server, const std::function<std::string(int)>& who) {
    for (int i = 1; i <= 50; ++i)
        if (server.ask(get("/api/v1/shares", who(i))).status == 429) return i;
    return 0;
}

// An answer that goes on until its client ends.
struct Stream {
    Stream(const ApiServer& server, const std::string& who) : client(server.address()) {
        client.send(get("/api/v1/events", who));
        while (client.buffered().find("\r\n\r\n") == std::string::npos && client.read_some()) {}
    }
    [[nodiscard]] int status() const { return std::stoi(client.buffered().substr(9, 3)); }
    RawClient client;
};

}  // namespace

TEST_CASE("users whom a trusted proxy names have limits of their own") {
    HttpConfig config = behind("127.0.0.1");
    config.max_requests_per_second_per_client = 1;
    const ApiServer server(config);
    CHECK(asked_too_often(server, [](int) { return as("ann"); }) > 2);
    CHECK(server.ask(get("/api/v1/shares", as("bob"))).status == 200);
    CHECK(asked_too_often(server, [](int) { return as(""); }) > 2);  // nobody in particular: the proxy's address
}

TEST_CASE("whoever is no trusted proxy gets no limits of others by naming them") {
    HttpConfig config = behind("192.0.2.7");
    config.max_requests_per_second_per_client = 1;
    const ApiServer server(config);
    CHECK(asked_too_often(server, [](int i) { return as("user" + std::to_string(i)); }) > 2);
    CHECK(asked_too_often(server, [](int i) { return "Authorization: Bearer tocd_" + std::to_string(i) + "\r\n"; }) > 0);
}

TEST_CASE("one user has as many streams of events as one address and others have theirs") {
    HttpConfig config = behind("127.0.0.1");
    config.max_event_streams_per_client = 1;
    const ApiServer server(config);
    const Stream first(server, as("ann"));
    CHECK(first.status() == 200);
    const Stream second(server, as("ann \xFF")), third(server, as("ann"));
    CHECK(second.status() == 200);
    CHECK(third.status() == 503);
    CHECK(Stream(server, as("bob")).status() == 200);
    CHECK(Stream(server, as("")).status() == 200);
}

}  // namespace tocd
