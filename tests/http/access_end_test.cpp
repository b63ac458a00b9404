// An answer that goes on ends when who asked for it may not see it any more.
#include "http/api_server.hpp"

#include <doctest/doctest.h>

#include <functional>

namespace tocd {
namespace {

HttpConfig with_proxy() {
    HttpConfig config;
    config.anonymous = "none";
    config.trusted_proxies = {"127.0.0.1"};
    return config;
}

std::string bearer(const std::string& token) { return "Authorization: Bearer " + token + "\r\n"; }

std::string token_of(ApiServer& server, const std::string& name, Role role) {
    TokenRecord wanted;
    wanted.name = name;
    wanted.role = role;
    return server.tokens().create(wanted);
}

void fill(ApiServer& server) {
    server.add_directory("secret");
    server.add_file("secret", "hush_one.sec", 4'000'000);
    server.scan();
}

// What came when `until` did, or `never`, or the end of the connection.
std::string heard(RawClient& client, const std::string& until, const std::string& never = "\n\n\n") {
    while (client.buffered().find(until) == std::string::npos && client.buffered().find(never) == std::string::npos)
        if (!client.read_some()) break;
    return client.buffered();
}

}  // namespace

TEST_CASE("a stream of events ends when its token is revoked though another one was made at once") {
    ApiServer server(with_proxy(), ApiServer::Index::none, {{"/srv/raw/secret", {"token:old"}}});
    fill(server);
    TokenRecord wanted{.name = "old", .created_ns = 1};
    RawClient lines(server.address());
    lines.send(get("/api/v1/changes.ndjson?follow=1", bearer(server.tokens().create(wanted))));
    heard(lines, "fresh_instance");
    CHECK(server.tokens().revoke("old"));
    wanted = {.name = "new", .created_ns = 2};
    static_cast<void>(server.tokens().create(wanted));
    server.add_file("secret", "hush_three.sec", 3);
    server.scan();
    CHECK(heard(lines, "\r\n0\r\n\r\n", "hush").ends_with("\r\n0\r\n\r\n"));
    CHECK(lines.buffered().find("hush") == std::string::npos);
}

TEST_CASE("a stream of events ends when its session does") {
    ApiServer server(with_proxy());
    fill(server);
    const std::string body = "{\"token\":\"" + token_of(server, "page", Role::viewer) + "\"}";
    const std::string set = server.ask("POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
                                       std::to_string(body.size()) + "\r\n\r\n" + body).header("set-cookie");
    const std::string cookie = "Cookie: " + set.substr(0, set.find(';')) + "\r\n";
    RawClient stream(server.address());
    stream.send(get("/api/v1/events", cookie));
    heard(stream, "event: scan\n");
    CHECK(server.ask("DELETE /api/v1/session HTTP/1.1\r\nHost: localhost\r\n" + cookie + "\r\n").status == 200);
    server.scan();  // rings
    CHECK(heard(stream, "\r\n0\r\n\r\n", "scan_ended").ends_with("\r\n0\r\n\r\n"));
    CHECK(stream.buffered().find("scan_ended") == std::string::npos);
}

TEST_CASE("an answer that was made while access changed is not for those who see less by now") {
    ApiServer server(with_proxy());
    fill(server);
    server.when_asked = [&] { server.set_access({.entries = {{"/srv/raw/secret", {"user:ann"}}}}); };
    CHECK(server.ask(get("/readyz", "X-Remote-User: ann\r\n")).status == 200);
    server.set_access({.entries = {}});
    const RawResponse late = server.ask(get("/readyz", "X-Remote-User: bob\r\n"));
    CHECK(late.status == 503);
    CHECK(late.body.find("what you may see was changed meanwhile: ask again") != std::string::npos);
    CHECK(server.ask(get("/readyz", "X-Remote-User: bob\r\n")).status == 200);
}

TEST_CASE("an export is cut when its token is revoked or something of it is hidden") {
    ApiServer server(with_proxy());
    server.add_directory("secret");
    for (int i = 0; i < 40'000; ++i) server.add_file("secret", "hush_" + std::to_string(i) + std::string(100, 'x'), 1);
    server.scan();
    const std::string of_token = bearer(token_of(server, "page", Role::viewer));
    const std::string of_admin = bearer(token_of(server, "boss", Role::admin));
    const auto rest_after = [&](const std::string& request, const std::function<void()>& change) {
        RawClient client(server.address(), 4096);
        client.send(request);
        heard(client, "\r\n\r\n");
        change();
        return client.receive();
    };
    const auto revoke = [&] { CHECK(server.tokens().revoke("page")); };
    CHECK(rest_after(get("/api/v1/files.ndjson", "X-Remote-User: bob\r\n"), [] {}).complete);
    const RawResponse revoked = rest_after(get("/api/v1/files.ndjson", of_token), revoke);
    CHECK(revoked.status == 200);
    CHECK_FALSE(revoked.complete);
    const RawResponse snapshot = rest_after(get("/api/v1/snapshot.db", of_admin), [&] { CHECK(server.tokens().revoke("boss")); });
    CHECK(snapshot.status == 200);
    CHECK_FALSE(snapshot.complete);
    const RawResponse hidden = rest_after(get("/api/v1/files.csv", "X-Remote-User: bob\r\n"), [&] { server.set_access({.entries = {{"/srv/raw/secret", {"user:ann"}}}}); });
    CHECK(hidden.status == 200);
    CHECK_FALSE(hidden.complete);
    CHECK(hidden.body.size() < 2 << 20);  // nothing that was read after it
    CHECK(server.ask(get("/api/v1/files?q=hush&count=1", "X-Remote-User: bob\r\n")).body.find("\"files\":0") != std::string::npos);
}

}  // namespace tocd
