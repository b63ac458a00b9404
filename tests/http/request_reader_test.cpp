#include "http/request_reader.hpp"

#include <doctest/doctest.h>

namespace tocd {
namespace {

using State = RequestReader::State;

// "200" for a request that is read, else the status it is refused with; "more" when bytes are missing.
std::string verdict(std::string_view bytes, const ReadLimits& limits = {}) {
    RequestReader reader(limits);
    switch (reader.feed(bytes)) {
        case State::complete: return "200";
        case State::refused: return std::to_string(reader.status());
        default: return "more";
    }
}

std::string with_header(const std::string& lines) { return "GET / HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n"; }

}  // namespace

TEST_CASE("a request is read with its parts") {
    RequestReader reader({});
    REQUIRE(reader.feed("POST /a%20b?x=1&y=%FF HTTP/1.1\r\nHost: Example:80\r\nContent-Length: 3\r\nX-Odd: \t v\xE9 w "
                        "\r\n\r\nabc") == State::complete);

    const Request request = reader.take();

    CHECK(request.method == "POST");
    CHECK(request.path == "/a%20b");
    CHECK(request.query == "x=1&y=%FF");
    CHECK(request.authority == "Example:80");
    CHECK(request.body == "abc");
    CHECK(header_value(request.headers, "x-odd") == "v\xE9 w");
    CHECK(request.keep_alive);
    CHECK(reader.state() == State::idle);
}

TEST_CASE("what follows a request is kept for the next one") {
    RequestReader reader({});
    reader.feed("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\nGET /3 HT");

    CHECK(reader.take().path == "/1");
    REQUIRE(reader.state() == State::complete);
    CHECK(reader.take().path == "/2");
    CHECK(reader.state() == State::head);
    REQUIRE(reader.feed("TP/1.1\r\nHost: x\r\n\r\n") == State::complete);
    CHECK(reader.take().path == "/3");
}

TEST_CASE("what can be read in two ways is refused") {
    CHECK(verdict(with_header("")) == "200");
    CHECK(verdict(with_header("Transfer-Encoding: chunked\r\n")) == "501");
    CHECK(verdict(with_header("Transfer-Encoding: identity\r\n")) == "501");
    CHECK(verdict(with_header("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n")) == "400");
    CHECK(verdict(with_header("Content-Length: 3\r\nContent-Length: 3\r\n")) == "400");
    CHECK(verdict(with_header("Content-Length: 3, 3\r\n")) == "400");
    CHECK(verdict(with_header("Content-Length: -1\r\n")) == "400");
    CHECK(verdict(with_header("Content-Length: +1\r\n")) == "400");
    CHECK(verdict(with_header("Content-Length: 0x10\r\n")) == "400");
    CHECK(verdict(with_header("Content-Length:\r\n")) == "400");
    CHECK(verdict(with_header("Content-Length: 99999999999999999999999\r\n")) == "413");
    CHECK(verdict(with_header("Content-Length: 1048577\r\n")) == "413");
    CHECK(verdict(with_header("Content-Length: 1048576\r\n")) == "more");
    CHECK(verdict(with_header("Host: y\r\n")) == "400");
    CHECK(verdict(with_header("Content-Encoding: gzip\r\n")) == "415");
    CHECK(verdict(with_header("Expect: 100-continue\r\n")) == "417");
    CHECK(verdict(with_header("X: a\r\n b\r\n")) == "400");
    CHECK(verdict(with_header("X : a\r\n")) == "400");
    CHECK(verdict(with_header(": a\r\n")) == "400");
    CHECK(verdict(with_header("no colon\r\n")) == "400");
    CHECK(verdict(with_header(std::string("X: a\0b\r\n", 8))) == "400");
    CHECK(verdict(with_header("X: a\rb\r\n")) == "400");
    CHECK(verdict(with_header("Upgrade: websocket\r\nConnection: Upgrade\r\n")) == "200");
    CHECK(verdict("GET / HTTP/1.1\nHost: x\n\n") == "400");
    CHECK(verdict("GET / HTTP/1.1\r\n\r\n") == "400");
    CHECK(verdict("GET / HTTP/1.0\r\n\r\n") == "200");
}

TEST_CASE("request lines that are none are refused") {
    const auto line = [](const std::string& text) { return verdict(text + "\r\nHost: x\r\n\r\n"); };
    CHECK(line("GET / HTTP/1.1") == "200");
    CHECK(line("GET http://x/a?b HTTP/1.1") == "200");
    CHECK(line("GET https://x/ HTTP/1.1") == "400");
    CHECK(line("GET ftp://x/ HTTP/1.1") == "400");
    CHECK(line("GET http:///a HTTP/1.1") == "400");
    CHECK(line("CONNECT x:80 HTTP/1.1") == "400");
    CHECK(line("GET  / HTTP/1.1") == "400");
    CHECK(line("GET / x HTTP/1.1") == "400");
    CHECK(line("GET /") == "400");
    CHECK(line("G@T / HTTP/1.1") == "400");
    CHECK(line("GET / http/1.1") == "400");
    CHECK(line("GET / HTTP/1.11") == "400");
    CHECK(line("PRI * HTTP/2.0") == "505");
    CHECK(line("GET /%zz HTTP/1.1") == "400");
    CHECK(line("GET /%u0041 HTTP/1.1") == "400");
    CHECK(line("GET /%4 HTTP/1.1") == "400");
    CHECK(line("GET /a#b HTTP/1.1") == "400");
    CHECK(line("GET /\xC3\xA9?n=\xFF HTTP/1.1") == "200");
    CHECK(verdict("\x16\x03\x01\x02") == "400");
}

TEST_CASE("an absolute target replaces Host") {
    RequestReader reader({});
    REQUIRE(reader.feed("GET HTTP://Other:8080?q HTTP/1.1\r\nHost: x\r\n\r\n") == State::complete);

    const Request request = reader.take();

    CHECK(request.authority == "Other:8080");
    CHECK(request.path == "/");
    CHECK(request.query == "q");
}

TEST_CASE("caps hold for floods of any shape") {
    std::string many = "GET / HTTP/1.1\r\nHost: x\r\n";
    for (int i = 0; i < 64; ++i) many += "X: y\r\n";
    CHECK(verdict(many) == "431");
    CHECK(verdict("GET /" + std::string(9000, 'a')) == "414");
    CHECK(verdict(with_header("X: " + std::string(20000, 'a') + "\r\n")) == "431");
    CHECK(verdict("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(20000, 'a')) == "431");
    CHECK(verdict(std::string(20000, 'a')) == "414");

    // Empty lines before a request count too.
    std::string empty;
    for (int i = 0; i < 9000; ++i) empty += "\r\n";
    CHECK(verdict(empty) == "431");
}

TEST_CASE("keep alive follows version and Connection") {
    const auto keeps = [](const std::string& text) {
        RequestReader reader({});
        REQUIRE(reader.feed(text) == State::complete);
        return reader.take().keep_alive;
    };
    CHECK(keeps("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    CHECK_FALSE(keeps("GET / HTTP/1.1\r\nHost: x\r\nConnection: foo, Close\r\n\r\n"));
    CHECK_FALSE(keeps("GET / HTTP/1.0\r\n\r\n"));
    CHECK(keeps("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"));
}

TEST_CASE("many small requests in one read cost little each") {
    std::string bytes;
    for (int i = 0; i < 20000; ++i) bytes += "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    RequestReader reader({});
    reader.feed(bytes);
    int requests = 0;
    while (reader.state() == State::complete) {
        static_cast<void>(reader.take());
        ++requests;
    }
    CHECK(requests == 20000);
}

}  // namespace tocd
