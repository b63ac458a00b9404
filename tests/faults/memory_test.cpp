// Memory that runs out: a query or a scan fails in words, the daemon goes on, and nothing that exists is gone.
#include "app/site.hpp"
#include "catalogue/database.hpp"
#include "client/api_client.hpp"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <sstream>

using namespace tocd;
using Json = nlohmann::json;

namespace {

rlim_t address_space_bytes(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/statm");
    rlim_t pages = 0;
    file >> pages;
    return pages * 4096;
}

void allow_memory(pid_t pid, rlim_t bytes) {
    rlimit limit{bytes, RLIM_INFINITY};
    REQUIRE(prlimit(pid, RLIMIT_AS, &limit, nullptr) == 0);
}

int64_t files(ApiClient& client) {
    return Json::parse(client.get("/api/v1/files?count=true&limit=1"))["total"]["files"].get<int64_t>();
}

}  // namespace

TEST_CASE("a daemon that gets no more memory goes on and is whole when it gets some again") {
    const Site site(3000);
    BackgroundProgram daemon(site.command({}));
    const std::string url = url_of(daemon);
    REQUIRE(run_program(site.command({"scan"})).exit_code == 0);
    ApiClient client(url);
    REQUIRE(files(client) == 3000);

    allow_memory(daemon.pid(), address_space_bytes(daemon.pid()));
    int refused = 0;
    for (int i = 0; i < 40; ++i) {
        try {
            (void)client.get(i % 2 == 0 ? "/api/v1/files?limit=1000" : "/api/v1/files.ndjson");
        } catch (const Error& error) {  // refused, or cut
            CHECK(error.kind() == ErrorKind::unavailable);
            ++refused;
        }
    }
    const ProgramResult scan = run_program(site.command({"scan", "--full"}));  // may find the room that it needs, or none even for its request
    MESSAGE(refused << " of 40 requests were refused; the scan: " << scan.output);

    allow_memory(daemon.pid(), RLIM_INFINITY);
    CHECK(files(client) == 3000);
    const ProgramResult again = run_program(site.command({"scan", "--full"}));
    CHECK_MESSAGE(again.exit_code == 0, again.output);
    CHECK(files(client) == 3000);
    daemon.send(SIGTERM);
    CHECK(daemon.wait().exit_code == 0);
    Database database(site.folder / "state/catalogue.db", Database::Access::read);
    CHECK(database.read_integer("SELECT count(*) FROM files WHERE gone") == 0);
}

TEST_CASE("allocations that fail by chance cost answers and scans and the daemon is whole when none fails any more") {
    const Site site(3000);
    REQUIRE(run_program(site.command({"scan"})).exit_code == 0);
    std::vector<std::string> command = site.command({});
    command.insert(command.begin(), {"env", "LD_PRELOAD=" TOCD_FAILING_MALLOC, "TOCD_FAILING_MALLOC=300"});
    BackgroundProgram daemon(command);
    ApiClient client(url_of(daemon));
    REQUIRE(files(client) == 3000);

    daemon.send(SIGUSR2);
    int refused = 0;
    for (int i = 0; i < 600; ++i) {
        static constexpr std::array<const char*, 6> kAsked = {"/api/v1/files?limit=1000", "/api/v1/files.ndjson",            "/api/v1/shares",
                                                              "/api/v1/facets",           "/api/v1/files?q=file7&sort=-size", "/metrics"};
        try {
            if (i % 30 == 0) client.post("/api/v1/shares/data/scans", "{}");
            else (void)client.get(kAsked[static_cast<size_t>(i) % kAsked.size()]);
        } catch (const Error&) {
            ++refused;
        }
        if (i % 100 == 0) usleep(1'100'000);  // not more in a second than one client may ask
    }
    daemon.send(SIGUSR2);
    usleep(1'100'000);
    MESSAGE(refused << " of 600 requests were refused");
    CHECK(files(client) == 3000);
    (void)run_program(site.command({"scan"}));  // the one that may still run
    const ProgramResult again = run_program(site.command({"scan", "--full"}));
    CHECK_MESSAGE(again.exit_code == 0, again.output);
    CHECK(files(client) == 3000);
    daemon.send(SIGTERM);
    const ProgramResult ended = daemon.wait();
    CHECK_MESSAGE(ended.exit_code == 0, ended.output.substr(ended.output.size() - std::min<size_t>(ended.output.size(), 2000)));
    Database database(site.folder / "state/catalogue.db", Database::Access::read);
    CHECK(database.read_integer("SELECT count(*) FROM files WHERE gone") == 0);
}

// Its address is taken, so that a start that finds all the memory it needs ends too.
TEST_CASE("whatever memory a daemon is given its start ends in words") {
    const Site site;
    const int taken = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(bind(taken, reinterpret_cast<const sockaddr*>(&address), size) == 0);
    REQUIRE(listen(taken, 1) == 0);
    REQUIRE(getsockname(taken, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    std::stringstream config;
    config << std::ifstream(site.config).rdbuf();
    std::string text = config.str();
    text.replace(text.find(":0\""), 2, ":" + std::to_string(ntohs(address.sin_port)));
    write_file(site.config, text);
    int listened = 0, lacked = 0;
    for (int megabytes = 40; megabytes <= 400; megabytes += 10) {
        CAPTURE(megabytes);
        const ProgramResult result = run_program({"prlimit", "--as=" + std::to_string(megabytes << 20), TOCD_BINARY, "--config", site.config});
        INFO(result.output);
        CHECK(result.exit_code == 1);
        if (result.output.find("cannot listen") != std::string::npos) {
            ++listened;
            continue;
        }
        ++lacked;
        CHECK((result.output.find("memory") != std::string::npos || result.output.find("thread") != std::string::npos));
    }
    close(taken);
    MESSAGE(listened << " starts had enough, " << lacked << " said that they lack memory or threads");
    CHECK(listened > 0);
    CHECK(lacked > 0);
}

TEST_CASE("a scanner with little memory ends its scan with a reason and nothing is gone") {
    const Site site(3000);
    REQUIRE(run_program(site.command({"scan"})).exit_code == 0);
    const std::string scanner = site.folder / "scanner";
    int failed = 0;
    for (int megabytes = 20; megabytes <= 300; megabytes += 35) {
        CAPTURE(megabytes);
        write_file(scanner, "#!/bin/sh\nexec prlimit --as=" + std::to_string(megabytes << 20) + " " TOCD_SCAN_BINARY " \"$@\"\n");
        REQUIRE(chmod(scanner.c_str(), 0755) == 0);
        site.write_config("", "scan:\n  scanner: " + scanner + "\n");
        const ProgramResult result = run_program(site.command({"scan", "--full"}));
        INFO(result.output);
        if (result.exit_code != 0) {
            ++failed;
            CHECK((result.output.find("refused") != std::string::npos || result.output.find("interrupted") != std::string::npos));
        }
        Database database(site.folder / "state/catalogue.db", Database::Access::read);
        CHECK(database.read_integer("SELECT count(*) FROM files WHERE gone") == 0);
        CHECK(database.read_integer("SELECT count(*) FROM files") == 3000);
    }
    CHECK(failed > 0);
    site.write_config("");
    CHECK(run_program(site.command({"scan", "--full"})).exit_code == 0);
}
