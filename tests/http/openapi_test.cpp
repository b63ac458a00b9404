#include "http/openapi.hpp"
#include "http/api_server.hpp"
#include "http/schema_check.hpp"

#include <doctest/doctest.h>
#include <cerrno>
#include <set>

namespace tocd {
namespace {

nlohmann::json document() { return nlohmann::json::parse(openapi_document(all_routes()).dump()); }

}  // namespace

TEST_CASE("the OpenAPI document has every route and every parameter") {
    const nlohmann::json doc = document();
    size_t operations = 0;
    for (const Route& route : all_routes()) {
        CAPTURE(std::string(route.path));
        std::string method(route.method);
        for (char& c : method) c = static_cast<char>(std::tolower(c));
        const nlohmann::json& operation = doc["paths"].at(std::string(route.path)).at(method);
        CHECK(operation["responses"].contains(std::to_string(route.status)));
        std::set<std::string> shown;
        if (operation.contains("parameters"))
            for (const auto& parameter : operation["parameters"]) {
                shown.insert(parameter["name"]);
                CHECK_FALSE(parameter["description"].get<std::string>().empty());
            }
        std::set<std::string> wanted;
        for (const Parameter& parameter : route.parameters) wanted.emplace(parameter.name);
        CHECK(shown == wanted);
        // Each {name} of the path is a parameter, and the other way round.
        for (const Parameter& parameter : route.parameters)
            CHECK(parameter.in_path == (route.path.find("{" + std::string(parameter.name) + "}") != route.path.npos));
        ++operations;
    }
    size_t shown = 0;
    for (const auto& [path, operation] : doc["paths"].items()) shown += operation.size();
    CHECK(shown == operations);
}

TEST_CASE("operation ids are unique and references lead somewhere") {
    const nlohmann::json doc = document();
    std::set<std::string> ids;
    for (const auto& [path, methods] : doc["paths"].items())
        for (const auto& [method, operation] : methods.items()) CHECK(ids.insert(operation["operationId"]).second);
    const std::string text = doc.dump();
    for (size_t at = text.find("\"$ref\":\"#"); at != text.npos; at = text.find("\"$ref\":\"#", at + 1)) {
        const size_t begin = at + 9;
        CHECK(doc.contains(nlohmann::json::json_pointer(text.substr(begin, text.find('"', begin) - begin))));
    }
}

TEST_CASE("every answer fits its schema") {
    ApiServer server;
    const nlohmann::json doc = server.get_json("/api/v1/openapi.json");
    const auto fault = [&](const std::string& path, const std::string& target) {
        const nlohmann::json& content = doc["paths"].at(path)["get"]["responses"]["200"]["content"];
        return schema_fault(doc, content.begin().value()["schema"], server.get_json(target));
    };
    const auto check_all = [&] {
        CHECK(fault("/api/v1/files", "/api/v1/files?count=1&gone=any&limit=1") == "");
        CHECK(fault("/api/v1/files", "/api/v1/files?gone=yes") == "");
        CHECK(fault("/api/v1/directories", "/api/v1/directories") == "");
        CHECK(fault("/api/v1/shares", "/api/v1/shares") == "");
        CHECK(fault("/api/v1/scans", "/api/v1/scans?limit=1") == "");
        CHECK(fault("/api/v1/stats", "/api/v1/stats?top=3") == "");
        CHECK(fault("/healthz", "/healthz") == "");
        CHECK(fault("/readyz", "/readyz") == "");
    };
    check_all();  // nothing scanned yet

    server.add_directory("a");
    server.add_directory("bad", EACCES);
    server.add_file("", "x.csv", 10);
    server.add_file("a", "odd\xFF.txt", 20);
    server.scan();
    check_all();
    CHECK(fault("/api/v1/directories", "/api/v1/directories?path=/srv/raw") == "");
    CHECK(fault("/api/v1/directories", "/api/v1/directories?path=/srv/raw/bad") == "");
    CHECK(fault("/api/v1/shares/{name}/explain", "/api/v1/shares/raw/explain?path=/srv/raw/x.csv") == "");
    CHECK(fault("/api/v1/shares/{name}/directories", "/api/v1/shares/raw/directories") == "");
    CHECK(fault("/api/v1/shares/{name}/listings", "/api/v1/shares/raw/listings") == "");
    CHECK(fault("/api/v1/changes", "/api/v1/changes?since=start") == "");
    const std::string scan = server.get_json("/api/v1/scans")["scans"][0]["id"];
    CHECK(fault("/api/v1/scans/{id}", "/api/v1/scans/" + scan) == "");
    CHECK(fault("/api/v1/scans/{id}/listings", "/api/v1/scans/" + scan + "/listings") == "");
    const std::string file = server.get_json("/api/v1/files")["files"][0]["id"];
    CHECK(fault("/api/v1/files/{id}", "/api/v1/files/" + file) == "");

    const RawResponse failure = server.ask(get("/api/v1/files?limits=5"));
    CHECK(schema_fault(doc, doc["components"]["schemas"]["Failure"], nlohmann::json::parse(failure.body)) == "");
    const RawResponse started = server.ask("POST /api/v1/shares/raw/scans HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const nlohmann::json& accepted = doc["paths"]["/api/v1/shares/{name}/scans"]["post"]["responses"]["202"]["content"];
    CHECK(schema_fault(doc, accepted["application/json"]["schema"], nlohmann::json::parse(started.body)) == "");
}

}  // namespace tocd
