#include "app/write_limits.hpp"

#include "support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <unistd.h>
#include <algorithm>
#include <cstdlib>

namespace tocd {
namespace {

bool has(const WriteLimits& limits, const std::string& folder) {
    return std::find(limits.folders.begin(), limits.folders.end(), folder) != limits.folders.end();
}

}  // namespace

TEST_CASE("the daemon writes beside its catalogue and sockets and where it publishes") {
    TempDir folder, elsewhere;
    const std::string target = elsewhere / "";
    REQUIRE(::symlink(target.c_str(), (folder / "linked").c_str()) == 0);
    Config config;
    config.catalogue.path = folder / "linked/catalogue.db";
    config.http.listen = {"127.0.0.1:8080", "unix:/run/tocd/http.sock"};
    config.publish = {{.name = "all", .to = "/srv/contents"}};

    const WriteLimits limits = write_limits(config);

    for (const std::string& wanted : {folder / "linked", target.substr(0, target.size() - 1), std::string("/run/tocd"), std::string("/srv/contents")}) {
        CAPTURE(wanted);
        CHECK(has(limits, wanted));
    }
    CHECK_FALSE(has(limits, "/"));
    CHECK_FALSE(has(limits, "/srv"));
}

TEST_CASE("a directory to publish to that is new is out of reach until the next start") {
    Config config;
    config.publish = {{.name = "all", .to = "/srv/contents"}};
    Config fresh = config;
    CHECK(out_of_reach(config, fresh).empty());

    fresh.publish.push_back({.name = "below", .to = "/srv/contents/more"});
    fresh.publish.push_back({.name = "beside", .to = "/srv/contents2"});
    CHECK(out_of_reach(config, fresh) == std::vector<std::string>{"/srv/contents2"});
}

}  // namespace tocd
