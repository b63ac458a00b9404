// The index in the daemon, asked by HTTP.
#include "app/site.hpp"
#include "client/api_client.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace tocd;
using Json = nlohmann::json;

namespace {

Json get(const std::string& url, const std::string& target) { return Json::parse(ApiClient(url).get(target)); }

// Scanned, served, and its index is ready.
struct IndexedSite : Site {
    IndexedSite() : Site(5) {
        write_file(share + "/sub/0/Größe.h5", std::string(100, 'x'));
        REQUIRE(run_program(command({"scan"})).exit_code == 0);
        daemon = std::make_unique<BackgroundProgram>(command({}));
        url = url_of(*daemon);
        while (get(url, "/readyz")["index"] == "loading") {}
    }
    std::unique_ptr<BackgroundProgram> daemon;
    std::string url;
};

}  // namespace

TEST_CASE("searches are answered by the index when it is ready and it says how many files it holds") {
    const IndexedSite site;
    CHECK(get(site.url, "/readyz") == Json{{"status", "ready"}, {"index", "ready"}, {"indexed_files", 6}});
    const Json found = get(site.url, "/api/v1/files?q=gr%C3%96sse%20OR%20gr%C3%96%C3%9Fe&count=1");
    CHECK(found["answered_by"] == "index");
    CHECK(found["complete"] == true);
    CHECK(found["total"] == Json{{"files", 1}, {"size_bytes", 100}});
    CHECK(found["files"][0]["name"] == "Größe.h5");
    for (const char* sort : {"relevance", "name", "path", "ext", "size", "modified", "changed", "accessed", "seen", "first", "owner", "id"})
        for (const char* sign : {"", "-"})
            CHECK(get(site.url, std::string("/api/v1/files?sort=") + sign + sort)["files"].size() == 6);
}

TEST_CASE("what a scan has found is found by the next search although the index follows later") {
    const IndexedSite site;
    for (int i = 0; i < 10; ++i) {
        write_file(site.share + "/sub/0/later" + std::to_string(i), "x");
        REQUIRE(run_program(site.command({"scan", "--full"})).exit_code == 0);
        const Json found = get(site.url, "/api/v1/files?q=later&count=1");
        CHECK(found["answered_by"] == "index");
        CHECK(found["total"]["files"] == i + 1);
    }
    CHECK(get(site.url, "/readyz")["indexed_files"] == 16);
}

TEST_CASE("facets and datasets come by HTTP with queries that can be asked") {
    const IndexedSite site;
    const Json facets = get(site.url, "/api/v1/facets?q=sub&by=ext,size");
    CHECK(facets["query"] == "sub");
    CHECK(facets["total"] == Json{{"files", 6}, {"size_bytes", 105}});
    REQUIRE(facets["facets"].size() == 2);
    CHECK(facets["facets"][0]["by"] == "ext");
    CHECK(facets["facets"][0]["distinct"] == 2);
    CHECK(facets["facets"][0]["values"][0] == Json{{"value", "dat"}, {"query", "ext=dat"}, {"files", 5}, {"size_bytes", 5}});
    CHECK(get(site.url, "/api/v1/facets")["facets"].size() == 9);
    const Json datasets = get(site.url, "/api/v1/datasets?q=ext:dat");
    CHECK(datasets["directories"] == 1);
    REQUIRE(datasets["datasets"].size() == 1);
    CHECK(datasets["datasets"][0]["path"] == site.share + "/sub/0");
    CHECK(datasets["datasets"][0]["files"] == 5);
    CHECK(datasets["datasets"][0]["types"] == Json::array({{{"ext", "dat"}, {"files", 5}}}));
    CHECK(datasets["datasets"][0]["matches"] == "files");
    CHECK(datasets["next"] == nullptr);
    CHECK_THROWS_WITH(get(site.url, "/api/v1/facets?by=extension"), doctest::Contains("there is no extension here; there are ext, owner"));
}

TEST_CASE("directories are found by files and by their own names under the name that people expect") {
    const IndexedSite site;
    Json found = get(site.url, "/api/v1/directories?q=sub&limit=1");
    Json same = get(site.url, "/api/v1/datasets?q=sub&limit=1");
    for (Json* answer : {&found, &same}) answer->erase("took_ms");
    CHECK(found == same);
    CHECK(found["directories"] == 2);
    CHECK(found["called"] == 1);
    CHECK(found["datasets"][0]["path"] == site.share + "/sub");  // which holds no file itself
    CHECK(found["datasets"][0]["matches"] == "name");
    CHECK(found["datasets"][0]["oldest"] == nullptr);
    const Json next = get(site.url, "/api/v1/directories?q=sub&limit=1&after=" + found["next"].get<std::string>());
    CHECK(next["datasets"][0]["path"] == site.share + "/sub/0");
    CHECK(next["datasets"][0]["matches"] == "files");
    CHECK(next["next"] == nullptr);
    CHECK(get(site.url, "/api/v1/directories?ext=dat&fields=name,files")["datasets"] == Json::array({{{"name", "0"}, {"files", 5}}}));
    CHECK(get(site.url, "/api/v1/directories?path=" + site.share)["directories"][0]["name"] == "sub");
    for (const char* wrong : {"q=sub&path=/", "q=sub&sort=modified", "sort=relevance", "after=x", "q=sub&after=x"})
        CHECK_THROWS_AS(get(site.url, std::string("/api/v1/directories?") + wrong), ApiError);

    const Json files = get(site.url, "/api/v1/files?q=sub&directories=3");
    CHECK(files["directories"]["total"] == 1);
    CHECK(files["directories"]["first"][0]["path"] == site.share + "/sub");
    CHECK(files["directories"]["first"][0]["total_files"] == 6);
    CHECK(get(site.url, "/api/v1/files?q=sub")["directories"] == nullptr);

    ApiClient client(site.url);
    CHECK(client.get("/api/v1/datasets.csv?q=sub&fields=name,matches,files,types") == "name,matches,files,types\r\nsub,name,0,\r\n0,files,6,dat:5 h5:1\r\n");
    CHECK(client.get("/api/v1/datasets.ndjson?q=sub&fields=name") == "{\"name\":\"sub\"}\n{\"name\":\"0\"}\n");
    CHECK(client.get("/api/v1/directories.csv?q=sub&offset=1&fields=name") == "name\r\n0\r\n");
}

TEST_CASE("statistics of all files and of those of a query come in the words of storage people") {
    const IndexedSite site;
    const Json directories = get(site.url, "/api/v1/stats/top-dirs?by=files");
    REQUIRE(directories["datasets"].size() == 1);
    CHECK(directories["datasets"][0]["files"] == 6);
    CHECK(directories["datasets"][0]["size_bytes"] == 105);
    CHECK(get(site.url, "/api/v1/stats/top-dirs?q=sub")["directories"] == 1);  // no directory by its name alone
    const Json files = get(site.url, "/api/v1/stats/top-files?limit=1");
    REQUIRE(files["files"].size() == 1);
    CHECK(files["files"][0]["name"] == "Größe.h5");
    const Json histogram = get(site.url, "/api/v1/stats/histogram?of=size&by=ext");
    CHECK(histogram["classes"].size() == 9);
    CHECK(histogram["classes"][1] == Json{{"value", "1..4K"}, {"query", "size:1..<4K"}, {"files", 6}, {"size_bytes", 105}});
    REQUIRE(histogram["rows"].size() == 2);
    CHECK(histogram["rows"][0]["value"] == "dat");
    CHECK(histogram["rows"][0]["classes"][1] == Json{{"files", 5}, {"size_bytes", 5}});
    CHECK(histogram["others"] == nullptr);
    CHECK(get(site.url, "/api/v1/stats/histogram?of=age&q=ext:h5")["total"]["files"] == 1);
    const Json stats = get(site.url, "/api/v1/stats");
    CHECK(stats["total"] == Json{{"files", 6}, {"size_bytes", 105}});
    CHECK(stats["extensions"]["by_files"][0] == Json{{"key", "dat"}, {"files", 5}, {"size_bytes", 5}});
    CHECK(stats["directories_top"]["by_size"][0]["key"] == site.share + "/sub/0");
}

TEST_CASE("without an index searches are answered by SQL and facets say what is missing") {
    Site site;
    write_file(site.config, "shares:\n  - name: data\n    path: " + site.share + "\n    scan_at_start: false\ncatalogue:\n  index: false\n  path: " +
                                (site.folder / "state/catalogue.db") + "\nhttp:\n  listen: [\"127.0.0.1:0\"]\n");
    REQUIRE(run_program(site.command({"scan"})).exit_code == 0);
    BackgroundProgram daemon(site.command({}));
    const std::string url = url_of(daemon);
    CHECK(get(url, "/readyz")["index"] == "none");
    const Json found = get(url, "/api/v1/files?q=file&count=1&sort=path");
    CHECK(found["answered_by"] == "catalogue");
    CHECK(found["total"]["files"] == 3);
    CHECK_THROWS_WITH(get(url, "/api/v1/facets"), doctest::Contains("catalogue.index"));
}
