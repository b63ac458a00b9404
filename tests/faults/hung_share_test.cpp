// A server that is gone: its share is given up and shown as stuck, everything else goes on, nothing piles up.
#include "client/api_client.hpp"
#include "fault_site.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

using namespace tocd;
using Json = nlohmann::json;

namespace {

bool is(const Question& q, Ask ask, std::string_view path) { return q.ask == ask && q.path == path; }

// Until `happened`, but not for ever.
template <class Happened>
void wait_until(Happened happened) {
    for (int i = 0; i < 3000 && !happened(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    REQUIRE(happened());
}

// Processes called tocd-scan whose parent is `pid`, zombies included.
int scanners_of(pid_t pid) {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        std::ifstream file(entry.path() / "stat");
        std::string text;
        std::getline(file, text);
        const size_t end = text.rfind(')');
        if (text.find("(tocd-scan)") == text.npos || end == text.npos) continue;
        if (text.substr(end + 4, text.find(' ', end + 4) - end - 4) == std::to_string(pid)) ++count;
    }
    return count;
}

Json share_of(ApiClient& client, const std::string& name) {
    const Json answer = Json::parse(client.get("/api/v1/shares"));
    for (const Json& share : answer.at("shares"))
        if (share.at("name") == name) return share;
    return {};
}

}  // namespace

TEST_CASE("a share that stops answering ends its scan after the deadline and loses nothing") {
    FaultSite site;
    site.plant();
    site.configure("", "scan:\n  stuck_after: 1s\n");
    REQUIRE(site.scan().exit_code == 0);
    SUBCASE("altogether") {
        site.tree.set_fault([&](const Question& q) {
            if (is(q, Ask::list, "a/deep")) site.tree.hang();
            return 0;
        });
    }
    SUBCASE("at one directory") { site.tree.hang_at("wide/file7"); }
    SUBCASE("at its root") { site.tree.hang(); }
    BackgroundProgram scan(site.command({"scan", "--full"}));
    wait_until([&] { return site.query("SELECT count(*) FROM scan WHERE outcome IN (3, 4)") == "1\n"; });
    CHECK(site.errors().find("the mount hangs") != std::string::npos);
    CHECK(site.present() == 260);
    site.tree.release();
    (void)scan.wait();
    CHECK(site.scan().exit_code == 0);
    CHECK(site.present() == 260);
}

TEST_CASE("a stuck share is shown as such and gets one scanner only and is scanned by itself when it answers again") {
    FaultSite site;
    site.plant();
    const std::string other = site.folder / "other";
    std::filesystem::create_directory(other);
    std::ofstream(other + "/file") << "x";
    site.configure("    scan_every: 1h\n  - name: other\n    path: " + other + "\n    scan_every: 0\n", "scan:\n  stuck_after: 1s\n  max_scans: 1\n");
    BackgroundProgram daemon(site.command({}));
    const std::string line = daemon.wait_for("serving url=");
    ApiClient client(line.substr(line.find("url=") + 4));
    const auto ask = [&](const char* share) { client.post("/api/v1/shares/" + std::string(share) + "/scans", "{}"); };
    const auto state = [&] { return share_of(client, "data").at("progress").at("state").get<std::string>(); };
    ask("data");
    wait_until([&] { return share_of(client, "data").at("files") == 260 && state() == "idle"; });

    site.tree.hang();
    ask("data");
    wait_until([&] { return state() == "stuck"; });
    CHECK(share_of(client, "data").at("progress").at("reason").get<std::string>().find("the mount hangs") != std::string::npos);
    CHECK(client.get("/metrics").find("tocd_scan_state{share=\"data\",state=\"stuck\"} 1") != std::string::npos);
    // The kernel keeps a process whose question the server has taken. Whoever asks hears so, and nothing is added.
    wait_until([&] {
        try {
            ask("data");
        } catch (const ApiError& error) {
            CHECK(error.kind() == ErrorKind::unavailable);
            return true;
        }
        return false;
    });
    CHECK(scanners_of(daemon.pid()) == 1);
    ask("other");
    wait_until([&] { return share_of(client, "other").at("files") == 1; });
    CHECK(state() == "stuck");
    CHECK(share_of(client, "data").at("files") == 260);

    site.tree.release();
    site.tree.add_file("new.dat");
    wait_until([&] { return share_of(client, "data").at("files") == 261; });
    CHECK(state() != "stuck");
    daemon.send(SIGTERM);
    CHECK(daemon.wait().exit_code == 0);
}

TEST_CASE("a directory that takes longer than the deadline is slow and not stuck") {
    MountOptions slow;
    slow.latency = std::chrono::milliseconds(10);
    FaultSite site(slow);
    for (int i = 0; i < 150; ++i) site.tree.add_file("wide/file" + std::to_string(i));
    site.configure("    threads: 1\n", "scan:\n  stuck_after: 1s\n");
    const ProgramResult result = site.scan();
    CHECK_MESSAGE(result.exit_code == 0, result.output);
    CHECK(site.present() == 150);
}

TEST_CASE("entries a second are limited and a limit far below the deadline's is not taken for a hung share") {
    FaultSite site;
    site.plant();
    site.configure("    max_entries_per_second: 100\n", "scan:\n  stuck_after: 1s\n");
    const ProgramResult result = site.scan();
    CHECK_MESSAGE(result.exit_code == 0, result.output);
    CHECK(site.present() == 260);
}
