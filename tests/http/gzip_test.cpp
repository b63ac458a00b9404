#include "http/gzip.hpp"

#include "http/api_server.hpp"
#include "http/front_server.hpp"

#include <zlib.h>
#include <doctest/doctest.h>

namespace tocd {
namespace {

// What can be read of it; `whole` when it has come to its end, checksum and all.
std::string unzip(const std::string& zipped, bool& whole) {
    z_stream stream{};
    REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(zipped.data()));
    stream.avail_in = static_cast<uInt>(zipped.size());
    std::string out;
    int result = Z_OK;
    do {
        char bytes[65536];
        stream.next_out = reinterpret_cast<Bytef*>(bytes);
        stream.avail_out = sizeof bytes;
        result = inflate(&stream, Z_NO_FLUSH);
        out.append(bytes, sizeof bytes - stream.avail_out);
    } while (result == Z_OK && stream.avail_in > 0);
    whole = result == Z_STREAM_END && stream.avail_in == 0;
    inflateEnd(&stream);
    return out;
}

std::string unzip_whole(const std::string& zipped) {
    bool whole = false;
    std::string out = unzip(zipped, whole);
    CHECK(whole);
    return out;
}

constexpr const char* kWant = "Accept-Encoding: gzip\r\n";

}  // namespace

TEST_CASE("gzip is taken when the client wants it as much as anything else") {
    for (const char* header : {"gzip", "GZip", "x-gzip", "br, gzip", "gzip;q=0.001", "gzip ; q=1.000", "*", "*;q=0.5, br", "identity;q=0.5, gzip;q=0.5",
                               "gzip;q=1, identity;q=0.9", "identity;q=0, *"})
        CHECK_MESSAGE(prefers_gzip(header), header);
    for (const char* header : {"", "br", "gzip;q=0", "gzip;q=0.000", "*;q=0", "gzip;q=0, *", "identity, gzip;q=0.9", "gzipped", "not-gzip",
                               "gzip;q=2", "gzip;q=", "gzip;q=0.5x", "gzip;level=9", ",;,", "gzip;q=0.0001"})
        CHECK_FALSE_MESSAGE(prefers_gzip(header), header);
}

TEST_CASE("a whole answer is the same after gzip") {
    ApiServer server;
    for (int i = 0; i < 300; ++i) server.add_file("", "file" + std::to_string(i), 1);
    server.scan();
    for (const char* target : {"/api/v1/files.csv", "/api/v1/files.ndjson", "/api/v1/files.paths0", "/api/v1/openapi.json"}) {
        CAPTURE(std::string(target));
        const RawResponse plain = server.ask(get(target)), zipped = server.ask(get(target, kWant));
        CHECK_FALSE(plain.headers.contains("content-encoding"));
        CHECK(zipped.header("content-encoding") == "gzip");
        CHECK(zipped.body.size() < plain.body.size());
        CHECK(unzip_whole(zipped.body) == plain.body);
        for (const RawResponse* one : {&plain, &zipped}) {
            CHECK(one->header("vary").starts_with("Accept-Encoding"));
            CHECK(one->header("etag").starts_with("W/"));  // strong ones would have to differ
        }
        const RawResponse head = server.ask("HEAD " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" + kWant + "\r\n");
        CHECK(head.header("content-length") == zipped.header("content-length"));
        CHECK(head.header("content-encoding") == "gzip");
    }
}

TEST_CASE("a streamed export is the same after gzip") {
    ApiServer server;
    for (int i = 0; i < 6000; ++i) server.add_file("", "file" + std::to_string(i), 1);
    server.scan();
    const RawResponse plain = server.ask(get("/api/v1/files.csv")), zipped = server.ask(get("/api/v1/files.csv", kWant));
    CHECK(plain.header("transfer-encoding") == "chunked");
    CHECK(zipped.header("transfer-encoding") == "chunked");
    CHECK(zipped.header("content-encoding") == "gzip");
    CHECK(zipped.complete);
    CHECK(zipped.body.size() < plain.body.size() / 2);
    CHECK(unzip_whole(zipped.body) == plain.body);
    // Before chunks were known, an answer ended with its connection.
    const RawResponse old = server.ask("GET /api/v1/files.csv HTTP/1.0\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n");
    CHECK(unzip_whole(old.body) == plain.body);
}

TEST_CASE("what a stream has said can be read while it waits for more") {
    ApiServer server;
    RawClient client(server.address());
    client.send(get("/api/v1/changes.ndjson?since=start&follow=1", kWant));
    std::string said;
    while (said.find("\"clock\"") == said.npos) {
        REQUIRE(client.read_some());
        REQUIRE(client.buffered().size() < 10'000);  // heartbeats would come for ever
        std::string zipped;
        size_t at = client.buffered().find("\r\n\r\n");
        if (at == std::string::npos) continue;
        CHECK(client.buffered().find("Content-Encoding: gzip") < at);
        for (at += 4; at < client.buffered().size();) {
            const size_t line = client.buffered().find("\r\n", at);
            if (line == std::string::npos) break;
            const size_t size = std::stoul(client.buffered().substr(at, line - at), nullptr, 16);
            if (client.buffered().size() < line + 2 + size) break;
            zipped += client.buffered().substr(line + 2, size);
            at = line + 2 + size + 2;
        }
        bool whole = false;
        if (!zipped.empty()) said = unzip(zipped, whole);
        CHECK_FALSE(whole);
    }
}

TEST_CASE("events are never compressed") {
    ApiServer server;
    RawClient client(server.address());
    client.send(get("/api/v1/events", kWant));
    while (client.buffered().find("event: scan") == std::string::npos) REQUIRE(client.read_some());
    CHECK(client.buffered().find("Content-Encoding") == std::string::npos);
}

}  // namespace tocd
