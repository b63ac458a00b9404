// GET /files/{id}/history, /directories/{id} and /directories/{id}/history.
#include "http/api_server.hpp"
#include "http/openapi.hpp"
#include "http/routes.hpp"
#include "http/schema_check.hpp"

#include <doctest/doctest.h>

namespace tocd {
namespace {

nlohmann::json checked(const ApiServer& server, const std::string& target, const std::string& route) {
    static const nlohmann::json all = nlohmann::json::parse(openapi_document(all_routes()).dump());
    const nlohmann::json answer = server.get_json(target);
    CHECK(schema_fault(all, all["paths"][route]["get"]["responses"]["200"]["content"]["application/json"]["schema"], answer) == "");
    return answer;
}

}  // namespace

TEST_CASE("the history of a file tells what scans found and since when it is kept") {
    ApiServer server;
    server.add_directory("d");
    server.add_file("d", "x", 1);
    server.scan();
    const std::string id = server.get_json("/api/v1/files?name=x")["files"][0]["id"];
    const std::string target = "/api/v1/files/" + id + "/history";
    const nlohmann::json before = checked(server, target, "/api/v1/files/{id}/history");
    CHECK(before["changes"].empty());
    CHECK(before["kept_since"].is_string());
    CHECK(before["more"] == false);
    server.add_file("d", "x", 2);
    server.add_file("d", "y", 2);
    server.scan();
    const nlohmann::json after = checked(server, target, "/api/v1/files/{id}/history");
    REQUIRE(after["changes"].size() == 1);
    CHECK(after["changes"][0]["kind"] == "changed");
    CHECK(after["changes"][0]["path"] == "/srv/raw/d/x");
    CHECK(after["kept_since"] == before["kept_since"]);
    const std::string younger = server.get_json("/api/v1/files?name=y")["files"][0]["id"];
    CHECK(server.get_json("/api/v1/files/" + younger + "/history")["changes"][0]["kind"] == "added");
}

TEST_CASE("a directory is found by its id with what is above it and its history") {
    ApiServer server;
    server.add_directory("d");
    server.scan();
    server.add_directory("d/e\xFF");
    server.scan();
    const nlohmann::json listed = server.get_json("/api/v1/directories?path=/srv/raw/d");
    const nlohmann::json expected = listed["directories"][0];
    const std::string target = "/api/v1/directories/" + expected["id"].get<std::string>();
    const nlohmann::json one = checked(server, target, "/api/v1/directories/{id}");
    CHECK(one["directory"] == expected);
    REQUIRE(one["ancestors"].size() == 2);
    CHECK(one["ancestors"][1] == listed["directory"]);
    const nlohmann::json history = checked(server, target + "/history", "/api/v1/directories/{id}/history");
    REQUIRE(history["changes"].size() == 1);
    CHECK(history["changes"][0]["kind"] == "added");
    CHECK(history["changes"][0]["type"] == "directory");
    CHECK(history["changes"][0]["path_base64"] == expected["path_base64"]);
}

TEST_CASE("what is no id of a file or directory is not found") {
    ApiServer server;
    for (const char* target : {"/api/v1/files/d1/history", "/api/v1/files/x/history", "/api/v1/files/fffffffff/history", "/api/v1/directories/f1",
                               "/api/v1/directories/dfffff", "/api/v1/directories/f1/history", "/api/v1/directories/dfffff/history"}) {
        const auto refused = server.ask(get(target));
        CHECK_MESSAGE(refused.status == 404, target);
        CHECK_MESSAGE(nlohmann::json::parse(refused.body)["error"]["parameter"] == "id", target);
    }
    CHECK(server.ask(get("/api/v1/files/f1/history?limit=0")).status == 400);
}

}  // namespace tocd
