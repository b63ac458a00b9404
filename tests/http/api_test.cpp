#include "http/api_server.hpp"

#include "base/text.hpp"

#include <doctest/doctest.h>
#include <cerrno>

namespace tocd {
namespace {

std::string message(const RawResponse& response) { return nlohmann::json::parse(response.body)["error"]["message"]; }

std::string request(const std::string& method, const std::string& target, const std::string& more = {},
                    const std::string& body = {}) {
    return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + more +
           (body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") + "\r\n" + body;
}

std::vector<std::string> names(const nlohmann::json& answer) {
    std::vector<std::string> out;
    for (const auto& file : answer["files"]) out.push_back(file["name"]);
    return out;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("files are found by all filters together") {
    ApiServer server;
    server.add_directory("a");
    server.add_file("a", "one.csv", 100);
    server.add_file("a", "two.CSV", 2000);
    server.add_file("", "three.txt", 30000);
    server.add_file("", "plain", 5);
    server.scan();

    CHECK(names(server.get_json("/api/v1/files")) == Names{"one.csv", "plain", "three.txt", "two.CSV"});
    CHECK(names(server.get_json("/api/v1/files?ext=.CSV&sort=-size")) == Names{"two.CSV", "one.csv"});
    CHECK(names(server.get_json("/api/v1/files?ext=csv,txt&min_size=1k")) == Names{"three.txt", "two.CSV"});
    CHECK(names(server.get_json("/api/v1/files?ext=")) == Names{"plain"});
    CHECK(names(server.get_json("/api/v1/files?under=/srv/raw/a")) == Names{"one.csv", "two.CSV"});
    CHECK(names(server.get_json("/api/v1/files?name=T+E&name=r")) == Names{"three.txt"});
    CHECK(names(server.get_json("/api/v1/files?name=*.?s?")) == Names{"one.csv", "two.CSV"});
    CHECK(names(server.get_json("/api/v1/files?modified_after=1d")).empty());
    CHECK(names(server.get_json("/api/v1/files?modified_before=2020-09-14&modified_after=2020")).size() == 4);
    CHECK(names(server.get_json("/api/v1/files?owner=0&share=raw")).size() == 4);

    const nlohmann::json all = server.get_json("/api/v1/files?count=1&sort=size&limit=1");
    CHECK(all["total"] == nlohmann::json{{"files", 4}, {"size_bytes", 32105}});
    CHECK(all["files"][0]["directory"] == "/srv/raw");
    CHECK(all["files"][0]["modified"] == "2020-09-13T12:26:40.123456789Z");
    CHECK(all["files"][0]["modified_ns"] == 1'600'000'000'123'456'789);
    CHECK(all["files"][0]["accessed"].is_null());
    CHECK(all["files"][0]["inode"].is_string());
}

TEST_CASE("pages follow each other by next") {
    ApiServer server;
    for (int i = 0; i < 25; ++i) server.add_file("", "f" + std::to_string(100 + i), 1);
    server.scan();
    Names seen;
    std::string after;
    do {
        const nlohmann::json page =
            server.get_json("/api/v1/files?limit=10&sort=-name" + (after.empty() ? "" : "&after=" + after));
        for (const std::string& name : names(page)) seen.push_back(name);
        after = page["next"].is_null() ? "" : page["next"];
    } while (!after.empty());
    REQUIRE(seen.size() == 25);
    CHECK(seen.front() == "f124");
    CHECK(seen.back() == "f100");
    CHECK(server.ask(get("/api/v1/files?after=nonsense")).status == 400);
}

TEST_CASE("answers say as of when and whether they are complete") {
    ApiServer server;
    CHECK(server.get_json("/api/v1/files")["as_of"].is_null());
    CHECK(server.get_json("/api/v1/files")["complete"] == false);

    server.add_directory("a");
    server.add_file("a", "x", 1);
    server.scan();
    CHECK(server.get_json("/api/v1/files?share=raw")["complete"] == true);
    CHECK(server.get_json("/api/v1/files?share=raw")["as_of"].get<std::string>().ends_with("Z"));
    CHECK(server.get_json("/api/v1/stats?share=raw")["complete"] == true);
    CHECK(server.get_json("/api/v1/files?under=/srv/raw/a")["complete"] == true);
    // Share home was never scanned.
    CHECK(server.get_json("/api/v1/files")["complete"] == false);

    // A directory that cannot be read makes numbers lower bounds.
    server.add_directory("bad", EACCES);
    server.scan();
    CHECK(server.get_json("/api/v1/files?share=raw")["complete"] == false);
    const nlohmann::json root = server.get_json("/api/v1/directories?path=/srv/raw");
    CHECK(root["complete"] == false);
    CHECK(root["directory"]["failed_directories"] == 1);
    CHECK(server.get_json("/api/v1/directories?path=/srv/raw/bad")["directory"]["error"] == "Permission denied");

    const nlohmann::json above = server.get_json("/api/v1/directories?path=/srv");
    CHECK(above["directory"].is_null());
    CHECK(above["directories"] == server.get_json("/api/v1/directories")["directories"]);
    CHECK(above["as_of"].is_null());  // home was never scanned
    CHECK(above["complete"] == false);
    const nlohmann::json files = server.get_json("/api/v1/files?under=/srv");
    CHECK(files["files"] == server.get_json("/api/v1/files")["files"]);
    CHECK(files["as_of"].is_null());
    CHECK(files["complete"] == false);
    CHECK(server.ask(get("/api/v1/directories?path=/sr")).status == 404);
}

TEST_CASE("names of any bytes come back exactly") {
    ApiServer server;
    const std::string directory = "d\xFF\n\"x";
    const std::string name = "caf\xE9\x01,\"'<img onerror=1>\xF0\x9F\x98\x80.d\\t";
    server.add_directory(directory);
    server.add_file(directory, name, 1);
    server.add_file("", "\xEF\xBF\xBDvalid\xE2\x80\xAEname", 1);
    server.scan();

    const nlohmann::json file = server.get_json("/api/v1/files?name=onerror")["files"][0];
    CHECK(base64_decode(file["name_base64"].get<std::string>()) == name);
    CHECK(base64_decode(file["directory_base64"].get<std::string>()) == "/srv/raw/" + directory);
    CHECK(base64_decode(file["path_base64"].get<std::string>()) == "/srv/raw/" + directory + "/" + name);
    CHECK(file["name"] == display_text(name));

    const nlohmann::json valid = server.get_json("/api/v1/files?name=valid")["files"][0];
    CHECK(valid["name"] == "\xEF\xBF\xBDvalid\xE2\x80\xAEname");
    CHECK_FALSE(valid.contains("name_base64"));

    const nlohmann::json listed = server.get_json("/api/v1/directories?path=/srv/raw/d%FF%0A%22x");
    CHECK(listed["files"].size() == 1);
    CHECK(server.get_json("/api/v1/files?under=/srv/raw/d%ff%0a%22x")["files"].size() == 1);
    CHECK(server.ask(get("/api/v1/directories?path=/srv/raw/d%FE")).status == 404);
    CHECK(server.ask(get("/api/v1/directories?path=/srv/raw%00")).status == 400);
    CHECK(server.ask(get("/api/v1/files?name=a%00")).status == 400);
}

TEST_CASE("failures name kind and parameter and say what is right") {
    ApiServer server;
    const RawResponse unknown = server.ask(get("/api/v1/files?limits=5"));
    CHECK(unknown.status == 400);
    const nlohmann::json error = nlohmann::json::parse(unknown.body)["error"];
    CHECK(error["kind"] == "invalid_argument");
    CHECK(error["parameter"] == "limits");
    CHECK(error["message"].get<std::string>().find("did you mean limit?") != std::string::npos);

    CHECK(server.ask(get("/api/v1/files?limit=0")).status == 400);
    CHECK(server.ask(get("/api/v1/files?limit=1001")).status == 400);
    CHECK(server.ask(get("/api/v1/files?id=f1")).status == 400);
    CHECK(server.ask(get("/api/v1/files/f1?id=f2")).status == 400);
    CHECK(server.ask(get("/api/v1/files/%FF%00")).status == 400);
    CHECK(server.ask(get("/api/v1/files/%FF")).status == 404);
    CHECK(server.ask(get("/api/v1/files/f1/x")).status == 404);
    CHECK(server.ask(get("/api/v1/files/..%2f..%2fetc%2fpasswd")).status == 404);
    CHECK(server.ask(get("/api/v1/files?share=nothing")).status == 404);
    CHECK(server.ask(get("/api/v1/directories?path=/nowhere")).status == 404);
    CHECK(server.ask(get("/api/v1/scans/s99")).status == 404);
    CHECK(server.ask(get("/api/v1/scans?before=x")).status == 400);
    CHECK(message(server.ask(get("/api/v2/files"))).find("openapi.json") != std::string::npos);
    CHECK(server.ask(get("/api/v1/%zz")).status == 400);
    CHECK(server.ask(get("/no/page")).status == 404);
    CHECK(server.ask(get("/no/page")).header("content-type") == "application/json");
}

TEST_CASE("what is not found names the parameter that asked for it") {
    ApiServer server;
    server.scan();
    const auto parameter = [&](const std::string& target) {
        const RawResponse answer = server.ask(get(target));
        REQUIRE(answer.status == 404);
        const nlohmann::json error = nlohmann::json::parse(answer.body)["error"];
        return error.value("parameter", "none");
    };
    CHECK(parameter("/api/v1/files?share=raw,nothing") == "share");
    CHECK(parameter("/api/v1/files?under=/nowhere&share=raw") == "under");
    CHECK(parameter("/api/v1/files.csv?under=/nowhere") == "under");
    CHECK(parameter("/api/v1/directories?path=/nowhere") == "path");
    CHECK(parameter("/api/v1/files/f999") == "id");
    CHECK(parameter("/api/v1/files/x") == "id");
    CHECK(parameter("/api/v1/scans/s99") == "id");
    CHECK(parameter("/api/v1/scans/x") == "id");
    CHECK(parameter("/api/v1/stats?share=nothing") == "share");
    CHECK(parameter("/api/v1/changes?under=/var") == "under");
    CHECK(parameter("/api/v1/shares/nothing/listings") == "name");
    CHECK(parameter("/api/v1/shares/nothing/explain?path=/srv/raw") == "name");
    CHECK(parameter("/api/v1/shares/raw/explain?path=/etc") == "path");
    CHECK(parameter("/api/v2/files") == "none");
}

TEST_CASE("methods that a path does not have are named") {
    ApiServer server;
    const RawResponse put = server.ask(request("PUT", "/api/v1/files"));
    CHECK(put.status == 405);
    CHECK(put.header("allow") == "GET, HEAD");
    CHECK(server.ask(request("GET", "/api/v1/shares/raw/scans")).header("allow") == "DELETE, POST");
    CHECK(server.ask(request("PROPFIND", "/api/v1/files")).status == 405);
    CHECK(server.ask(request("OPTIONS", "/api/v1/files")).status == 405);
    CHECK(server.ask(request("POST", "/")).status == 405);
    CHECK(RawClient(server.address()).ask(request("HEAD", "/api/v1/shares")).status == 200);
}

TEST_CASE("foreign hosts and pages of other sites are refused") {
    ApiServer server;
    CHECK(server.ask("GET /api/v1/shares HTTP/1.1\r\nHost: evil.example\r\n\r\n").status == 421);
    CHECK(server.ask("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").status == 421);
    CHECK(server.ask("GET http://evil.example/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 421);
    CHECK(server.ask("GET /healthz HTTP/1.0\r\n\r\n").status == 200);
    CHECK(server.ask(request("POST", "/api/v1/shares/raw/scans", "Sec-Fetch-Site: cross-site\r\n")).status == 403);
    CHECK(server.ask(request("DELETE", "/api/v1/shares/raw/scans", "Origin: http://evil.example\r\n")).status == 403);
    CHECK(server.scans.requests.empty());
}

TEST_CASE("why a path is in a share or left out") {
    ApiServer server;
    server.add_directory("cache");  // as from before it was excluded
    server.add_directory("mount", EXDEV);
    server.scan();
    const auto explain = [&](const std::string& path) { return server.get_json("/api/v1/shares/raw/explain?path=" + path); };

    const nlohmann::json in = explain("/srv/raw/a.dat");
    CHECK(in["included"] == true);
    CHECK(in["pattern"].is_null());
    const nlohmann::json file = explain("/srv/raw/a/b.tmp");
    CHECK(file["included"] == false);
    CHECK(file["list"] == "exclude");
    CHECK(file["pattern"] == "*.tmp");
    CHECK(file["at"] == "/srv/raw/a/b.tmp");
    CHECK(explain("/srv/raw/.snapshot/f")["list"] == "exclude_snapshots");
    CHECK(explain("/srv/raw/cache")["included"] == false);   // a directory, as the catalogue knows
    CHECK(explain("/srv/raw/b/cache")["included"] == true);  // nobody knows
    CHECK(explain("/srv/raw/b/cache/")["included"] == false);
    const nlohmann::json mount = explain("/srv/raw/mount/x");
    CHECK(mount["included"] == false);
    CHECK(mount["at"] == "/srv/raw/mount");
    CHECK(explain("/srv/raw/%FF.tmp")["path_base64"] == "L3Nydi9yYXcv/y50bXA=");
    CHECK(server.ask(get("/api/v1/shares/raw/explain?path=/etc")).status == 404);
    CHECK(server.ask(get("/api/v1/shares/none/explain?path=/srv/raw")).status == 404);
    CHECK(server.ask(get("/api/v1/shares/raw/explain")).status == 400);
}

TEST_CASE("scans are listed newest first and show what failed") {
    ApiServer server;
    server.add_directory("bad", EACCES);
    for (int i = 0; i < 3; ++i) server.scan();

    const nlohmann::json first = server.get_json("/api/v1/scans?share=raw&limit=2");
    REQUIRE(first["scans"].size() == 2);
    const nlohmann::json second = server.get_json("/api/v1/scans?limit=2&before=" + first["next"].get<std::string>());
    REQUIRE(second["scans"].size() == 1);
    CHECK(second["next"].is_null());
    CHECK(first["scans"][0]["outcome"] == "incomplete");

    const nlohmann::json errors =
        server.get_json("/api/v1/scans/" + first["scans"][0]["id"].get<std::string>())["scan"]["errors"];
    REQUIRE(errors.size() == 1);
    CHECK(errors[0]["path"] == "/srv/raw/bad");
    CHECK(errors[0]["errno"] == EACCES);
}

TEST_CASE("an answer that still holds is not sent again") {
    ApiServer server;
    server.add_file("", "x", 7);
    server.scan();
    const RawResponse first = server.ask(get("/api/v1/files"));
    const std::string etag = first.header("etag");
    REQUIRE_FALSE(etag.empty());
    CHECK(first.header("cache-control") == "private, no-cache");

    const RawResponse same = server.ask(get("/api/v1/files", "If-None-Match: \"other\", " + etag + "\r\n"));
    CHECK(same.status == 304);
    CHECK(same.header("etag") == etag);
    CHECK_FALSE(same.headers.contains("content-length"));
    CHECK(server.ask(get("/api/v1/files?limit=5", "If-None-Match: " + etag + "\r\n")).status == 200);

    server.add_file("", "y", 7);
    server.scan();
    CHECK(server.ask(get("/api/v1/files", "If-None-Match: " + etag + "\r\n")).status == 200);
    CHECK(server.ask(get("/healthz")).header("cache-control") == "no-store");
}

TEST_CASE("an answer that time cut has no tag by which it would stay") {
    HttpConfig config;
    config.query_timeout = std::chrono::milliseconds(0);
    ApiServer server(config, ApiServer::Index::kept);
    server.add_file("", "raw.h5", 7);
    server.scan();
    for (const char* const target : {"files?q=raw&count=1", "files?q=raw&sort=id", "facets?q=raw", "datasets?q=raw", "stats/histogram?q=raw", "stats/top-files?q=raw"}) {
        CAPTURE(std::string(target));
        const RawResponse answer = server.ask(get(std::string("/api/v1/") + target));
        REQUIRE(answer.status == 200);
        CHECK(nlohmann::json::parse(answer.body)["complete"] == false);
        CHECK(answer.header("etag").empty());
        CHECK(answer.header("cache-control") == "no-store");
    }
}

TEST_CASE("every answer of the API has a tag that answers 304") {
    ApiServer server;
    server.add_file("", "x.csv", 7);
    server.scan();
    const std::string scan = server.get_json("/api/v1/scans")["scans"][0]["id"];
    const std::string file = server.get_json("/api/v1/files")["files"][0]["id"];
    for (const std::string& target :
         {std::string("files?q=ext:csv%20modified:2017..&count=1"), std::string("files.csv"), std::string("files.ndjson"), std::string("files.paths0"),
          "files/" + file, std::string("directories?path=/srv/raw"), std::string("shares"), std::string("scans"), "scans/" + scan,
          "scans/" + scan + "/listings", std::string("stats"), std::string("shares/raw/listings"), std::string("shares/raw/directories"),
          std::string("shares/raw/explain?path=/srv/raw/x.csv"), std::string("changes?since=start"), std::string("openapi.json")}) {
        CAPTURE(target);
        const RawResponse first = server.ask(get("/api/v1/" + target));
        REQUIRE(first.status == 200);
        const std::string etag = first.header("etag");
        CHECK(etag.starts_with("W/\""));
        const RawResponse same = server.ask(get("/api/v1/" + target, "If-None-Match: " + etag + "\r\n"));
        CHECK(same.status == 304);
        CHECK(same.header("vary") == first.header("vary"));
    }
    const std::string shares = server.ask(get("/api/v1/shares")).header("etag");
    server.scans.set([](ScanProgress& progress) { progress.files += 5; });
    CHECK(server.ask(get("/api/v1/shares", "If-None-Match: " + shares + "\r\n")).status == 200);
}

TEST_CASE("every answer that speaks of files says as of when and whether it is complete") {
    ApiServer server;
    server.add_directory("bad", EACCES);
    server.add_file("", "x.csv", 7);
    server.scan();
    const std::string scan = server.get_json("/api/v1/scans")["scans"][0]["id"];
    const std::string file = server.get_json("/api/v1/files")["files"][0]["id"];
    for (const std::string& target :
         {std::string("files?share=raw"), "files/" + file, std::string("directories?path=/srv/raw"), std::string("scans?share=raw"), "scans/" + scan,
          "scans/" + scan + "/listings", std::string("stats?share=raw"), std::string("shares/raw/listings"), std::string("shares/raw/directories"),
          std::string("shares/raw/explain?path=/srv/raw/x.csv"), std::string("changes?since=start&share=raw")}) {
        CAPTURE(target);
        const nlohmann::json answer = server.get_json("/api/v1/" + target);
        CHECK(answer.at("as_of").is_string());
        CHECK(answer.at("complete") == false);
    }
    CHECK(server.get_json("/api/v1/shares").at("as_of").is_null());  // the other share was never scanned
}

TEST_CASE("a place that is none is a fault of its parameter") {
    ApiServer server;
    server.scan();
    for (const auto& [target, parameter] : {std::pair("files?after=nonsense", "after"), std::pair("changes?since=nonsense", "since"),
                                            std::pair("changes.ndjson?since=nonsense", "since"), std::pair("scans?before=nonsense", "before")}) {
        const RawResponse answer = server.ask(get("/api/v1/" + std::string(target)));
        CHECK(answer.status == 400);
        CHECK(nlohmann::json::parse(answer.body)["error"]["parameter"] == parameter);
    }
}

TEST_CASE("readiness is another thing than health") {
    ApiServer server;
    CHECK(server.ask(get("/readyz")).status == 200);
    server.ready = false;
    const RawResponse response = server.ask(get("/readyz"));
    CHECK(response.status == 503);
    CHECK(response.header("retry-after") == "5");
    CHECK(server.ask(get("/healthz")).status == 200);
}

TEST_CASE("a query that runs out of time says so") {
    HttpConfig config;
    config.query_timeout = std::chrono::milliseconds(0);
    ApiServer server(config);
    for (int i = 0; i < 3000; ++i) server.add_file("", "f" + std::to_string(i), 1);
    server.scan();
    const RawResponse response = server.ask(get("/api/v1/files?name=nothing_like_this&name=ever"));
    CHECK(response.status == 504);
    CHECK(nlohmann::json::parse(response.body)["error"]["kind"] == "limit");
}

TEST_CASE("stop ends a query that nobody waits for any more") {
    HttpConfig config;
    config.query_timeout = std::chrono::hours(1);
    ApiServer server(config);
    server.make_totals_endless();
    RawClient client(server.address());
    client.send(get("/api/v1/shares"));
    while (server.readers_lent() == 0) std::this_thread::yield();

    server.stop(0);

    CHECK(client.closed_by_server());
}

}  // namespace tocd
