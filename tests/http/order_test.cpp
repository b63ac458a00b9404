// The orders of files, as the API names them.
#include "catalogue/sort_by_rows.hpp"
#include "http/api_server.hpp"

#include <doctest/doctest.h>

#include <set>

namespace tocd {

TEST_CASE("each order has all files once page by page with an index as without") {
    for (const auto index : {ApiServer::Index::none, ApiServer::Index::kept}) {
        ApiServer server({}, index);
        server.add_directory("a");
        for (int i = 0; i < 7; ++i) server.add_file(i % 2 == 0 ? "a" : "", "f" + std::to_string(i), i % 3);
        server.scan();
        std::vector<std::string> orders;
        const nlohmann::json document = server.get_json("/api/v1/openapi.json");
        for (const auto& parameter : document["paths"]["/api/v1/files"]["get"]["parameters"])
            if (parameter["name"] == "sort") {
                CHECK(parameter["description"].get<std::string>().find("of at most " + std::to_string(kMostSortedByRows) + " files") != std::string::npos);
                for (const auto& order : parameter["schema"]["enum"]) orders.push_back(order);
            }
        CHECK(orders.size() == 2 * kFileSorts);
        for (const std::string& order : orders) {
            CAPTURE(order);
            std::multiset<std::string> seen;
            std::string after;
            do {
                const nlohmann::json page = server.get_json("/api/v1/files?limit=3&sort=" + order + (after.empty() ? "" : "&after=" + after));
                for (const auto& file : page["files"]) seen.insert(file["name"].get<std::string>());
                after = page["next"].is_null() ? "" : page["next"];
            } while (!after.empty());
            CHECK(seen.size() == 7);
            CHECK(std::set<std::string>(seen.begin(), seen.end()).size() == 7);
        }
    }
}

}  // namespace tocd
