// What `publish:` in the configuration puts into directories, by the real daemon.
#include "app/publication.hpp"
#include "app/publish_service.hpp"
#include "app/site.hpp"
#include "base/error.hpp"
#include "catalogue/index_feed.hpp"
#include "catalogue/reader.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <csignal>
#include <filesystem>
#include <set>
#include <sstream>
#include <thread>

namespace tocd {
namespace {

std::string read(const std::string& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

std::set<std::string> names_in(const std::string& folder) {
    std::set<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) out.insert(entry.path().filename());
    return out;
}

std::string shell(const std::string& script) { return run_program({"bash", "-c", script}).output; }

// A scanned site whose daemon publishes `entries` ("- {name: …}" lines) to `to`.
struct PublishSite : Site {
    explicit PublishSite(int files = 3) : Site(files) {
        mkdir(to.c_str(), 0755);
        std::filesystem::permissions(to, std::filesystem::perms(0755));
        write_config("");
        REQUIRE(run_program(command({"scan"})).exit_code == 0);
    }
    void publish(const std::string& entries) const { write_config("", "publish:\n" + entries); }
    [[nodiscard]] std::string entry(const std::string& more) const { return "  - {to: \"" + to + "\", " + more + "}\n"; }
    std::string to = folder / "contents";
};

}  // namespace

TEST_CASE("a publication that the index had no time for leaves the older one") {
    PublishSite site;
    ChangedRows changes;
    IndexFeed index(site.folder / "state/catalogue.db", changes, 2);
    while (index.status().state != IndexFeed::State::ready) std::this_thread::yield();
    ReaderPool readers(site.folder / "state/catalogue.db", &index);
    Publication publication;
    publication.config.name = "all";
    publication.config.to = site.to;
    const std::atomic<bool> given_up = false;
    write_publication(readers, publication, given_up);
    const std::string older = read(site.to + "/all-latest.csv");
    CHECK(older.find("file2.dat") != older.npos);
    CHECK_THROWS_WITH_AS(write_publication(readers, publication, given_up, 0), "a page of it took longer than allowed", Error);
    CHECK(read(site.to + "/all-latest.csv") == older);
    CHECK(names_in(site.to) == std::set<std::string>{"all-latest.csv"});
}

TEST_CASE("each format and compression is published under its latest name") {
    PublishSite site;
    site.publish(site.entry("name: all") + site.entry("name: big, format: ndjson, compress: gzip, query: 'name:file1'") +
                 site.entry("name: rows, compress: zstd") + site.entry("name: base, format: sqlite") +
                 site.entry("name: base-packed, format: sqlite, compress: zstd"));
    BackgroundProgram daemon(site.command({}));
    const std::string url = url_of(daemon);
    for (int i = 0; i < 5; ++i) daemon.wait_for("publish: written");
    CHECK(names_in(site.to) == std::set<std::string>{"all-latest.csv", "big-latest.ndjson.gz", "rows-latest.csv.zst", "base-latest.db",
                                                     "base-packed-latest.db.zst"});
    const std::string csv = shell("curl -s " + url + "/api/v1/files.csv");
    CHECK(read(site.to + "/all-latest.csv") == csv);
    CHECK(csv.find("file2.dat") != csv.npos);
    CHECK(shell("zstd -dc " + site.to + "/rows-latest.csv.zst") == csv);
    CHECK(shell("gzip -dc " + site.to + "/big-latest.ndjson.gz") == shell("curl -s '" + url + "/api/v1/files.ndjson?q=name:file1'"));
    CHECK(shell("sqlite3 -readonly " + site.to + "/base-latest.db 'SELECT count(*) FROM files; PRAGMA integrity_check'") == "3\nok\n");
    CHECK(shell("zstd -qdc " + site.to + "/base-packed-latest.db.zst | head -c 15") == "SQLite format 3");
    for (const std::string& name : names_in(site.folder / "state")) CHECK(name.find("publish") == name.npos);
    const std::string metrics = shell("curl -s " + url + "/metrics");
    CHECK(metrics.find("tocd_publication_written_total{publication=\"all\"} 1") != metrics.npos);
    CHECK(metrics.find("tocd_publication_failed{publication=\"big\"} 0") != metrics.npos);
    daemon.send(SIGTERM);
    CHECK(daemon.wait().exit_code == 0);
}

TEST_CASE("a publication that is being written for eyes that see less by now is given up") {
    PublishSite site(4000);
    mkdir((site.share + "/secret").c_str(), 0755);
    for (int i = 0; i < 4000; ++i) write_file(site.share + "/secret/hush" + std::to_string(i), "x");
    REQUIRE(run_program(site.command({"scan"})).exit_code == 0);
    ReaderPool readers(site.folder / "state/catalogue.db");
    PublishConfig config;
    config.name = "all";
    config.to = site.to;
    const auto until = [](const PublishService& service, auto&& is_so) {
        for (int i = 0; i < 60'000 && !is_so(service.states().at(0)); ++i) std::this_thread::sleep_for(std::chrono::microseconds(500));
    };
    for (bool tried = false; !tried;) {
        std::filesystem::remove(publication_path(config));
        PublishService service(readers);
        service.set_publications({config}, {});
        until(service, [](const PublicationState& state) { return state.running || state.written > 0; });
        tried = service.states().at(0).running;
        service.set_publications({config}, {.entries = {{site.share + "/secret", {}}}});
        if (!tried) continue;  // it was too quick
        until(service, [](const PublicationState& state) { return state.written > 0; });
        CHECK(service.states().at(0).written == 1);
        const std::string text = read(publication_path(config));
        CHECK(text.find("file3999.dat") != text.npos);
        CHECK(text.find("hush") == text.npos);
    }
}

TEST_CASE("what access hides is published to those alone who see it") {
    PublishSite site;
    mkdir((site.share + "/secret").c_str(), 0755);
    write_file(site.share + "/secret/hush.dat", "x");
    REQUIRE(run_program(site.command({"scan"})).exit_code == 0);
    site.write_config("", "access:\n  - {path: \"" + site.share + "/secret\", to: [\"user:ann\"]}\npublish:\n" + site.entry("name: everybody") +
                              site.entry("name: bob, format: ndjson, seen_by: [\"user:bob\", \"group:x\"]") +
                              site.entry("name: ann, format: ndjson, seen_by: [\"user:ann\"]") + site.entry("name: admins, seen_by: [admins]") +
                              site.entry("name: base, format: sqlite, seen_by: [admins]"));
    BackgroundProgram daemon(site.command({}));
    for (int i = 0; i < 5; ++i) daemon.wait_for("publish: written");
    for (const char* name : {"everybody-latest.csv", "bob-latest.ndjson"}) {
        CAPTURE(name);
        const std::string text = read(site.to + "/" + name);
        CHECK(text.find("file2.dat") != text.npos);
        CHECK(text.find("hush") == text.npos);
        CHECK(text.find("secret") == text.npos);
    }
    for (const char* name : {"ann-latest.ndjson", "admins-latest.csv"}) CHECK(read(site.to + "/" + name).find("hush.dat") != std::string::npos);
}

TEST_CASE("a published file of many pages and pieces has every file once") {
    PublishSite site(5000);
    site.publish(site.entry("name: all, format: ndjson, compress: gzip"));
    BackgroundProgram daemon(site.command({}));
    daemon.wait_for("publish: written");
    CHECK(shell("gzip -dc " + site.to + "/all-latest.ndjson.gz | jq -r .path | sort -u | wc -l") == "5000\n");
    CHECK(shell("gzip -dc " + site.to + "/all-latest.ndjson.gz | wc -l") == "5000\n");
}

TEST_CASE("nothing is published before a scan has ended and a young file is left alone") {
    Site bare;
    const std::string to = bare.folder / "contents";
    mkdir(to.c_str(), 0755);
    bare.write_config("", "publish: [{name: all, to: " + to + "}]\n");
    {
        BackgroundProgram daemon(bare.command({}));
        const std::string url = url_of(daemon);
        usleep(1'500'000);  // more than one look at the catalogue
        CHECK(names_in(to).empty());
        REQUIRE(run_program({TOC_BINARY, "scan", "--server", url}).exit_code == 0);
        daemon.wait_for("publish: written");
    }
    const auto written = std::filesystem::last_write_time(to + "/all-latest.csv");
    BackgroundProgram again(bare.command({}));
    url_of(again);
    write_file(bare.config, read(bare.config) + "log: {level: debug}\n");
    again.send(SIGHUP);
    again.wait_for("reloaded");
    CHECK(std::filesystem::last_write_time(to + "/all-latest.csv") == written);
}

TEST_CASE("a directory that cannot be written is told everywhere and tried again at the next turn") {
    PublishSite site;
    const std::string missing = site.folder / "not_there";
    site.publish("  - {name: all, every: 1s, to: \"" + missing + "\"}\n");
    BackgroundProgram daemon(site.command({}));
    const std::string url = url_of(daemon);
    const std::string line = daemon.wait_for("publish: not written");
    CHECK(line.find(missing + "/.all-latest.csv.part: No such file or directory") != line.npos);
    // The figure is set just behind the line.
    std::string metrics;
    for (int i = 0; i < 600 && metrics.find("tocd_publication_failed{publication=\"all\"} 1") == metrics.npos; ++i) {
        usleep(100'000);
        metrics = shell("curl -s " + url + "/metrics");
    }
    CHECK(metrics.find("tocd_publication_failed{publication=\"all\"} 1") != metrics.npos);
    mkdir(missing.c_str(), 0755);
    daemon.wait_for("publish: written");
    CHECK(names_in(missing) == std::set<std::string>{"all-latest.csv"});
}

TEST_CASE("a full disk leaves the older file and what was begun is thrown away") {
    for (const std::string format : {"csv", "sqlite"}) {
        CAPTURE(format);
        PublishSite site(2000);
        const std::string path = site.to + "/all-latest." + (format == "csv" ? "csv" : "db");
        write_file(path, "old");
        std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - std::chrono::hours(48));
        site.publish(site.entry("name: all, every: 1d, format: " + format));
        // 256 KiB: less than either takes, while the catalogue is only read.
        BackgroundProgram daemon({"bash", "-c", "ulimit -S -f 256; exec \"$0\" --config \"$1\"", TOCD_BINARY, site.config});
        const std::string line = daemon.wait_for("publish: not written");
        CHECK(line.find("File too large") != line.npos);
        CHECK(read(path) == "old");
        CHECK(names_in(site.to).size() == 1);
        daemon.send(SIGTERM);
        CHECK(daemon.wait().exit_code == 0);
    }
}

TEST_CASE("a daemon killed while it publishes leaves the older file and the next one replaces it") {
    PublishSite site(20'000);
    const std::string path = site.to + "/all-latest.csv";
    write_file(path, "old");
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - std::chrono::hours(48));
    site.publish(site.entry("name: all"));
    const std::string part = site.to + "/.all-latest.csv.part";
    {
        BackgroundProgram daemon(site.command({}));
        struct stat info {};
        for (int i = 0; i < 60'000 && (::stat(part.c_str(), &info) != 0 || info.st_size == 0); ++i) usleep(1000);
        daemon.send(SIGKILL);
        static_cast<void>(daemon.wait());
    }
    REQUIRE(access(part.c_str(), F_OK) == 0);
    CHECK(read(path) == "old");
    BackgroundProgram daemon(site.command({}));
    daemon.wait_for("publish: written");
    CHECK(shell("wc -l <" + path) == "20001\n");
    CHECK(names_in(site.to) == std::set<std::string>{"all-latest.csv"});
}

TEST_CASE("a reload begins what is new and refuses a query that cannot be read") {
    PublishSite site;
    BackgroundProgram daemon(site.command({}));
    url_of(daemon);
    site.publish(site.entry("name: first"));
    daemon.send(SIGHUP);
    daemon.wait_for("publish: written name=first");
    site.publish(site.entry("name: first") + site.entry("name: second, query: 'sise:>3'"));
    daemon.send(SIGHUP);
    const std::string line = daemon.wait_for("not reloaded");
    CHECK(line.find("publish[1].query (second): at 1: ") != line.npos);
    CHECK(run_program(site.command({"--check-config"})).exit_code == 1);
    CHECK(names_in(site.to) == std::set<std::string>{"first-latest.csv"});
}

}  // namespace tocd
