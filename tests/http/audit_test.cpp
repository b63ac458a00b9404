// What is written down of those who change something, or try to.
#include "http/api_server.hpp"
#include "support/logged.hpp"

#include <doctest/doctest.h>

#include <string>

namespace tocd {
namespace {

size_t count_of(const std::string& text, const std::string& part) {
    size_t count = 0;
    for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
    return count;
}

std::string session_request(const char* method, const std::string& body) {
    return std::string(method) + " /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

}  // namespace

TEST_CASE("a log-in is written down with the name of its token") {
    HttpConfig config;
    config.anonymous = "none";
    ApiServer server(config);
    TokenRecord wanted;
    wanted.name = "page";
    const std::string token = server.tokens().create(wanted);
    const std::string log = logged_in([&] { CHECK(server.ask(session_request("POST", "{\"token\":\"" + token + "\"}")).status == 200); });
    CHECK(log.find("audit: done who=\"token page\" from=127.0.0.1 method=POST path=/api/v1/session status=200") != std::string::npos);
    CHECK(log.find(token) == std::string::npos);
}

TEST_CASE("whoever may do nothing cannot fill the log") {
    HttpConfig config;
    config.anonymous = "none";
    config.max_requests_per_second_per_client = 0;
    ApiServer server(config);
    const std::string log = logged_in([&] {
        for (int i = 0; i < 100; ++i) {
            CHECK(server.ask(session_request("POST", "no JSON")).status == 400);
            CHECK(server.ask(session_request("POST", "{\"token\":\"tocd_none\"}")).status == 401);
            CHECK(server.ask(session_request("DELETE", "")).status == 200);
        }
    });
    CHECK(count_of(log, "audit: ") <= 120);  // a minute may end meanwhile
    CHECK(count_of(log, "audit: refused") >= 60);
    CHECK(count_of(log, "audit: done") == 0);
}

}  // namespace tocd
