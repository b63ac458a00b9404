#include "http/api_server.hpp"

#include "base/text.hpp"
#include "model/records.hpp"

#include <doctest/doctest.h>
#include <algorithm>
#include <set>
#include <sstream>

namespace tocd {
namespace {

// RFC 4180: records of fields.
std::vector<std::vector<std::string>> parse_csv(const std::string& text) {
    std::vector<std::vector<std::string>> records(1, std::vector<std::string>(1));
    bool quoted = false;
    for (size_t i = 0; i < text.size(); ++i) {
        if (quoted && text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"')
            records.back().back() += text[i++];
        else if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && text[i] == ',')
            records.back().emplace_back();
        else if (!quoted && text.compare(i, 2, "\r\n") == 0)
            records.emplace_back(1), ++i;
        else
            records.back().back() += text[i];
    }
    records.pop_back();
    return records;
}

}  // namespace

TEST_CASE("an export has every file exactly once whatever its order") {
    ApiServer server;
    server.add_directory("a");
    for (int i = 0; i < 2600; ++i) server.add_file("a", "file" + std::to_string(i) + ".dat", static_cast<uint64_t>(i));
    server.scan();
    for (const char* target :
         {"/api/v1/files.ndjson", "/api/v1/files.ndjson?sort=-size", "/api/v1/files.ndjson?sort=name&ext=dat"}) {
        CAPTURE(std::string(target));
        const RawResponse response = server.ask(get(target));
        REQUIRE(response.status == 200);
        CHECK(response.complete);
        CHECK(response.header("content-type") == "application/x-ndjson");
        CHECK(response.header("transfer-encoding") == "chunked");
        std::set<std::string> names;
        std::istringstream lines(response.body);
        std::string line;
        while (std::getline(lines, line)) CHECK(names.insert(nlohmann::json::parse(line)["name"]).second);
        CHECK(names.size() == 2600);
    }
}

TEST_CASE("a line of an export is what the API gives for the file") {
    ApiServer server;
    server.add_file("", "only\xFF", 3);
    server.scan();
    const nlohmann::json file = server.get_json("/api/v1/files")["files"][0];
    const RawResponse response = server.ask(get("/api/v1/files.ndjson"));
    CHECK(nlohmann::json::parse(response.body) == file);
    CHECK(response.header("content-length") == std::to_string(response.body.size()));
}

TEST_CASE("CSV follows RFC 4180 and keeps exact bytes beside the shown ones") {
    ApiServer server;
    const std::string odd = "line\nbreak,\"quoted\"\r\xFF.csv";
    server.add_directory("d\xFE");
    server.add_file("d\xFE", odd, 1);
    server.add_file("", "=cmd|calc", 2);
    server.scan();

    const RawResponse response = server.ask(get("/api/v1/files.csv?share=raw"));

    CHECK(response.header("content-type") == "text/csv; charset=utf-8; header=present");
    CHECK(response.header("content-disposition") == "attachment; filename=\"files.csv\"");
    CHECK(response.header("tocd-as-of").ends_with("Z"));
    CHECK(is_utf8(response.body));
    const auto records = parse_csv(response.body);
    REQUIRE(records.size() == 3);
    CHECK(records[0].front() == "id");
    CHECK(records[0].back() == "name_base64");
    CHECK(std::find(records[0].begin(), records[0].end(), "modified_ns") == records[0].end());
    for (const auto& record : records) REQUIRE(record.size() == records[0].size());
    const auto column = [&](const std::vector<std::string>& record, const std::string& name) {
        return record[static_cast<size_t>(std::find(records[0].begin(), records[0].end(), name) - records[0].begin())];
    };
    for (const auto& record : {records[1], records[2]}) {
        const bool plain = column(record, "name_base64").empty();
        if (plain)
            CHECK(column(record, "name") == "=cmd|calc");
        else
            CHECK(base64_decode(column(record, "name_base64")) == odd);
        if (!plain) CHECK(base64_decode(column(record, "directory_base64")) == "/srv/raw/d\xFE");
        CHECK(column(record, "gone") == "false");
        CHECK(column(record, "accessed").empty());
        CHECK(column(record, "modified") == "2020-09-13T12:26:40.123456789Z");
    }
}

TEST_CASE("an export ends at its limit and an empty one is empty") {
    ApiServer server;
    for (int i = 0; i < 1500; ++i) server.add_file("", "f" + std::to_string(i), 1);
    server.scan();
    const auto lines = [&](const std::string& target) {
        const RawResponse response = server.ask(get(target));
        REQUIRE(response.complete);
        return std::count(response.body.begin(), response.body.end(), '\n');
    };
    CHECK(lines("/api/v1/files.ndjson?limit=1200") == 1200);
    CHECK(lines("/api/v1/files.ndjson?limit=1") == 1);
    CHECK(lines("/api/v1/files.ndjson?ext=none") == 0);
    CHECK(lines("/api/v1/files.csv?ext=none") == 1);
    CHECK(server.ask(get("/api/v1/files.csv?after=x")).status == 400);
    CHECK(server.ask(get("/api/v1/files.csv?share=nothing")).status == 404);
}

TEST_CASE("an export goes on while the catalogue is written") {
    ApiServer server;
    for (int i = 0; i < 20000; ++i) server.add_file("", "f" + std::to_string(i), 1);
    server.scan();
    RawClient client(server.address(), 4096);
    client.send(get("/api/v1/files.ndjson"));
    REQUIRE(client.read_some());

    // The export holds no transaction meanwhile: the writer is not in its way, nor the other way round.
    server.add_file("", "g", 1);
    server.scan();

    const RawResponse response = client.receive();
    CHECK(response.complete);
    CHECK(std::count(response.body.begin(), response.body.end(), '\n') >= 20000);
}

TEST_CASE("an export that the index had no time for is an error and no short file") {
    HttpConfig config;
    config.query_timeout = std::chrono::milliseconds(0);
    ApiServer server(config, ApiServer::Index::kept);
    server.add_file("", "a", 1);
    server.scan();
    const RawResponse response = server.ask(get("/api/v1/files.ndjson"));
    CHECK(response.status == 504);
    CHECK(nlohmann::json::parse(response.body)["error"]["kind"] == "limit");
}

TEST_CASE("pieces of an export by the index are all its files once and in order") {
    ApiServer server({}, ApiServer::Index::kept);
    for (int i = 0; i < 11'000; ++i) server.add_file("", (i % 3 == 0 ? "x" : "y") + std::to_string(i), 1);
    server.scan();
    for (const char* const order : {"id", "-id"}) {
        for (const auto& [query, files] : {std::pair("", 11'000), std::pair("&q=name:x*", 3'667)}) {
            CAPTURE(order);
            CAPTURE(query);
            const RawResponse response = server.ask(get(std::string("/api/v1/files.ndjson?fields=id&sort=") + order + query));
            std::istringstream lines(response.body);
            std::vector<int64_t> ids;
            for (std::string line; std::getline(lines, line);) ids.push_back(parse_file_id(nlohmann::json::parse(line)["id"].get<std::string>()).value());
            CHECK(ids.size() == static_cast<size_t>(files));
            if (*order == '-') std::reverse(ids.begin(), ids.end());
            CHECK(std::is_sorted(ids.begin(), ids.end(), std::less_equal<>()));
        }
    }
}

TEST_CASE("an export of directories has each exactly once whatever its order") {
    ApiServer server({}, ApiServer::Index::kept);
    for (int i = 0; i < 12'500; ++i) {
        server.add_directory("d" + std::to_string(i));
        server.add_file("d" + std::to_string(i), i % 2 == 0 ? "a.h5" : "b.csv", static_cast<uint64_t>(i % 7));
    }
    server.scan();
    for (const auto& [query, directories] : {std::pair("", 12'500), std::pair("&q=ext:h5", 6'250), std::pair("&sort=-size", 12'500), std::pair("&sort=name&q=ext:h5", 6'250),
                                             std::pair("&limit=11500", 11'500), std::pair("&offset=1500", 11'000), std::pair("&sort=-newest&offset=11000&limit=1200", 1'200)}) {
        const std::string asked = std::string("?share=raw") + query;
        CAPTURE(asked);
        const RawResponse lines = server.ask(get("/api/v1/directories.ndjson" + asked));
        REQUIRE(lines.status == 200);
        CHECK(lines.complete);
        CHECK(lines.header("tocd-as-of").ends_with("Z"));
        std::set<std::string> names;
        std::istringstream each(lines.body);
        for (std::string line; std::getline(each, line);) CHECK(names.insert(nlohmann::json::parse(line)["name"]).second);
        CHECK(names.size() == static_cast<size_t>(directories));
        const RawResponse csv = server.ask(get("/api/v1/directories.csv" + asked + "&fields=name"));
        CHECK(parse_csv(csv.body).size() == names.size() + 1);
    }
    CHECK(server.ask(get("/api/v1/directories.csv?limit=1")).header("content-disposition") == "attachment; filename=\"directories.csv\"");
}

TEST_CASE("an export of directories with a foreign cursor or without time is an error and no short file") {
    HttpConfig config;
    ApiServer server(config, ApiServer::Index::kept);
    server.add_file("", "a", 1);
    server.scan();
    const RawResponse foreign = server.ask(get("/api/v1/directories.csv?after=x"));
    CHECK(foreign.status == 400);
    CHECK(nlohmann::json::parse(foreign.body)["error"]["parameter"] == "after");

    config.query_timeout = std::chrono::milliseconds(0);
    ApiServer hasty(config, ApiServer::Index::kept);
    hasty.add_file("", "a", 1);
    hasty.scan();
    const RawResponse cut = hasty.ask(get("/api/v1/directories.csv?q=a"));
    CHECK(cut.status == 504);
    CHECK(nlohmann::json::parse(cut.body)["error"]["kind"] == "limit");
}

}  // namespace tocd
