#include "http/api_reference.hpp"

#include "http/openapi.hpp"

#include <doctest/doctest.h>

#include <sstream>

namespace tocd {
namespace {

// The part of the page between the heading of a route or record and the next one.
std::string part_of(const std::string& page, const std::string& heading) {
    const size_t begin = page.find("\n" + heading + "\n");
    REQUIRE_MESSAGE(begin != page.npos, heading);
    return page.substr(begin, page.find("\n#", begin + heading.size()) - begin);
}

}  // namespace

TEST_CASE("the API page has every route with every parameter and every record with every key") {
    const std::string page = api_reference(all_routes());
    for (const Route& route : all_routes()) {
        const std::string part = part_of(page, "## " + std::string(route.method) + " " + std::string(route.path));
        CHECK(part.find(route.doc) != part.npos);
        for (const Parameter& parameter : route.parameters)
            CHECK_MESSAGE(part.find("| `" + std::string(parameter.name) + "` | ") != part.npos, parameter.name);
        CHECK(part.find("Answer: " + std::to_string(route.status) + ", `" + std::string(route.media_type)) !=
              part.npos);
    }
    const Json document = openapi_document(all_routes());
    for (const auto& [name, schema] : document["components"]["schemas"].items()) {
        const std::string part = part_of(page, "### " + name);
        for (const auto& [key, property] : schema["properties"].items())
            if (!property.contains("properties")) CHECK_MESSAGE(part.find("| `" + key + "` | ") != part.npos, key);
    }
    CHECK(part_of(page, "### Failure").find("| `error.message` | string |") != page.npos);
}

TEST_CASE("links of the API page lead to its headings and rows have as many cells as their heads") {
    const std::string page = api_reference(all_routes());
    for (size_t at = page.find("](#"); at != page.npos; at = page.find("](#", at + 1)) {
        const std::string anchor = page.substr(at + 3, page.find(')', at) - at - 3);
        const size_t bracket = page.rfind('[', at);
        CHECK_MESSAGE(page.find("\n### " + page.substr(bracket + 1, at - bracket - 1) + "\n") != page.npos, anchor);
    }
    size_t wanted = 0;
    std::istringstream lines(page);
    for (std::string line; std::getline(lines, line);) {
        size_t bars = 0;
        for (size_t i = 0; i < line.size(); ++i) bars += line[i] == '|' && (i == 0 || line[i - 1] != '\\');
        if (!line.starts_with("|")) bars = 0;
        if (wanted != 0 && bars != 0) CHECK_MESSAGE(bars == wanted, line);
        wanted = bars;
    }
}

}  // namespace tocd
