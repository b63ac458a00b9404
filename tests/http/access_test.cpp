// Who asks, what he may do, and what he is not told.
#include "http/api_server.hpp"
#include "http/routes.hpp"

#include <doctest/doctest.h>

#include <thread>
#include <type_traits>

namespace tocd {
namespace {

// A route that does not say who may ask does not compile.
static_assert(!std::is_default_constructible_v<RouteRule> && !std::is_default_constructible_v<Route>);

HttpConfig with_proxy() {
    HttpConfig config;
    config.anonymous = "none";
    config.trusted_proxies = {"127.0.0.1"};
    config.editors = {"user:ed", "group:scanners"};
    config.admins = {"user:ad"};
    return config;
}

std::string as(const std::string& user, const std::string& groups = {}) {
    std::string out = user.empty() ? "" : "X-Remote-User: " + user + "\r\n";
    return groups.empty() ? out : out + "X-Remote-Groups: " + groups + "\r\n";
}

std::string bearer(const std::string& token) { return "Authorization: Bearer " + token + "\r\n"; }

std::string request_of(const Route& route, const std::string& who) {
    std::string path(route.path);
    const auto fill = [&](const std::string& part, const std::string& value) {
        if (const size_t at = path.find(part); at != std::string::npos) path.replace(at, part.size(), value);
    };
    fill("{name}", "raw");
    fill("{id}", path.find("/scans/") != std::string::npos ? "s1" : path.find("/files/") != std::string::npos ? "f1000000" : "d1");
    if (path.ends_with("/explain")) path += "?path=/srv/raw";
    const std::string body = route.body != nullptr ? "{}" : "";
    std::string out = std::string(route.method) + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + who;
    if (!body.empty()) out += "Content-Type: application/json\r\nContent-Length: 2\r\n";
    return out + "\r\n" + body;
}

// The status alone: some answers have no end.
int status_of(const ApiServer& server, const std::string& request) {
    RawClient client(server.address());
    client.send(request);
    while (client.buffered().find("\r\n\r\n") == std::string::npos)
        if (!client.read_some()) return 0;
    return std::stoi(client.buffered().substr(9, 3));
}

std::string token_of(ApiServer& server, const std::string& name, Role role, std::vector<std::string> paths = {}) {
    TokenRecord wanted;
    wanted.name = name;
    wanted.role = role;
    wanted.paths = std::move(paths);
    return server.tokens().create(wanted);
}

// What differs between two servers whatever they show: times, and what they took.
nlohmann::json plain(nlohmann::json json) {
    if (json.is_array())
        for (auto& one : json) one = plain(one);
    if (!json.is_object()) return json;
    for (auto it = json.begin(); it != json.end();) {
        const std::string& key = it.key();
        const bool differs = key == "as_of" || key == "as_of_ns" || key == "took_ms" || key.find("seen") != std::string::npos || key == "clock" || key == "at" || key == "at_ns" ||
                             key.find("listing_us") != std::string::npos || key == "durations" || key.starts_with("last_complete") || key == "started" || key == "kept_since" || key == "time";
        if (differs) {
            it = json.erase(it);
            continue;
        }
        it.value() = plain(it.value());
        ++it;
    }
    return json;
}

// The hidden part comes first among its brothers, so that it is listed last and the others have the same ids without it.
void fill(ApiServer& server, bool with_hidden) {
    if (with_hidden) {
        server.add_directory("secret");
        server.add_directory("secret/deeper");
        server.add_file("secret", "hush_one.sec", 4'000'000);
        server.add_file("secret/deeper", "hush_two.sec", 70);
    }
    server.add_directory("open");
    server.add_directory("open/run");
    server.add_file("open", "a.h5", 100);
    server.add_file("open/run", "b.csv", 7);
    server.add_file("", "README", 1);
    server.scan();
}

}  // namespace

TEST_CASE("every route answers the roles that may ask and refuses all others") {
    ApiServer server(with_proxy(), ApiServer::Index::none, {{"/srv/raw/secret", {"user:ann"}}});
    fill(server, true);
    size_t cells = 0;
    const std::vector<std::pair<Role, std::string>> identities = {
        {Role::none, ""}, {Role::viewer, as("vi")}, {Role::editor, as("ed")}, {Role::editor, as("x", "staff, scanners")}, {Role::admin, as("ad")},
        {Role::viewer, bearer(token_of(server, "v", Role::viewer))}, {Role::editor, bearer(token_of(server, "e", Role::editor))}, {Role::admin, bearer(token_of(server, "a", Role::admin))}};
    for (const Route& route : all_routes()) {
        for (const auto& identity : identities) {
            const Role role = identity.first;
            const std::string& who = identity.second;
            CAPTURE(std::string(route.path));
            CAPTURE(std::string(route.method));
            CAPTURE(who);
            const int status = status_of(server, request_of(route, who));
            ++cells;
            if (role < route.rule.least) CHECK(status == (role == Role::none ? 401 : 403));
            else if (route.rule.whole && role != Role::admin) CHECK(status == 403);
            else if (route.path == "/api/v1/session" && route.method == "POST") CHECK(status == 400);
            else CHECK((status != 401 && status != 403 && status != 0));
        }
    }
    MESSAGE(cells << " cells of routes and identities");
    CHECK(cells == all_routes().size() * identities.size());
    CHECK(status_of(server, get("/")) != 401);  // the page, which asks for a token
}

namespace {

void wait_for_index(const ApiServer& server) {
    while (server.ask(get("/readyz")).body.find("\"loading\"") != std::string::npos) std::this_thread::yield();
}

void compare_answers(ApiServer::Index index) {
    ApiServer server(with_proxy(), index, {{"/srv/raw/secret", {"user:ann", "group:trusted"}}});
    ApiServer twin(with_proxy(), index);
    fill(server, true);
    fill(twin, false);
    wait_for_index(server);
    wait_for_index(twin);
    std::vector<std::string> queries = {
        "/api/v1/files?count=1", "/api/v1/files?q=sec&count=1", "/api/v1/files?q=ext:sec&count=1", "/api/v1/files?gone=any&count=1&sort=-size", "/api/v1/files?under=/srv/raw&count=1",
        "/api/v1/files?under=/srv/raw/secret", "/api/v1/files?under=/srv&count=1", "/api/v1/files?owner=0&count=1", "/api/v1/directories", "/api/v1/directories?path=/srv/raw",
        "/api/v1/directories?path=/srv/raw&sort=-size", "/api/v1/directories?path=/srv/raw/open", "/api/v1/directories?path=/srv/raw/secret", "/api/v1/directories?path=/srv/raw/secret/deeper",
        "/api/v1/shares?fields=name,files,size_bytes,unique_bytes,directories,gone_files,failed_directories", "/api/v1/stats?top=100", "/api/v1/stats?share=raw", "/api/v1/stats/top-files",
        "/api/v1/files.csv?fields=name,path,size_bytes", "/api/v1/files.ndjson?fields=name,path", "/api/v1/files.paths0", "/api/v1/files.paths0?sort=-size", "/api/v1/shares/raw/listings",
        "/api/v1/shares/raw/directories?by=large", "/api/v1/shares/raw/directories?by=slow", "/api/v1/shares/raw/directories?by=unreadable", "/api/v1/changes?since=start",
        "/api/v1/changes?since=start&under=/srv/raw/secret", "/api/v1/shares/raw/explain?path=/srv/raw/secret/hush_one.sec", "/api/v1/shares/raw/explain?path=/srv/raw/secret/"};
    if (index == ApiServer::Index::kept)
        for (const char* of_index : {"/api/v1/facets", "/api/v1/facets?q=sec", "/api/v1/facets?under=/srv/raw&by=directory,ext", "/api/v1/stats/histogram?of=size", "/api/v1/stats/histogram?of=age&by=directory",
                                     "/api/v1/datasets", "/api/v1/datasets?q=secret", "/api/v1/datasets.csv?fields=name,path,files", "/api/v1/datasets.ndjson?fields=name,files", "/api/v1/directories.csv?fields=name,path,files", "/api/v1/stats/top-dirs",
                                     "/api/v1/directories?q=secret", "/api/v1/files?q=deeper&directories=5", "/api/v1/files?sort=id&limit=1&count=1"})
            queries.push_back(of_index);
    size_t compared = 0;
    for (const std::string& query : queries) {
        CAPTURE(query);
        const RawResponse answer = server.ask(get(query, as("bob")));
        const RawResponse expected = twin.ask(get(query, as("bob")));
        CHECK(answer.status == expected.status);
        CHECK(answer.body.find("hush") == (query.find("hush") == std::string::npos ? std::string::npos : answer.body.find("hush")));
        const nlohmann::json json = nlohmann::json::parse(answer.body, nullptr, false);
        if (json.is_discarded()) CHECK(answer.body == expected.body);
        else CHECK(plain(json) == plain(nlohmann::json::parse(expected.body)));
        ++compared;
        const RawResponse seen = server.ask(get(query, as("ann")));
        const RawResponse by_group = server.ask(get(query, as("eve", "trusted")));
        CHECK(seen.status == 200);
        CHECK(by_group.status == 200);
    }
    MESSAGE(compared << " answers compared");
    // By the ids of what is hidden, and by those of scans, which tell of all of the share.
    const nlohmann::json hidden = nlohmann::json::parse(server.ask(get("/api/v1/files?q=hush_one", as("ann"))).body)["files"][0];
    const std::string file = hidden["id"].get<std::string>();
    const nlohmann::json directory = nlohmann::json::parse(server.ask(get("/api/v1/directories?path=/srv/raw/secret", as("ann"))).body)["directory"];
    const std::string directory_id = directory["id"].get<std::string>();
    for (const std::string& path : {"/api/v1/files/" + file, "/api/v1/files/" + file + "/history", "/api/v1/directories/" + directory_id, "/api/v1/directories/" + directory_id + "/history",
                                    std::string("/api/v1/scans/s1"), std::string("/api/v1/scans/s1/listings")}) {
        CAPTURE(path);
        CHECK(server.ask(get(path, as("bob"))).status == 404);
        CHECK(server.ask(get(path, as("ann"))).status == 200);
    }
    CHECK(nlohmann::json::parse(server.ask(get("/api/v1/scans", as("bob"))).body)["scans"].empty());
    const nlohmann::json share = nlohmann::json::parse(server.ask(get("/api/v1/shares", as("bob"))).body)["shares"][1];
    CHECK(share["name"] == "raw");
    CHECK(share["last_scan"].is_null());
    CHECK(share["progress"].is_null());
    CHECK(share["rules"].is_null());
    CHECK(server.ask(get("/readyz")).body.find("\"indexed_files\":null") != std::string::npos);
}

}  // namespace

TEST_CASE("no answer tells a viewer of what is hidden from him") { compare_answers(ApiServer::Index::none); }
TEST_CASE("no answer of the index tells a viewer of what is hidden from him") { compare_answers(ApiServer::Index::kept); }

namespace {

void ask_of_taken_out(ApiServer::Index index) {
    ApiServer server(with_proxy(), index);
    fill(server, true);
    wait_for_index(server);
    const nlohmann::json file = nlohmann::json::parse(server.ask(get("/api/v1/files?q=hush_one", as("bob"))).body)["files"][0];
    server.set_access({.entries = {}, .kept = {{"raw", {{"user:ann", "group:trusted"}, {"user:ann", "group:board"}}}}});
    for (const std::string& who : {as("bob"), as("eve", "trusted"), as("eve", "board")}) {
        CAPTURE(who);
        CHECK(nlohmann::json::parse(server.ask(get("/api/v1/files?gone=any&count=1", who)).body)["total"]["files"] == 0);
        CHECK(nlohmann::json::parse(server.ask(get("/api/v1/files?q=s&count=1", who)).body)["total"]["files"] == 0);
        CHECK(nlohmann::json::parse(server.ask(get("/api/v1/shares", who)).body)["shares"].size() == 1);
        CHECK(nlohmann::json::parse(server.ask(get("/api/v1/changes?since=start", who)).body)["changes"].empty());
        CHECK(server.ask(get("/api/v1/files.paths0", who)).body.empty());
        if (index == ApiServer::Index::kept) CHECK(nlohmann::json::parse(server.ask(get("/api/v1/facets?by=ext", who)).body)["total"]["files"] == 0);
        for (const char* path : {"/api/v1/directories?path=/srv/raw", "/api/v1/files?share=raw", "/api/v1/shares/raw", "/api/v1/stats?share=raw", "/api/v1/scans/s1"})
            CHECK(server.ask(get(path, who)).status == 404);
        CHECK(server.ask(get("/api/v1/files/" + file["id"].get<std::string>(), who)).status == 404);
        CHECK(server.ask(get("/metrics", who)).status == 403);
    }
    for (const std::string& who : {as("ann"), as("eve", "trusted,board")})
        CHECK(nlohmann::json::parse(server.ask(get("/api/v1/files?q=hush_one&count=1", who)).body)["total"]["files"] == 1);
}

}  // namespace

TEST_CASE("a share that was taken out is there for those alone whom each of its entries lets in") { ask_of_taken_out(ApiServer::Index::none); }
TEST_CASE("a share that was taken out is in the index for those alone whom each of its entries lets in") { ask_of_taken_out(ApiServer::Index::kept); }

TEST_CASE("a token for a path sees that path alone and the way to it") {
    ApiServer server(with_proxy());
    fill(server, true);
    const std::string who = bearer(token_of(server, "ci", Role::viewer, {"/srv/raw/open/run"}));
    const nlohmann::json files = nlohmann::json::parse(server.ask(get("/api/v1/files?count=1", who)).body);
    CHECK(files["total"]["files"] == 1);
    CHECK(files["files"][0]["name"] == "b.csv");
    const nlohmann::json open = nlohmann::json::parse(server.ask(get("/api/v1/directories?path=/srv/raw/open", who)).body);
    CHECK(open["files"].empty());
    CHECK(open["directories"].size() == 1);
    CHECK(open["directory"]["total_files"] == 1);
    CHECK(server.ask(get("/api/v1/directories?path=/srv/raw/secret", who)).status == 404);
    CHECK(server.ask(get("/api/v1/snapshot.db", bearer(token_of(server, "partly", Role::admin, {"/srv/raw/open"})))).status == 403);
}

TEST_CASE("answers of two viewers have different tags") {
    ApiServer server(with_proxy(), ApiServer::Index::none, {{"/srv/raw/secret", {"user:ann"}}});
    fill(server, true);
    const std::string of_ann = server.ask(get("/api/v1/files", as("ann"))).header("etag");
    const std::string of_bob = server.ask(get("/api/v1/files", as("bob"))).header("etag");
    CHECK(of_ann != "");
    CHECK(of_ann != of_bob);
    CHECK(server.ask(get("/api/v1/files", as("eve"))).header("etag") == of_bob);
    CHECK(server.ask(get("/api/v1/files", as("bob") + "If-None-Match: " + of_ann + "\r\n")).status == 200);
    CHECK(server.ask(get("/api/v1/files", as("bob") + "If-None-Match: " + of_bob + "\r\n")).status == 304);
    CHECK(server.ask(get("/api/v1/files", as("bob"))).header("vary") == "Accept-Encoding, Authorization, Cookie");
}

TEST_CASE("a header with an identity is believed from a trusted proxy alone and once") {
    ApiServer server(with_proxy());
    CHECK(server.ask(get("/api/v1/shares", as("bob"))).status == 200);
    CHECK(server.ask(get("/api/v1/shares", as("bob") + as("ad"))).status == 400);
    CHECK(server.ask(get("/api/v1/shares", as(" "))).status == 401);
    const std::string token = token_of(server, "page", Role::viewer);
    CHECK(server.ask(get("/api/v1/shares", bearer(token))).status == 200);
    CHECK(server.ask(get("/api/v1/shares", bearer(token) + bearer("tocd_other"))).status == 400);
    HttpConfig elsewhere = with_proxy();
    elsewhere.trusted_proxies = {"192.0.2.1", "unix:root"};
    ApiServer other(elsewhere);
    CHECK(other.ask(get("/api/v1/shares", as("ad"))).status == 400);
    CHECK(other.ask(get("/api/v1/shares", "X-Remote-Groups: x\r\n")).status == 400);
}

TEST_CASE("who says nothing may ask what the configuration lets him") {
    HttpConfig config = with_proxy();
    ApiServer none(config);
    CHECK(none.ask(get("/api/v1/shares")).status == 401);
    CHECK(none.ask(get("/api/v1/shares")).header("www-authenticate").starts_with("Bearer"));
    CHECK(none.ask(get("/healthz")).status == 200);
    config.anonymous = "read";
    ApiServer read(config);
    CHECK(read.ask(get("/api/v1/shares")).status == 200);
    CHECK(read.ask("POST /api/v1/shares/raw/pause HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 401);
    config.anonymous = "local";  // what comes by a proxy comes from anywhere
    ApiServer local(config);
    CHECK(local.ask(get("/api/v1/shares")).status == 401);
}

TEST_CASE("a token is exchanged for a cookie that scripts cannot read and that ends with it") {
    ApiServer server(with_proxy(), ApiServer::Index::none, {{"/srv/raw/secret", {"token:page"}}});
    fill(server, true);
    const std::string token = token_of(server, "page", Role::editor);
    const auto log_in = [&](const std::string& body, const std::string& more = {}) {
        return server.ask("POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + more + "Content-Length: " + std::to_string(body.size()) +
                          "\r\n\r\n" + body);
    };
    CHECK(log_in("{\"token\":\"tocd_wrong\"}").status == 401);
    CHECK(log_in("{\"token\":7}").status == 400);
    CHECK(log_in("{\"token\":\"" + token + "\"}", "Sec-Fetch-Site: cross-site\r\n").status == 403);
    const RawResponse good = log_in("{\"token\":\"" + token + "\"}", "X-Forwarded-Proto: https\r\n");
    REQUIRE(good.status == 200);
    const std::string set = good.header("set-cookie");
    for (const char* flag : {"; HttpOnly", "; SameSite=Strict", "; Path=/", "; Secure"}) CHECK(set.find(flag) != std::string::npos);
    CHECK(set.find(token) == std::string::npos);
    CHECK(log_in("{\"token\":\"" + token + "\"}").header("set-cookie").find("Secure") == std::string::npos);
    const std::string cookie = "Cookie: x=1; " + set.substr(0, set.find(';')) + "\r\n";
    const nlohmann::json who = nlohmann::json::parse(server.ask(get("/api/v1/session", cookie)).body);
    CHECK(who["name"] == "page");
    CHECK(who["role"] == "editor");
    CHECK(who["logged_in"] == true);
    CHECK(who["shares"] == nlohmann::json::parse(R"([{"name":"raw","whole":true}])"));
    CHECK(nlohmann::json::parse(server.ask(get("/api/v1/session", as("bob"))).body)["shares"][0]["whole"] == false);
    CHECK(nlohmann::json::parse(server.ask(get("/api/v1/session")).body)["role"] == "none");
    CHECK(server.ask(get("/api/v1/files?q=hush", cookie)).body.find("hush_one") != std::string::npos);
    const RawResponse out = server.ask("DELETE /api/v1/session HTTP/1.1\r\nHost: localhost\r\n" + cookie + "\r\n");
    CHECK(out.header("set-cookie").find("Max-Age=0") != std::string::npos);
    CHECK(server.ask(get("/api/v1/files", cookie)).status == 401);
    const std::string again = log_in("{\"token\":\"" + token + "\"}").header("set-cookie");
    const std::string fresh = "Cookie: " + again.substr(0, again.find(';')) + "\r\n";
    CHECK(server.ask(get("/api/v1/files", fresh)).status == 200);
    CHECK(server.tokens().revoke("page"));
    CHECK(server.ask(get("/api/v1/files", fresh)).status == 401);
    CHECK(server.ask(get("/api/v1/files", bearer(token))).status == 401);
}

namespace {

// What a stream of events has said when nothing came for a moment after `until` was seen.
std::string heard(RawClient& client, const std::string& until) {
    while (client.buffered().find(until) == std::string::npos)
        if (!client.read_some()) break;
    return client.buffered();
}

}  // namespace

TEST_CASE("events tell a viewer nothing of scans and changes that he does not see") {
    ApiServer server(with_proxy(), ApiServer::Index::none, {{"/srv/raw/secret", {"user:ann"}}});
    fill(server, true);
    RawClient bob(server.address()), ann(server.address());
    bob.send(get("/api/v1/events", as("bob")));
    ann.send(get("/api/v1/events", as("ann")));
    heard(bob, "retry: 2000");
    heard(ann, "event: scan\n");
    server.add_file("secret", "hush_three.sec", 3);
    server.scan();
    heard(ann, "event: change\n");
    server.add_file("open", "c.h5", 3);
    server.scan();
    const std::string told = heard(bob, "event: change\n");
    CHECK(told.find("event: scan") == std::string::npos);
    CHECK(told.find("event: change") != std::string::npos);
    CHECK(told.find("event: change", told.find("event: change") + 1) == std::string::npos);
    CHECK(heard(ann, "event: scan_ended").find("event: scan_ended") != std::string::npos);
    const RawResponse since = server.ask(get("/api/v1/changes?since=start", as("bob")));
    CHECK(since.body.find("hush") == std::string::npos);
    CHECK(since.body.find("c.h5") != std::string::npos);
}

TEST_CASE("a stream of events ends when its token is revoked") {
    ApiServer server(with_proxy());
    fill(server, true);
    RawClient stream(server.address()), lines(server.address());
    const std::string token = token_of(server, "page", Role::viewer);
    stream.send(get("/api/v1/events", bearer(token)));
    lines.send(get("/api/v1/changes.ndjson?follow=1", bearer(token)));
    heard(stream, "event: scan\n");
    heard(lines, "fresh_instance");
    CHECK(server.tokens().revoke("page"));
    server.scan();  // rings
    CHECK(heard(stream, "\r\n0\r\n\r\n").ends_with("\r\n0\r\n\r\n"));
    CHECK(heard(lines, "\r\n0\r\n\r\n").ends_with("\r\n0\r\n\r\n"));
    CHECK(stream.buffered().find("scan_ended") == std::string::npos);
}

}  // namespace tocd
