#include "http/api_server.hpp"
#include "http/openapi.hpp"
#include "http/routes.hpp"
#include "http/schema_check.hpp"

#include <doctest/doctest.h>

namespace tocd {
namespace {

nlohmann::json document() { return nlohmann::json::parse(openapi_document(all_routes()).dump()); }

nlohmann::json checked(const nlohmann::json& answer) {
    const nlohmann::json all = document();
    CHECK(schema_fault(all, all["paths"]["/api/v1/changes"]["get"]["responses"]["200"]["content"]["application/json"]["schema"],
                       answer) == "");
    return answer;
}

nlohmann::json changes(const ApiServer& server, const std::string& query) {
    return checked(server.get_json("/api/v1/changes" + query));
}

std::string clock_of(const ApiServer& server) { return changes(server, "")["clock"]; }

// Adds changes that a scan could have found, as its writer would.
void add_changes(ApiServer& server, int count, const std::string& name = "f") {
    server.execute(
        "INSERT OR IGNORE INTO change_path(id, share_id, path, path_raw) "
        "SELECT 1, id, 'a/\\xff', x'612FFF' FROM share WHERE name = 'raw';"
        "INSERT INTO change(share_id, scan_id, at_ns, kind, is_directory, path_id, name, row_id) "
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(count) + ") "
        "SELECT share.id, 1, 1700000000000000000 + i, 1, 0, 1, '" + name + "' || i, i FROM n, share WHERE name = 'raw'");
}

struct Lines {
    explicit Lines(const ApiServer& server, const std::string& query) : client(server.address()) {
        client.send(get("/api/v1/changes.ndjson" + query));
    }
    // The next line; null when the stream ended, or was silent for 20 s.
    nlohmann::json next() {
        for (;;) {
            // Chunks end with line ends here, so that what is between them is a line, or a chunk's size.
            while (true) {
                const size_t end = client.buffered().find('\n', at);
                if (end == std::string::npos) break;
                const std::string line = client.buffered().substr(at, end - at);
                at = end + 1;
                if (line.starts_with('{')) return nlohmann::json::parse(line);
            }
            if (!client.read_some()) return nullptr;
        }
    }
    RawClient client;
    size_t at = 0;
};

}  // namespace

TEST_CASE("a client that begins is told the clock and to read everything") {
    ApiServer server;
    const nlohmann::json first = changes(server, "");
    CHECK(first["fresh_instance"] == true);
    CHECK(first["changes"].empty());
    const std::string clock = first["clock"];
    add_changes(server, 3);
    const nlohmann::json then = changes(server, "?since=" + clock);
    CHECK(then["fresh_instance"] == false);
    CHECK(then["more"] == false);
    REQUIRE(then["changes"].size() == 3);
    const nlohmann::json& change = then["changes"][0];
    CHECK(change["kind"] == "added");
    CHECK(change["type"] == "file");
    CHECK(change["path"] == "/srv/raw/a/\\xff/f1");
    CHECK(change["path_base64"] == "L3Nydi9yYXcvYS//L2Yx");
    CHECK(change["old_path"] == "");
    CHECK(changes(server, "?since=" + change["clock"].get<std::string>())["changes"].size() == 2);
    CHECK(changes(server, "?since=start&limit=2")["more"] == true);
    CHECK(changes(server, "?since=start&under=/srv/raw/a/%FF")["changes"].size() == 3);
    CHECK(changes(server, "?since=start&share=home")["changes"].empty());
    CHECK(changes(server, "?since=abc-1")["fresh_instance"] == true);
}

TEST_CASE("what is no question about changes is refused") {
    ApiServer server;
    for (const char* wrong : {"?since=yesterday", "?limit=0", "?limit=10001", "?wait=301", "?under=relative"})
        CHECK(server.ask(get(std::string("/api/v1/changes") + wrong)).status == 400);
    CHECK(server.ask(get("/api/v1/changes?share=nope")).status == 404);
    CHECK(server.ask(get("/api/v1/changes?under=/var&wait=1")).status == 404);
    CHECK(server.ask(get("/api/v1/changes.ndjson?since=yesterday&follow=1")).status == 400);
}

TEST_CASE("a client that waits is answered when there is something") {
    ApiServer server;
    const std::string clock = clock_of(server);
    RawClient client(server.address());
    client.send(get("/api/v1/changes?wait=300&since=" + clock));
    while (client.buffered().find("\r\n\r\n") == std::string::npos) REQUIRE(client.read_some());
    add_changes(server, 1);
    server.scans.news.ring();
    const RawResponse response = client.receive();
    CHECK(response.complete);
    CHECK(checked(nlohmann::json::parse(response.body))["changes"].size() == 1);
}

TEST_CASE("a client that waits sees a commit also when no bell rings and nothing when nothing comes") {
    ApiServer server;
    const std::string clock = clock_of(server);
    RawClient client(server.address());
    client.send(get("/api/v1/changes?wait=300&since=" + clock));
    while (client.buffered().find("\r\n\r\n") == std::string::npos) REQUIRE(client.read_some());
    add_changes(server, 1);
    CHECK(checked(nlohmann::json::parse(client.receive().body))["changes"].size() == 1);

    const std::string later = clock_of(server);
    const nlohmann::json nothing = changes(server, "?wait=1&since=" + later);
    CHECK(nothing["changes"].empty());
    CHECK(nothing["clock"] == later);
    CHECK(nothing["fresh_instance"] == false);
}

TEST_CASE("who waits for a place is not woken by what others are told") {
    ApiServer server;
    add_changes(server, 1);
    const std::string clock = clock_of(server);
    RawClient client(server.address());
    client.send(get("/api/v1/changes?wait=2&share=home&since=" + clock));
    while (client.buffered().find("\r\n\r\n") == std::string::npos) REQUIRE(client.read_some());
    add_changes(server, 5);
    server.scans.news.ring();
    const nlohmann::json answer = checked(nlohmann::json::parse(client.receive().body));
    CHECK(answer["changes"].empty());
    CHECK(answer["clock"] == clock_of(server));  // but its clock went on
}

TEST_CASE("waiting takes a place and ends with the server") {
    HttpConfig config;
    config.max_event_streams_per_client = 1;
    ApiServer server(config);
    const std::string clock = clock_of(server);
    RawClient client(server.address());
    client.send(get("/api/v1/changes?wait=300&since=" + clock));
    while (client.buffered().find("\r\n\r\n") == std::string::npos) REQUIRE(client.read_some());
    CHECK(server.ask(get("/api/v1/changes?wait=300&since=" + clock)).status == 503);
    CHECK(server.ask(get("/api/v1/changes?since=" + clock)).status == 200);
    CHECK(server.ask(get("/api/v1/changes.ndjson?since=" + clock)).status == 200);
    CHECK(server.ask(get("/api/v1/changes.ndjson?follow=1&since=" + clock)).status == 503);
    server.stop();
    const RawResponse response = client.receive();
    CHECK(response.complete);
    CHECK(checked(nlohmann::json::parse(response.body))["clock"] == clock);
}

TEST_CASE("lines give every change once and end with the clock to go on with") {
    ApiServer server;
    const std::string clock = clock_of(server);
    add_changes(server, 2500);
    Lines lines(server, "?limit=1000&since=" + clock);
    const nlohmann::json head = lines.next();
    CHECK(head["clock"] == clock);
    CHECK(head["fresh_instance"] == false);
    const nlohmann::json all = document();
    int found = 0;
    std::string last;
    for (nlohmann::json line = lines.next(); line.is_object(); line = lines.next()) {
        last = line["clock"];
        if (!line.contains("path")) continue;
        CHECK(schema_fault(all, {{"$ref", "#/components/schemas/Change"}}, line) == "");
        CHECK(line["path"] == "/srv/raw/a/\\xff/f" + std::to_string(++found));
        if (found == 2500) break;
    }
    CHECK(found == 2500);
    CHECK(lines.next()["clock"] == clock_of(server));
}

TEST_CASE("lines that follow go on with what is found later") {
    ApiServer server;
    Lines lines(server, "?follow=1");
    CHECK(lines.next()["fresh_instance"] == true);
    for (int i = 1; i <= 3; ++i) {
        add_changes(server, 1, "round" + std::to_string(i) + "-");
        server.scans.news.ring();
        CHECK(lines.next()["path"] == "/srv/raw/a/\\xff/round" + std::to_string(i) + "-1");
        CHECK(lines.next() == nlohmann::json{{"clock", clock_of(server)}});
    }
    server.stop();
    CHECK(lines.next()["clock"].is_string());
    while (lines.client.read_some()) {
    }
    CHECK(lines.client.buffered().ends_with("\r\n0\r\n\r\n"));
}

}  // namespace tocd
