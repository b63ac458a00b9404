#include "app/site.hpp"
#include "catalogue/database.hpp"
#include "client/api_client.hpp"
#include "model/records.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

using namespace tocd;
using Json = nlohmann::json;

namespace {

Json get(const std::string& url, const std::string& target) { return Json::parse(ApiClient(url).get(target)); }

}  // namespace

TEST_CASE("tocd scan stores a share and says so with exit code 0") {
    const Site site;

    const ProgramResult first = run_program(site.command({"scan"}));
    const ProgramResult second = run_program(site.command({"scan", "--full", "data"}));

    CHECK(first.exit_code == 0);
    CHECK(first.output.find("data: complete, 3 files") != std::string::npos);
    CHECK(second.exit_code == 0);
    CHECK(second.output.find("0 added, 0 changed, 0 gone") != std::string::npos);
}

TEST_CASE("tocd scan believes times and tocd scan --full looks at every file also by the daemon") {
    const Site site;
    site.write_config("    stamp_margin: 1ms\n");
    std::unique_ptr<BackgroundProgram> daemon;
    SUBCASE("by itself") {}
    SUBCASE("by the daemon that holds the catalogue") {
        daemon = std::make_unique<BackgroundProgram>(site.command({}));
        (void)url_of(*daemon);
    }
    const auto last = [&](const char* column) {
        return Database(site.folder / "state/catalogue.db", Database::Access::read)
            .read_integer("SELECT " + std::string(column) + " FROM scan ORDER BY id DESC LIMIT 1");
    };
    usleep(100'000);  // the times of the directories are older than the margin then
    REQUIRE(run_program(site.command({"scan"})).exit_code == 0);
    CHECK(last("unchanged") == 0);
    write_file(site.share + "/sub/0/file0.dat", "more in place");

    const ProgramResult fast = run_program(site.command({"scan"}));
    CHECK_MESSAGE(fast.exit_code == 0, fast.output);
    CHECK(last("mode") == static_cast<int64_t>(ScanMode::fast));
    CHECK(last("unchanged") == 3);
    CHECK(last("changed") == 0);

    const ProgramResult full = run_program(site.command({"scan", "--full"}));
    CHECK_MESSAGE(full.exit_code == 0, full.output);
    CHECK(last("mode") == static_cast<int64_t>(ScanMode::full));
    CHECK(last("unchanged") == 0);
    CHECK(last("changed") == 1);
}

TEST_CASE("tocd scan gives exit code 3 when a directory cannot be read and names it") {
    const Site site;
    const std::string closed = site.share + "/closed";
    mkdir(closed.c_str(), 0);
    std::vector<std::string> command = site.command({"scan"});
    if (geteuid() == 0) {
        // Copies: nobody may not be able to look into the folder of the build.
        for (const std::string program : {TOCD_BINARY, TOCD_SCAN_BINARY})
            std::filesystem::copy_file(program, site.folder / program.substr(program.rfind('/') + 1));
        command[0] = site.folder / "tocd";
        const std::vector<std::string> as_nobody = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
        command.insert(command.begin(), as_nobody.begin(), as_nobody.end());
    }

    const ProgramResult result = run_program(command);

    CHECK_MESSAGE(result.exit_code == 3, result.output);
    CHECK(result.output.find("incomplete") != std::string::npos);
    CHECK(result.output.find("1 could not be read") != std::string::npos);
    chmod(closed.c_str(), 0755);
}

TEST_CASE("tocd scan of a share that is not there is refused with exit code 1 and keeps its files") {
    const Site site;
    REQUIRE(run_program(site.command({"scan"})).exit_code == 0);
    REQUIRE(rename(site.share.c_str(), (site.share + "-away").c_str()) == 0);

    const ProgramResult refused = run_program(site.command({"scan"}));
    CHECK(refused.exit_code == 1);
    CHECK(refused.output.find("No such file or directory") != std::string::npos);

    mkdir(site.share.c_str(), 0755);
    CHECK(run_program(site.command({"scan"})).exit_code == 1);
    rmdir(site.share.c_str());
    REQUIRE(rename((site.share + "-away").c_str(), site.share.c_str()) == 0);
    const ProgramResult back = run_program(site.command({"scan"}));
    CHECK(back.exit_code == 0);
    CHECK(back.output.find("3 files") != std::string::npos);
    CHECK(back.output.find("0 added, 0 changed, 0 gone") != std::string::npos);
}

TEST_CASE("an unknown share is refused with the nearest name") {
    const Site site;
    const ProgramResult result = run_program(site.command({"scan", "dato"}));
    CHECK(result.exit_code == 1);
    CHECK(result.output.find("no share is called dato; did you mean data?") != std::string::npos);
    const ProgramResult part = run_program(site.command({"scan", site.share + "/sub"}));
    CHECK(part.exit_code == 1);
    CHECK(part.output.find("toc scan " + site.share + "/sub\n") != std::string::npos);
}

TEST_CASE("tocd scan ends with exit code 1 when there is no scanner and says where it looked") {
    const Site site;
    site.write_config("", "scan:\n  scanner: /nowhere/tocd-scan\n");
    const ProgramResult result = run_program(site.command({"scan"}));
    CHECK(result.exit_code == 1);
    CHECK(result.output.find("/nowhere/tocd-scan") != std::string::npos);
}

TEST_CASE("a second daemon on the same catalogue refuses and names the first") {
    const Site site;
    BackgroundProgram daemon(site.command({}));
    (void)url_of(daemon);

    const ProgramResult second = run_program(site.command({}));

    CHECK(second.exit_code == 1);
    CHECK(second.output.find("in use by tocd (pid " + std::to_string(daemon.pid()) + ")") != std::string::npos);
}

TEST_CASE("tocd scan asks the daemon that holds the catalogue") {
    const Site site;
    BackgroundProgram daemon(site.command({}));
    const std::string url = url_of(daemon);

    const ProgramResult result = run_program(site.command({"scan"}));

    CHECK_MESSAGE(result.exit_code == 0, result.output);
    CHECK(result.output.find("data: complete, 3 files") != std::string::npos);
    CHECK(get(url, "/api/v1/files").at("files").size() == 3);
}

TEST_CASE("tocd scan of a share whose scanner hangs ends with the reason") {
    const Site site;
    const std::string scanner = site.folder / "scanner";
    write_file(scanner, "#!/bin/sh\nexec sleep 1000\n");
    REQUIRE(chmod(scanner.c_str(), 0755) == 0);
    site.write_config("", "scan:\n  scanner: " + scanner + "\n  stuck_after: 300ms\n");
    BackgroundProgram daemon(site.command({}));
    url_of(daemon);
    const ProgramResult result = run_program(site.command({"scan"}));
    CHECK(result.exit_code == 1);
    CHECK_MESSAGE(result.output.find("takes longer than 300 ms") != std::string::npos, result.output);
}

TEST_CASE("SIGTERM in the middle of a scan ends the daemon cleanly and the next scan goes on") {
    const Site site(20'000);
    {
        BackgroundProgram daemon(site.command({}));
        const std::string url = url_of(daemon);
        ApiClient(url).post("/api/v1/shares/data/scans", "{}");
        daemon.wait_for("scan: started");
        daemon.send(SIGTERM);
        const ProgramResult result = daemon.wait();
        CHECK_MESSAGE(result.exit_code == 0, result.output);
        CHECK(result.output.find("tocd: stopped") != std::string::npos);
    }
    const ProgramResult after = run_program(site.command({"scan"}));
    CHECK_MESSAGE(after.exit_code == 0, after.output);
    CHECK(after.output.find("20,000 files") != std::string::npos);
}

TEST_CASE("a daemon that has nothing to do ends without waiting for anything") {
    const Site site;
    BackgroundProgram daemon(site.command({}));
    const std::string url = url_of(daemon);
    REQUIRE(run_program(site.command({"scan"})).exit_code == 0);
    daemon.send(SIGTERM);
    const ProgramResult result = daemon.wait();
    CHECK_MESSAGE(result.exit_code == 0, result.output);
    CHECK(result.output.find("tocd: stopped") != std::string::npos);
    CHECK_MESSAGE(result.output.find("not waiting any longer") == std::string::npos, result.output);
}

TEST_CASE("SIGKILL in the middle of a scan loses nothing that the next scan does not find") {
    const Site site(20'000);
    {
        BackgroundProgram daemon(site.command({}));
        ApiClient(url_of(daemon)).post("/api/v1/shares/data/scans", "{}");
        daemon.wait_for("scan: started");
        usleep(50'000);
        daemon.send(SIGKILL);
        CHECK(daemon.wait().exit_code == 128 + SIGKILL);
    }
    const ProgramResult after = run_program(site.command({"scan"}));
    CHECK_MESSAGE(after.exit_code == 0, after.output);
    CHECK(after.output.find("20,000 files") != std::string::npos);
    CHECK(after.output.find(" 0 gone") != std::string::npos);
}

TEST_CASE("SIGHUP takes new shares in and keeps the old configuration when the file is broken") {
    const Site site;
    BackgroundProgram daemon(site.command({}));
    const std::string url = url_of(daemon);
    const std::string other = site.folder / "other";
    mkdir(other.c_str(), 0755);

    write_file(site.config, "shares: [");
    daemon.send(SIGHUP);
    const std::string complaint = daemon.wait_for("not reloaded");
    CHECK(complaint.find("tocd.yaml:1:") != std::string::npos);
    CHECK(get(url, "/api/v1/shares").at("shares").size() == 1);

    site.write_config("  - name: other\n    path: " + other + "\n    scan_at_start: false\n");
    daemon.send(SIGHUP);
    daemon.wait_for("config: reloaded");
    const Json shares = get(url, "/api/v1/shares").at("shares");
    REQUIRE(shares.size() == 2);
    CHECK(shares[1].at("name") == "other");
}

TEST_CASE("a daemon that an admin has to help says so by its exit code") {
    const Site site;
    site.write_config("", "scan: {max_scans: many}\n");
    CHECK(run_program(site.command({})).exit_code == 78);
    CHECK(run_program(site.command({"--check-config"})).exit_code == 1);
    CHECK(run_program({TOCD_BINARY, "--config", site.folder / "nowhere.yaml"}).exit_code == 78);

    site.write_config("");
    write_file(site.folder / "state/catalogue.db", std::string(100'000, 'x'));
    CHECK(run_program(site.command({})).exit_code == 1);  // a disk may have done that
    Database(site.folder / "state/other.db", Database::Access::write).execute("PRAGMA user_version = 1000");
    std::filesystem::rename(site.folder / "state/other.db", site.folder / "state/catalogue.db");
    const ProgramResult newer = run_program(site.command({}));
    CHECK_MESSAGE(newer.exit_code == 78, newer.output);
}

TEST_CASE("a reload that cannot read the catalogue is refused and the daemon goes on") {
    const Site site;
    BackgroundProgram daemon(site.command({}));
    const std::string url = url_of(daemon);
    CHECK(get(url, "/api/v1/shares").at("shares").size() == 1);  // it has read what it needs for the start
    const auto change = [&](const char* sql) { Database(site.folder / "state/catalogue.db", Database::Access::write).execute(sql); };
    change("ALTER TABLE extension_sum RENAME TO mislaid");

    daemon.send(SIGHUP);
    CHECK(daemon.wait_for("not reloaded").find("extension_sum") != std::string::npos);

    change("ALTER TABLE mislaid RENAME TO extension_sum");
    daemon.send(SIGHUP);
    daemon.wait_for("config: reloaded");
    CHECK(get(url, "/api/v1/shares").at("shares").size() == 1);
}

TEST_CASE("what lies in a share inside another one belongs to the inner one") {
    const Site site(1001);  // sub/0 and sub/1
    const std::string inner = site.share + "/sub/1";
    site.write_config("    exclude: [/sub/1/]\n  - name: inner\n    path: " + inner + "\n    scan_at_start: false\n");
    BackgroundProgram daemon(site.command({}));
    const std::string url = url_of(daemon);
    const auto toc = [&](std::initializer_list<std::string> words) {
        std::vector<std::string> command = {TOC_BINARY, "--server", url};
        command.insert(command.end(), words);
        return run_program(command).output;
    };

    CHECK(toc({"scan", "--wait", inner}).starts_with("inner: complete, 1 file, "));
    CHECK(get(url, "/api/v1/files?under=" + inner).at("complete") == true);  // although data was never scanned
    CHECK(toc({"scan", "--wait", site.share + "/sub"}).find("data: complete, 1,000 files, ") != std::string::npos);
    CHECK(get(url, "/api/v1/files?count=1").at("total").at("files") == 1001);
    CHECK(get(url, "/api/v1/directories?path=" + inner).at("directory").at("share") == "inner");
    CHECK(toc({"ls", inner + "/filo"}).find("share inner has no ") != std::string::npos);
}

TEST_CASE("the old id of a file that was moved answers where it is and what was known of it goes on") {
    const Site site;
    BackgroundProgram daemon(site.command({}));
    const std::string url = url_of(daemon);
    REQUIRE(run_program(site.command({"scan"})).exit_code == 0);
    const Json before = get(url, "/api/v1/files?name=file1").at("files").at(0);
    const std::string old = "/api/v1/files/" + before.at("id").get<std::string>();

    for (const char* place : {"/first", "/second"}) {
        mkdir((site.share + place).c_str(), 0755);
        const Json now = get(url, "/api/v1/files?name=file1").at("files").at(0);
        REQUIRE(rename(now.at("path").get<std::string>().c_str(), (site.share + place + "/renamed file1").c_str()) == 0);
        REQUIRE(run_program(site.command({"scan"})).exit_code == 0);
    }
    const Json answer = get(url, old);
    CHECK(answer.at("file").at("gone") == true);
    CHECK(answer.at("moved_to").at("path") == site.share + "/second/renamed file1");
    CHECK(answer.at("moved_to").at("first_seen_ns") == before.at("first_seen_ns"));
}

TEST_CASE("an address that is taken is named") {
    const Site site;
    BackgroundProgram daemon(site.command({}));
    const std::string address = url_of(daemon).substr(7);

    const ProgramResult second = run_program({TOCD_BINARY, "run", "--listen", address, "--state", site.folder / "other-state", site.share});

    CHECK(second.exit_code == 1);
    CHECK(second.output.find(address) != std::string::npos);
    CHECK(second.output.find("Address already in use") != std::string::npos);
}

TEST_CASE("tocd run scans and serves directories without a configuration file") {
    const Site site;
    BackgroundProgram daemon({TOCD_BINARY, "run", "--listen", "127.0.0.1:0", "--state", site.folder / "run-state", site.share});
    const std::string url = url_of(daemon);
    daemon.wait_for("outcome=complete");
    CHECK(get(url, "/api/v1/files?name=file1&count=1").at("total").at("files") == 1);
    CHECK(run_program({TOCD_BINARY, "run", site.folder / "nowhere"}).output.find("No such file or directory") != std::string::npos);
}

TEST_CASE("tocd run of a tree that holds its own catalogue leaves the catalogue out") {
    const Site site;
    BackgroundProgram daemon({TOCD_BINARY, "run", "--listen", "127.0.0.1:0", "--state", site.share + "/state", site.share});
    const std::string url = url_of(daemon);
    daemon.wait_for("outcome=complete");
    CHECK(get(url, "/api/v1/files?count=1").at("total").at("files") == 3);
}

TEST_CASE("the configuration can be checked and printed") {
    const Site site;
    CHECK(run_program(site.command({"--check-config"})).output == site.config + ": ok, 1 shares\n");
    const ProgramResult printed = run_program(site.command({"--print-config"}));
    write_file(site.config, printed.output);
    CHECK(run_program(site.command({"--print-config"})).output == printed.output);

    write_file(site.config, "sharez: []\n");
    const ProgramResult wrong = run_program(site.command({"--check-config"}));
    CHECK(wrong.exit_code == 1);
    CHECK(wrong.output.find("tocd.yaml:1:1: sharez") != std::string::npos);
    CHECK(wrong.output.find("shares") != std::string::npos);
}

TEST_CASE("tocd scan --explain looks at the file system too") {
    const Site site;
    site.write_config("    exclude: [\"*.log\"]\n");
    write_file(site.share + "/x.log", "x");
    REQUIRE(symlink("sub", (site.share + "/link").c_str()) == 0);
    const auto explain = [&](const std::string& path) { return run_program(site.command({"scan", "--explain", path})); };
    const ProgramResult in = explain(site.share + "/sub/0/file0.dat");
    CHECK(in.exit_code == 0);
    CHECK(in.output == site.share + "/sub/0/file0.dat: in share data, no pattern matches\n");
    const ProgramResult pattern = explain(site.share + "/x.log");
    CHECK(pattern.exit_code == 1);
    CHECK(pattern.output == site.share + "/x.log: left out of share data, the pattern \"*.log\" of exclude leaves it out\n");
    CHECK(explain(site.share + "/link/0/file0.dat").output.find(site.share + "/link is a link, and links are not followed") != std::string::npos);
    CHECK(explain(site.share + "/link").output.find("links, devices, sockets and FIFOs are only counted") != std::string::npos);
    CHECK(explain(site.share + "/none").output.find("(there is no such path now)") != std::string::npos);
    CHECK(explain("/etc").output == "/etc: below no share\n");
}
