#include "http/api_server.hpp"
#include "http/openapi.hpp"
#include "http/routes.hpp"
#include "http/schema_check.hpp"

#include <doctest/doctest.h>

#include <cerrno>

namespace tocd {
namespace {

nlohmann::json checked(const ApiServer& server, const std::string& target, const std::string& route) {
    nlohmann::json answer = server.get_json(target);
    const nlohmann::json document = nlohmann::json::parse(openapi_document(all_routes()).dump());
    const nlohmann::json schema =
        document["paths"][route]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
    CHECK(schema_fault(document, schema, answer) == "");
    return answer;
}

nlohmann::json directories(const ApiServer& server, const std::string& query) {
    return checked(server, "/api/v1/shares/raw/directories" + query, "/api/v1/shares/{name}/directories")["directories"];
}

}  // namespace

TEST_CASE("listings of a share say how much of it is covered and how long it took") {
    ApiServer server;
    const auto listings = [&] { return checked(server, "/api/v1/shares/raw/listings", "/api/v1/shares/{name}/listings"); };
    CHECK(listings()["known"] == 0);
    CHECK(listings()["coverage"].is_null());
    CHECK(listings()["as_of"].is_null());
    server.add_directory("a");
    server.add_directory("bad", EACCES);
    server.scan();

    const nlohmann::json answer = listings();  // the figures of before the scan are not kept
    CHECK(answer["known"] == 3);
    CHECK(answer["covered"] == 2);
    CHECK(answer["failed"] == 1);
    CHECK(answer["coverage"].get<double>() == doctest::Approx(2.0 / 3));
    CHECK(answer["complete"] == false);
    int64_t counted = 0;
    for (const auto& duration : answer["durations"]) counted += duration["directories"].get<int64_t>();
    CHECK(counted == 2);
    CHECK(answer["durations"].back()["up_to_us"].is_null());
    CHECK(server.ask(get("/api/v1/shares/nope/listings")).status == 404);
}

TEST_CASE("one scan says how it listed and whose is what it could not read") {
    ApiServer server;
    const auto listings = [&](const std::string& id, const std::string& query = "") {
        return checked(server, "/api/v1/scans/" + id + "/listings" + query, "/api/v1/scans/{id}/listings");
    };
    server.add_directory("a");
    server.add_directory("bad", EACCES);
    for (int i = 0; i < 9; ++i) server.add_file("a", std::to_string(i), 1);
    server.scan();
    const nlohmann::json first = listings("s1");
    CHECK(first["scan"]["coverage"].get<double>() == doctest::Approx(2.0 / 3));
    CHECK(first["listed"] == 2);
    int64_t counted = 0;
    for (const auto& duration : first["durations"]) counted += duration["directories"].get<int64_t>();
    CHECK(counted == 2);
    CHECK(first["slowest"].size() == 2);
    CHECK(first["largest"][0]["path"] == "/srv/raw/a");
    REQUIRE(first["errors"].size() == 1);
    CHECK(first["errors"][0]["path"] == "/srv/raw/bad");
    CHECK(first["errors"][0]["message"].get<std::string>().ends_with("Permission denied"));
    // Nothing is known of it but its name: who has the directory above it can help.
    CHECK(server.get_json("/api/v1/directories?path=/srv/raw/bad")["directory"]["owner"] == "");
    const std::string owner = server.get_json("/api/v1/directories?path=/srv/raw")["directory"]["owner"];
    CHECK_FALSE(owner.empty());
    CHECK(first["errors"][0]["owner"] == owner);
    CHECK(listings("s1", "?limit=1")["largest"].size() == 1);

    server.scan();
    CHECK(listings("s1")["listed"] == 0);  // taken over
    CHECK(listings("s2")["listed"] == 2);
    CHECK(server.ask(get("/api/v1/scans/s9/listings")).status == 404);
    CHECK(server.ask(get("/api/v1/scans/x/listings")).status == 404);
}

TEST_CASE("the directories of a share that stand out are named") {
    ApiServer server;
    server.add_directory("a");
    server.add_directory("a/deep");
    server.add_directory("bad", EACCES);
    for (int i = 0; i < 9; ++i) server.add_file("a/deep", std::to_string(i), 1);
    server.scan();

    CHECK(directories(server, "").size() == 3);
    const nlohmann::json large = directories(server, "?by=large&limit=1");
    REQUIRE(large.size() == 1);
    CHECK(large[0]["path"] == "/srv/raw/a/deep");
    CHECK(large[0]["entries"] == 9);
    const nlohmann::json unreadable = directories(server, "?by=unreadable");
    REQUIRE(unreadable.size() == 1);
    CHECK(unreadable[0]["path"] == "/srv/raw/bad");
    CHECK(unreadable[0]["error"] == "Permission denied");
    CHECK_FALSE(unreadable[0]["failed_since"].is_null());
    CHECK(server.ask(get("/api/v1/shares/nope/directories")).status == 404);
    CHECK(server.ask(get("/api/v1/shares/nope/directories?by=unreadable")).status == 404);
    CHECK(server.ask(get("/api/v1/shares/raw/directories?by=fast")).status == 400);
}

}  // namespace tocd
