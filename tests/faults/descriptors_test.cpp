// There are no file descriptors left: whoever is served goes on being served, others wait, scans say why they fail, and nothing is lost.
#include "app/site.hpp"
#include "catalogue/database.hpp"
#include "client/api_client.hpp"
#include "fault_site.hpp"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <sstream>
#include <thread>

using namespace tocd;
using Json = nlohmann::json;

namespace {

void allow_descriptors(pid_t pid, rlim_t count) {
    rlimit limit{};
    REQUIRE(prlimit(pid, RLIMIT_NOFILE, nullptr, &limit) == 0);
    limit.rlim_cur = count;
    REQUIRE(prlimit(pid, RLIMIT_NOFILE, &limit, nullptr) == 0);
}

// Clients that say nothing; closed at the end.
class Crowd {
public:
    explicit Crowd(const std::string& url, int clients) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        to.sin_port = htons(static_cast<uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
        for (int i = 0; i < clients; ++i) {
            fds_.push_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
            REQUIRE(connect(fds_.back(), reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
        }
    }
    ~Crowd() {
        for (const int fd : fds_) close(fd);
    }
    Crowd(const Crowd&) = delete;
    Crowd& operator=(const Crowd&) = delete;

private:
    std::vector<int> fds_;
};

int64_t files(ApiClient& client) {
    return Json::parse(client.get("/api/v1/files?count=true&limit=1"))["total"]["files"].get<int64_t>();
}

int64_t cpu_ms(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string text;
    std::getline(file, text);
    std::istringstream rest(text.substr(text.rfind(')') + 2));
    std::string skipped;
    for (int i = 0; i < 11; ++i) rest >> skipped;
    int64_t user = 0, system = 0;
    rest >> user >> system;
    return (user + system) * 1000 / sysconf(_SC_CLK_TCK);
}

size_t count_of(const std::string& text, const std::string& what) {
    size_t count = 0;
    for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
    return count;
}

}  // namespace

TEST_CASE("without any descriptor a daemon serves whom it has and others wait and a scan says why it fails") {
    const Site site(300);
    BackgroundProgram daemon(site.command({}));
    const std::string url = url_of(daemon);
    REQUIRE(run_program(site.command({"scan"})).exit_code == 0);
    ApiClient served(url);
    REQUIRE(files(served) == 300);

    allow_descriptors(daemon.pid(), 3);
    const int64_t before_ms = cpu_ms(daemon.pid());
    Crowd crowd(url, 20);
    daemon.wait_for("cannot accept connections");
    for (int i = 0; i < 30; ++i) {
        CHECK(files(served) == 300);
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    MESSAGE("1.5 s without descriptors took " << cpu_ms(daemon.pid()) - before_ms << " ms of processor time");
#ifdef __SANITIZE_ADDRESS__
    MESSAGE("not asked here: why a scan fails. UBSan makes a pipe to look at the type of an exception, and ends the daemon without one");
#else
    served.post("/api/v1/shares/data/scans", "{}");
    const std::string failed = daemon.wait_for("scan: failed");
    CHECK_MESSAGE(failed.find("Too many open files") != std::string::npos, failed);
#endif
    CHECK(files(served) == 300);

    allow_descriptors(daemon.pid(), 256);
    daemon.wait_for("accepts connections again");
    ApiClient late(url);
    CHECK(files(late) == 300);
    const ProgramResult again = run_program(site.command({"scan"}));
    CHECK_MESSAGE(again.exit_code == 0, again.output);
    CHECK(files(late) == 300);
    daemon.send(SIGTERM);
    const ProgramResult end = daemon.wait();
    CHECK(end.exit_code == 0);
    CHECK(count_of(end.output, "cannot accept connections") == 1);
    Database database(site.folder / "state/catalogue.db", Database::Access::read);
    CHECK(database.read_integer("SELECT count(*) FROM files WHERE gone") == 0);
}

TEST_CASE("idle connections that would take all descriptors give way to a request and leave some for a scan") {
    const Site site(300);
    BackgroundProgram daemon({"prlimit", "--nofile=64:64", TOCD_BINARY, "--config", site.config});
    const std::string url = url_of(daemon);
    {
        Crowd crowd(url, 200);
        const ProgramResult scan = run_program(site.command({"scan"}));
        CHECK_MESSAGE(scan.exit_code == 0, scan.output);
        ApiClient client(url);
        CHECK(files(client) == 300);
    }
    ApiClient client(url);
    CHECK(files(client) == 300);
    daemon.send(SIGTERM);
    CHECK(daemon.wait().exit_code == 0);
}

TEST_CASE("a limit of descriptors that is too low is a mistake that the daemon names when it starts") {
    const Site site;
    const ProgramResult result = run_program({"prlimit", "--nofile=20:20", TOCD_BINARY, "--config", site.config});
    CHECK(result.exit_code == 78);
    CHECK_MESSAGE(result.output.find("a limit of 20 file descriptors is too low, tocd needs 64") != std::string::npos, result.output);
}

TEST_CASE("a scanner with few descriptors lists what it can and nothing of the rest is gone") {
    FaultSite site;
    site.plant();
    for (int i = 0; i < 20; ++i) site.tree.add_file("more/" + std::to_string(i) + "/f.dat", 1);
    REQUIRE(site.scan().exit_code == 0);
    const std::string scanner = site.folder / "scanner";
    int incomplete = 0;
    for (int descriptors = 6; descriptors <= 24; ++descriptors) {
        CAPTURE(descriptors);
        write_file(scanner, "#!/bin/sh\nexec prlimit --nofile=" + std::to_string(descriptors) + ":" + std::to_string(descriptors) +
                                " " TOCD_SCAN_BINARY " \"$@\"\n");
        REQUIRE(chmod(scanner.c_str(), 0755) == 0);
        site.configure("", "scan:\n  scanner: " + scanner + "\n");
        const ProgramResult result = site.scan();
        INFO(result.output);
        CHECK(result.output.find("signal=11") == std::string::npos);
        if (result.exit_code != 0) {
            ++incomplete;
            CHECK(site.outcome() != "complete");
            if (site.outcome() == "incomplete") CHECK_MESSAGE(site.errors().find("Too many open files") != std::string::npos, site.errors());
        }
        CHECK(site.present() == 280);
        CHECK(site.rows() == 280);
    }
    CHECK(incomplete > 3);
    site.configure("");
    CHECK(site.scan().exit_code == 0);
    CHECK(site.outcome() == "complete");
    CHECK(site.present() == 280);
}
