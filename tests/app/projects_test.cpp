// Projects by the rules of the configuration, in the daemon, by HTTP and on the command line.
#include "app/site.hpp"
#include "client/api_client.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <map>
#include <set>

using namespace tocd;
using Json = nlohmann::json;

namespace {

Json get(const std::string& url, const std::string& target) { return Json::parse(ApiClient(url).get(target)); }

// "weld" and "laser" with a file each and one file of no project, scanned.
struct ProjectSite : Site {
    ProjectSite() : Site(0) {
        for (const char* directory : {"/p", "/p/weld", "/p/weld/raw", "/p/laser"}) mkdir((share + directory).c_str(), 0755);
        write_file(share + "/p/weld/raw/a.h5", "123");
        write_file(share + "/p/laser/b.h5", "12345");
        write_file(share + "/p/c.txt", "1");
        set_rules({"^" + share + "/p/(?P<project>[^/]+)/"});
        REQUIRE(run_program(command({"scan"})).exit_code == 0);
    }
    void set_rules(const std::vector<std::string>& rules, bool index = true) const {
        std::string sections = "projects:\n";
        for (const std::string& rule : rules) sections += "  - " + rule + "\n";
        write_config("", sections);
        if (!index) write_file(config, "catalogue: {index: false, path: " + (folder / "state/catalogue.db") + "}\nhttp: {listen: [\"127.0.0.1:0\"]}\n"
                                       "shares:\n  - {name: data, scan_at_start: false, path: " + share + "}\n" + sections);
    }
};

using Projects = std::map<std::string, std::string>;

// Names of the files that a query finds, with their projects.
Projects found(const std::string& url, const std::string& query) {
    Projects out;
    const Json page = get(url, "/api/v1/files?" + query);
    for (const Json& file : page["files"]) out[file["name"]] = file["project"];
    return out;
}

std::string curl(const std::string& what) { return run_program({"bash", "-c", "curl -sS " + what}).output; }

}  // namespace

TEST_CASE("rules of the configuration give files and directories their projects and another reading of it changes them without a scan") {
    for (const bool index : {true, false}) {
        CAPTURE(index);
        ProjectSite site;
        site.set_rules({"^" + site.share + "/p/(?P<project>[^/]+)/"}, index);
        BackgroundProgram daemon(site.command({}));
        const std::string url = url_of(daemon);
        if (index) while (get(url, "/readyz")["index"] == "loading") {}
        CHECK(found(url, "q=project:el") == Projects{{"a.h5", "weld"}});
        CHECK(found(url, "q=project=laser") == Projects{{"b.h5", "laser"}});
        CHECK(found(url, "q=-project:weld&sort=size") == Projects{{"b.h5", "laser"}, {"c.txt", ""}});
        CHECK(found(url, "project=weld,") == Projects{{"a.h5", "weld"}, {"c.txt", ""}});
        const Json directory = get(url, "/api/v1/directories?path=" + site.share + "/p/weld");
        CHECK(directory["directory"]["project"] == "weld");
        CHECK(directory["ancestors"][1]["project"] == "");
        CHECK(directory["directories"][0]["project"] == "weld");
        CHECK(get(url, "/api/v1/files?q=a.h5")["answered_by"] == (index ? "index" : "catalogue"));

        const std::string etag = curl("-o /dev/null -w '%header{etag}' " + url + "/api/v1/files?q=project:weld");
        REQUIRE(etag.starts_with("W/"));
        CHECK(curl("-o /dev/null -w '%{http_code}' -H 'If-None-Match: " + etag + "' " + url + "/api/v1/files?q=project:weld") == "304");

        site.set_rules({"^" + site.share + "/p/weld/(?P<project>raw)/", "/(?P<project>p)/$"}, index);
        daemon.send(SIGHUP);
        daemon.wait_for("config: reloaded");
        CHECK(curl("-o /dev/null -w '%{http_code}' -H 'If-None-Match: " + etag + "' " + url + "/api/v1/files?q=project:weld") == "200");
        CHECK(found(url, "") == Projects{{"a.h5", "raw"}, {"b.h5", ""}, {"c.txt", "p"}});
        CHECK(found(url, "q=project:el") == Projects{});
        CHECK(found(url, "q=project:raw") == Projects{{"a.h5", "raw"}});

        site.set_rules({"^" + site.share + "/(p)/"}, index);
        daemon.send(SIGHUP);
        CHECK(daemon.wait_for("not reloaded").find("has no group (?P<project>") != std::string::npos);
        CHECK(found(url, "q=project:p") == Projects{{"c.txt", "p"}});
        CHECK(get(url, "/api/v1/scans")["scans"].size() == 1);
    }
}

TEST_CASE("facets count by project and datasets tell theirs") {
    ProjectSite site;
    BackgroundProgram daemon(site.command({}));
    const std::string url = url_of(daemon);
    while (get(url, "/readyz")["index"] == "loading") {}
    const Json facet = get(url, "/api/v1/facets?by=project")["facets"][0];
    CHECK(facet["distinct"] == 3);
    std::set<Json> values(facet["values"].begin(), facet["values"].end());
    CHECK(values == std::set<Json>{{{"value", ""}, {"query", "project=\"\""}, {"files", 1}, {"size_bytes", 1}},
                                   {{"value", "laser"}, {"query", "project=laser"}, {"files", 1}, {"size_bytes", 5}},
                                   {{"value", "weld"}, {"query", "project=weld"}, {"files", 1}, {"size_bytes", 3}}});
    const Json datasets = get(url, "/api/v1/datasets?q=ext:h5&sort=path")["datasets"];
    REQUIRE(datasets.size() == 2);
    CHECK(datasets[0]["project"] == "laser");
    CHECK(datasets[1]["project"] == "weld");
}

TEST_CASE("a directory that was renamed takes what lies below it into another project") {
    ProjectSite site;
    BackgroundProgram daemon(site.command({}));
    const std::string url = url_of(daemon);
    while (get(url, "/readyz")["index"] == "loading") {}
    REQUIRE(rename((site.share + "/p/weld").c_str(), (site.share + "/p/seam").c_str()) == 0);
    REQUIRE(run_program(site.command({"scan", "--full"})).exit_code == 0);
    CHECK(found(url, "q=project=seam") == Projects{{"a.h5", "seam"}});
    CHECK(found(url, "q=project:weld") == Projects{});
    CHECK(get(url, "/api/v1/facets?by=project&q=a.h5")["facets"][0]["values"][0]["value"] == "seam");
}

TEST_CASE("lines and columns have the project where they are asked for and CSV has none by itself") {
    ProjectSite site;
    BackgroundProgram daemon(site.command({}));
    const std::string url = url_of(daemon);
    CHECK(curl(url + "/api/v1/files.csv?q=a.h5").find("project") == std::string::npos);
    CHECK(curl("'" + url + "/api/v1/files.csv?q=a.h5&fields=name,project'") == "name,project\r\na.h5,weld\r\n");
    CHECK(Json::parse(curl(url + "/api/v1/files.ndjson?q=a.h5"))["project"] == "weld");
    CHECK(run_program({TOC_BINARY, "find", "--server", url, "--project", "laser"}).output == site.share + "/p/laser/b.h5\n");
    CHECK(run_program({TOC_BINARY, "find", "--server", url, "project:weld"}).output == site.share + "/p/weld/raw/a.h5\n");
}

TEST_CASE("a rule that is none keeps the daemon from starting and says the line and what would be right") {
    Site site;
    site.write_config("", "projects:\n  - \"^/a/(?P<project>[^/]+)/\"\n  - ^/data/(?<project>x)/\n");
    for (const bool only_check : {true, false}) {
        const ProgramResult result = run_program(only_check ? site.command({"--check-config"}) : site.command({}));
        CHECK(result.exit_code != 0);
        CHECK(result.output.find(":11:5: projects[1]: \"^/data/(?<project>x)/\" is no regular expression of RE2: invalid perl operator: (?<; write it such as") !=
              std::string::npos);
    }
}
