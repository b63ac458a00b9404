// What is asked of shares: scans of all or a part, changed paths, confirmation; and what they show.
#include "http/api_server.hpp"

#include <doctest/doctest.h>

namespace tocd {
namespace {

std::string message(const RawResponse& response) { return nlohmann::json::parse(response.body)["error"]["message"]; }

std::string request(const std::string& method, const std::string& target, const std::string& more = {},
                    const std::string& body = {}) {
    return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + more +
           (body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") + "\r\n" + body;
}

}  // namespace

TEST_CASE("scans are started and stopped") {
    ApiServer server;
    const std::string json = "Content-Type: application/json; charset=utf-8\r\n";
    const auto start = [&](const std::string& more, const std::string& body, const std::string& share = "raw") {
        return server.ask(request("POST", "/api/v1/shares/" + share + "/scans", more, body));
    };
    CHECK(start({}, {}).status == 202);
    CHECK(nlohmann::json::parse(start(json, "{}").body) == nlohmann::json{{"share", "raw"}, {"state", "started"}});
    server.scans.answer.queued = true;
    CHECK(nlohmann::json::parse(start(json, R"({"mode":"full","accept_root":true})").body)["state"] == "queued");
    server.scans.answer.already_running = true;
    CHECK(nlohmann::json::parse(start(json, "{}").body)["state"] == "already_running");
    REQUIRE(server.scans.requests.size() == 4);
    CHECK(server.scans.requests[2].accept_root);
    CHECK_FALSE(server.scans.requests[1].accept_root);

    CHECK(start({}, {}, "nothing").status == 404);
    CHECK(start("Content-Type: text/plain\r\n", "{}").status == 415);
    CHECK(start({}, "{}").status == 415);
    CHECK(start(json, "[]").status == 400);
    CHECK(start(json, "{\"mode\":").status == 400);
    CHECK(start(json, std::string(100000, '[')).status == 400);
    CHECK(message(start(json, R"({"mod":"full"})")).find("did you mean mode?") != std::string::npos);
    CHECK(start(json, R"({"mode":"quick"})").status == 400);
    CHECK(start(json, R"({"accept_root":1})").status == 400);
    CHECK(server.scans.requests.size() == 4);

    CHECK(server.ask(request("DELETE", "/api/v1/shares/raw/scans")).status == 404);
    server.scans.running = true;
    CHECK(server.ask(request("DELETE", "/api/v1/shares/raw/scans")).status == 202);
}

TEST_CASE("parts of a share are scanned and held removals are confirmed") {
    ApiServer server;
    const std::string json = "Content-Type: application/json\r\n";
    const auto post = [&](const std::string& target, const std::string& body) {
        return server.ask(request("POST", target, body.empty() ? std::string() : json, body));
    };
    CHECK(post("/api/v1/shares/raw/scans", R"({"mode":"fast"})").status == 202);
    CHECK(post("/api/v1/shares/raw/scans", R"({"under":"/srv/raw/a"})").status == 202);
    CHECK(post("/api/v1/shares/raw/changed", R"({"paths":["/srv/raw/a/x","/srv/raw/b"]})").status == 202);
    REQUIRE(server.scans.requests.size() == 3);
    CHECK(server.scans.requests[0].mode == ScanMode::fast);
    CHECK(server.scans.requests[1].mode == ScanMode::part);
    CHECK(server.scans.requests[1].below);
    CHECK(server.scans.requests[1].paths == std::vector<std::string>{"/srv/raw/a"});
    CHECK(server.scans.requests[2].mode == ScanMode::part);
    CHECK_FALSE(server.scans.requests[2].below);
    CHECK(server.scans.requests[2].paths == std::vector<std::string>{"/srv/raw/a/x", "/srv/raw/b"});
    for (const char* body : {"[]", "{}", R"({"paths":[]})", R"({"paths":"x"})", R"({"paths":[1]})", R"({"paths":["/x"],"more":1})"})
        CHECK(post("/api/v1/shares/raw/changed", body).status == 400);

    CHECK(post("/api/v1/shares/raw/scans", R"({"under":["/srv/raw/a","b"],"under_base64":"L3Nydi9yYXcv/w=="})").status == 202);
    CHECK(server.scans.requests.back().paths == std::vector<std::string>{"/srv/raw/a", "b", "/srv/raw/\xff"});
    for (const char* body : {R"({"under":[]})", R"({"under":[1]})", R"({"under":7})", R"({"under_base64":"?"})"})
        CHECK(post("/api/v1/shares/raw/scans", body).status == 400);

    server.scan();
    CHECK(post("/api/v1/scans/s1/confirm", "").status == 200);  // this process's own account over loopback
    CHECK(post("/api/v1/scans/s7/confirm", "").status == 404);
    CHECK(post("/api/v1/scans/x/confirm", "").status == 404);
    CHECK(server.scans.confirmed == std::vector<int64_t>{1});

    CHECK(post("/api/v1/shares/raw/scans", R"({"accept_root":true})").status == 202);
    const nlohmann::json kept = nlohmann::json::parse(server.ask(request("GET", "/api/v1/confirmations")).body)["confirmations"];
    REQUIRE(kept.size() == 2);
    CHECK(kept[0]["what"] == "root");
    CHECK(kept[1]["what"] == "removals");
    CHECK(kept[1]["share"] == "raw");
    CHECK(kept[1]["who"].get<std::string>().find("anonymous") != std::string::npos);
    CHECK(nlohmann::json::parse(server.ask(request("GET", "/api/v1/confirmations?limit=1")).body)["confirmations"].size() == 1);
}

TEST_CASE("changed paths come as a list that a page of another site cannot send without being asked first") {
    ApiServer server;
    const auto post = [&](const std::string& headers, const std::string& body) {
        return server.ask(request("POST", "/api/v1/shares/raw/changed", headers, body));
    };
    const std::string list = "Content-Type: text/x-path-list\r\n";
    const RawResponse taken = post(list, "/srv/raw/a/x\nb/new \xff\n\n./c\r/d");
    CHECK(taken.status == 202);
    CHECK(nlohmann::json::parse(taken.body)["paths"] == 3);
    CHECK(post("Content-Type: Text/X-Path-List;charset=utf-8\r\n", std::string("a\nb\0c\0", 6)).status == 202);
    REQUIRE(server.scans.requests.size() == 2);
    CHECK(server.scans.requests[0].mode == ScanMode::part);
    CHECK_FALSE(server.scans.requests[0].below);
    CHECK(server.scans.requests[0].paths == std::vector<std::string>{"/srv/raw/a/x", "b/new \xff", "./c\r/d"});
    CHECK(server.scans.requests[1].paths == std::vector<std::string>{"a\nb", "c"});

    CHECK(post(list, "\n\n").status == 400);
    // What a form can send, and curl sends by itself.
    for (const char* simple : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
        CHECK(post("Content-Type: " + std::string(simple) + "\r\n", "/srv/raw/a\n").status == 415);
    CHECK(post({}, "/srv/raw/a\n").status == 415);
    CHECK(message(post({}, "/srv/raw/a\n")).find("Content-Type: text/x-path-list") != std::string::npos);
    CHECK(server.ask(request("OPTIONS", "/api/v1/shares/raw/changed", "Origin: http://evil.example\r\n")).status == 405);
    CHECK(server.ask(request("POST", "/api/v1/shares/raw/scans", list, "/srv/raw/a\n")).status == 415);
    CHECK(server.scans.requests.size() == 2);
}

TEST_CASE("shares show totals and what goes on") {
    ApiServer server;
    server.add_file("", "x", 7);
    server.scan();

    const nlohmann::json shares = server.get_json("/api/v1/shares")["shares"];

    REQUIRE(shares.size() == 2);
    CHECK(shares[0]["name"] == "home");
    CHECK(shares[0]["last_scan"].is_null());
    CHECK(shares[0]["progress"].is_null());
    CHECK(shares[1]["files"] == 1);
    CHECK(shares[1]["size_bytes"] == 7);
    CHECK(shares[1]["last_scan"]["outcome"] == "complete");
    CHECK(shares[1]["progress"]["state"] == "running");
    CHECK(shares[1]["progress"]["scan_id"] == "s7");
    CHECK(shares[1]["progress"]["current"] == "a/\\xff");
}

TEST_CASE("a share names the scan that holds removals and says what of it is not believed") {
    ApiServer server;
    server.scan();
    const auto raw = [&] { return server.get_json("/api/v1/shares")["shares"][1]; };
    CHECK(raw()["held"].is_null());
    CHECK(raw()["keeps_stamps"] == true);
    CHECK(raw()["stable_inodes"].is_null());
    server.execute("UPDATE scan SET held = 1200");
    server.execute("UPDATE share SET keeps_stamps = 0, stable_inodes = 1");
    const nlohmann::json share = raw();
    CHECK(share["held"]["files"] == 1200);
    CHECK(share["held"]["since"] == share["last_scan"]["started"]);
    CHECK(share["held"]["scan_id"] == share["last_scan"]["id"]);
    CHECK(share["last_scan"]["held"] == 1200);
    CHECK(share["keeps_stamps"] == false);
    CHECK(share["stable_inodes"] == true);
}

TEST_CASE("a share is paused and resumed and says by which rules it is scanned") {
    ApiServer server;
    server.scan();
    const auto state = [&](const char* verb) {
        const RawResponse answer = server.ask(request("POST", "/api/v1/shares/raw/" + std::string(verb)));
        CHECK(answer.status == 200);
        return nlohmann::json::parse(answer.body)["state"].get<std::string>();
    };
    CHECK(state("pause") == "paused");
    CHECK(state("pause") == "already_paused");
    CHECK(state("resume") == "resumed");
    CHECK(state("resume") == "not_paused");
    CHECK(server.ask(request("POST", "/api/v1/shares/none/pause")).status == 404);

    const nlohmann::json shares = server.get_json("/api/v1/shares")["shares"];
    CHECK(shares[1]["client_paths"] == nlohmann::json::parse(R"([{"kind":"unc","prefix":"\\\\server\\raw"},{"kind":"drive","prefix":"X:"}])"));
    CHECK(shares[0]["client_paths"].empty());
    const nlohmann::json rules = shares[1]["rules"];
    CHECK(rules["exclude_snapshots"] == nlohmann::json{".snapshot/"});
    CHECK(rules["exclude"] == nlohmann::json{"*.tmp", "cache/"});
    CHECK(rules["one_file_system"] == true);
    CHECK(rules["marker"].is_null());
}

}  // namespace tocd
