#include "http/api_server.hpp"

#include "base/text.hpp"

#include <doctest/doctest.h>
#include <algorithm>
#include <set>

namespace tocd {
namespace {

std::vector<std::string> keys_of(const nlohmann::json& object) {
    std::vector<std::string> keys;
    for (const auto& [key, ignored] : object.items()) keys.push_back(key);
    return keys;
}

using Keys = std::vector<std::string>;

}  // namespace

TEST_CASE("fields leaves the keys that are asked for") {
    ApiServer server;
    server.add_file("", "a.csv", 5);
    server.scan();
    const nlohmann::json whole = server.get_json("/api/v1/files")["files"][0];

    const nlohmann::json file = server.get_json("/api/v1/files?fields=size_bytes,path&fields=modified_ns")["files"][0];

    CHECK(keys_of(file) == Keys{"modified_ns", "path", "size_bytes"});  // this parser sorts
    for (const auto& [key, value] : file.items()) CHECK(value == whole[key]);
    // Their order is that of the question.
    CHECK(server.ask(get("/api/v1/files.ndjson?fields=size_bytes,path")).body == "{\"size_bytes\":5,\"path\":\"/srv/raw/a.csv\"}\n");
}

TEST_CASE("every key of a record can be asked for alone") {
    ApiServer server;
    server.add_file("", "a\xFF", 5);
    server.scan();
    const nlohmann::json schemas = server.get_json("/api/v1/openapi.json")["components"]["schemas"];
    const nlohmann::json whole = server.get_json("/api/v1/files")["files"][0];
    for (const std::string& key : keys_of(schemas["File"]["properties"])) {
        CAPTURE(key);
        const nlohmann::json file = server.get_json("/api/v1/files?fields=" + key)["files"][0];
        // Exact bytes come along where a name is not UTF-8; here the directory is.
        Keys wanted;
        for (const std::string& one : {key, key + "_base64"})
            if (whole.contains(one)) wanted.push_back(one);
        CHECK(keys_of(file) == wanted);
        for (const auto& [name, value] : file.items()) CHECK(value == whole[name]);
        CHECK(server.ask(get("/api/v1/files.csv?fields=" + key)).body.starts_with(key + "\r\n"));
    }
}

TEST_CASE("an unknown field is refused with the nearest known one") {
    ApiServer server;
    server.scan();
    for (const char* path : {"/api/v1/files", "/api/v1/files.csv", "/api/v1/files.ndjson", "/api/v1/directories", "/api/v1/shares",
                             "/api/v1/scans", "/api/v1/shares/raw/directories"}) {
        CAPTURE(std::string(path));
        const RawResponse near = server.ask(get(std::string(path) + "?fields=failde,pathh,nam"));
        CHECK(near.status == 400);
        const nlohmann::json error = nlohmann::json::parse(near.body)["error"];
        CHECK(error["parameter"] == "fields");
        CHECK(error["message"].get<std::string>().starts_with("fields: there is no failde here; "));
        CHECK(server.ask(get(std::string(path) + "?fields=")).status == 400);
    }
    const auto message = [&](const std::string& fields) {
        return nlohmann::json::parse(server.ask(get("/api/v1/files?fields=" + fields)).body)["error"]["message"].get<std::string>();
    };
    CHECK(message("name,size_byte") == "fields: there is no size_byte here; did you mean size_bytes?");
    CHECK(message("name,name") == "fields names name twice");
}

TEST_CASE("CSV has the columns that are asked for in their order") {
    ApiServer server;
    server.add_file("", "a\xFF,\"b\"", 5);
    server.scan();
    CHECK(server.ask(get("/api/v1/files.csv?fields=size_bytes,name,modified_ns,name_base64")).body ==
          "size_bytes,name,modified_ns,name_base64\r\n5,\"a\\xff,\"\"b\"\"\",1600000000123456789," + base64_encode("a\xFF,\"b\"") + "\r\n");
}

TEST_CASE("lists of other records leave out fields too") {
    ApiServer server;
    server.add_directory("a\xFF");
    server.add_file("", "x", 5);
    server.scan();
    const nlohmann::json root = server.get_json("/api/v1/directories?path=/srv/raw&fields=name,total_files");
    CHECK(keys_of(root["directories"][0]) == Keys{"name", "name_base64", "total_files"});
    CHECK(keys_of(root["files"][0]) == Keys{"name"});
    CHECK(root["directory"].contains("mode"));

    CHECK(keys_of(server.get_json("/api/v1/scans?fields=id,outcome")["scans"][0]) == Keys{"id", "outcome"});
    CHECK(keys_of(server.get_json("/api/v1/shares/raw/directories?fields=path")["directories"][0]) == Keys{"path"});

    const nlohmann::json whole = server.get_json("/api/v1/shares")["shares"];
    for (const std::string fields : {"name,files", "unique_bytes,name", "last_scan,name", "progress,rules,held"}) {
        const nlohmann::json some = server.get_json("/api/v1/shares?fields=" + fields)["shares"];
        REQUIRE(some.size() == whole.size());
        for (size_t i = 0; i < some.size(); ++i)
            for (const auto& [key, value] : some[i].items()) CHECK(value == whole[i][key]);
        CHECK(some[0].size() == static_cast<size_t>(std::count(fields.begin(), fields.end(), ',')) + 1);
    }
}

TEST_CASE("paths0 gives exact paths with a NUL behind each") {
    ApiServer server;
    server.add_directory("d\xFE");
    server.add_file("d\xFE", "line\nbreak\xFF", 1);
    server.add_file("", "plain", 2);
    server.scan();

    const RawResponse response = server.ask(get("/api/v1/files.paths0"));

    CHECK(response.status == 200);
    CHECK(response.header("content-disposition") == "attachment; filename=\"files.paths0\"");
    std::set<std::string> paths;
    for (size_t at = 0; at < response.body.size();) {
        const size_t end = response.body.find('\0', at);
        REQUIRE(end != response.body.npos);
        paths.insert(response.body.substr(at, end - at));
        at = end + 1;
    }
    CHECK(paths == std::set<std::string>{"/srv/raw/d\xFE/line\nbreak\xFF", "/srv/raw/plain"});
    CHECK(server.ask(get("/api/v1/files.paths0?q=nothing-is-called-so")).body.empty());
}

TEST_CASE("the ending json changes nothing") {
    ApiServer server;
    server.add_file("", "x", 5);
    server.scan();
    const std::string file = server.get_json("/api/v1/files")["files"][0]["id"];
    for (const std::string& path : {std::string("files"), "files/" + file, std::string("shares/raw/directories"), std::string("stats"), std::string("scans")}) {
        CAPTURE(path);
        nlohmann::json plain = server.get_json("/api/v1/" + path), ended = server.get_json("/api/v1/" + path + ".json");
        for (nlohmann::json* one : {&plain, &ended}) one->erase("took_ms");
        CHECK(plain == ended);
    }
    CHECK(server.ask(get("/api/v1/openapi.json")).status == 200);
    for (const char* path : {"/api/v1/openapi", "/api/v1/files.csv.json", "/api/v1/.json", "/healthz.json", "/api/v1/files.xml"})
        CHECK(server.ask(get(path)).status == 404);
}

TEST_CASE("safe formulas are text for a spreadsheet and others stay as they are") {
    ApiServer server;
    for (const char* name : {"=cmd|calc", "+1", "-1", "@sum", "\ttab", "\rreturn", "a=b", "'=x"}) server.add_file("", name, 1);
    server.scan();
    const auto names = [&](const std::string& more) {
        const std::string body = server.ask(get("/api/v1/files.csv?fields=name" + more)).body;
        std::set<std::string> rows;
        for (size_t at = body.find("\r\n") + 2; at < body.size();) {
            const size_t end = body.find("\r\n", at);
            rows.insert(body.substr(at, end - at));
            at = end + 2;
        }
        return rows;
    };
    CHECK(names("") == std::set<std::string>{"=cmd|calc", "+1", "-1", "@sum", "\ttab", "\"\rreturn\"", "a=b", "'=x"});
    CHECK(names("&formulas=kept") == names(""));
    CHECK(names("&formulas=safe") == std::set<std::string>{"'=cmd|calc", "'+1", "'-1", "'@sum", "'\ttab", "\"'\rreturn\"", "a=b", "'=x"});
    CHECK(server.ask(get("/api/v1/files.csv?formulas=no")).status == 400);
}

}  // namespace tocd
