// q of /files and of the exports.
#include "api_server.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace tocd;

namespace {

using Names = std::vector<std::string>;

Names names(const nlohmann::json& answer) {
    Names out;
    for (const auto& file : answer["files"]) out.push_back(file["name"]);
    std::sort(out.begin(), out.end());
    return out;
}

struct Searched {
    Searched() {
        server.add_directory("a");
        server.add_file("", "plain", 5);
        server.add_file("a", "one.csv", 100);
        server.add_file("a", "two.CSV", 2000);
        server.add_file("a", "GRÖßE.txt", 30'000);
        server.scan();
    }
    nlohmann::json ask(const std::string& query) { return server.get_json("/api/v1/files?" + query); }
    ApiServer server;
};

}  // namespace

TEST_CASE("q finds in the query language and is told in its one form") {
    Searched files;
    CHECK(names(files.ask("q=ext:csv+size%3E1k")) == Names{"two.CSV"});
    CHECK(names(files.ask("q=gr%C3%B6%C3%9Fe+OR+plain")) == Names{"GRÖßE.txt", "plain"});
    CHECK(names(files.ask("q=/a/&ext=csv&sort=-size")) == Names{"one.csv", "two.CSV"});
    CHECK(names(files.ask("q=path:/srv/raw/a+-*.csv")) == Names{"GRÖßE.txt"});
    CHECK(files.ask("q=w+OR+a&limit=1")["files"][0]["name"] == "plain");
    CHECK(files.ask("q=csv+OR+a/o&limit=1")["files"][0]["name"] == "one.csv");
    CHECK(files.ask("q=under:/srv+AND+NOT+one")["query"] == "path:/srv -one");
    CHECK(files.ask("q=")["query"] == "");
    CHECK(files.ask("")["query"].is_null());
    CHECK(files.ask("q=csv&count=1&limit=1")["total"] == nlohmann::json{{"files", 2}, {"size_bytes", 2100}});
    CHECK(files.ask("q=")["total"].is_null());
}

TEST_CASE("a q that cannot be read is refused with place and reason and remedy") {
    Searched files;
    const RawResponse refused = files.server.ask(get("/api/v1/files?q=gr%C3%B6%C3%9Fe+sise:1G"));
    CHECK(refused.status == 400);
    const nlohmann::json error = nlohmann::json::parse(refused.body)["error"];
    CHECK(error["kind"] == "invalid_argument");
    CHECK(error["parameter"] == "q");
    CHECK(error["position"] == 6);
    CHECK(error["length"] == 4);
    CHECK(error["reason"] == "there is no key sise");
    CHECK(error["remedy"] == "did you mean size? to look for the text, quote it: \"sise:1G\"");
    CHECK(error["message"] == "at 7: there is no key sise; did you mean size? to look for the text, quote it: \"sise:1G\"");
    CHECK(files.server.ask(get("/api/v1/files.csv?q=(a")).status == 400);
    CHECK(files.server.ask(get("/api/v1/files?q=%FF")).status == 400);
    CHECK(files.server.ask(get("/api/v1/files?q=a%00")).status == 400);
}

TEST_CASE("pages and exports of a q hold what it finds") {
    Searched files;
    Names found;
    std::string after;
    do {
        const nlohmann::json page = files.ask("q=a+-plain&limit=1" + (after.empty() ? "" : "&after=" + after));
        for (const auto& file : page["files"]) found.push_back(file["name"]);
        after = page["next"].is_null() ? "" : page["next"].get<std::string>();
    } while (!after.empty());
    std::sort(found.begin(), found.end());
    CHECK(found == Names{"GRÖßE.txt", "one.csv", "two.CSV"});

    const RawResponse lines = files.server.ask(get("/api/v1/files.ndjson?q=ext:csv"));
    CHECK(std::count(lines.body.begin(), lines.body.end(), '\n') == 2);
}

TEST_CASE("what is gone is found by q alone") {
    Searched files;
    files.server.execute("UPDATE file SET last_seen_ns = 1 WHERE name = 'plain'");
    CHECK(names(files.ask("q=is:gone")) == Names{"plain"});
    CHECK(names(files.ask("q=plain")).empty());
    CHECK(names(files.ask("q=plain&gone=any")) == Names{"plain"});
    CHECK(names(files.ask("q=is:gone+OR+one&gone=yes")) == Names{"plain"});
}
