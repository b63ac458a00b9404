// Who may ask the real daemon for what cannot be undone.
#include "app/site.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

using namespace tocd;

TEST_CASE("only root and the account of the daemon may accept a root and others are told who may") {
    const Site site;
    const std::string socket = "unix:" + (site.folder / "state/http.sock");
    BackgroundProgram daemon({TOCD_BINARY, "run", "--listen", "127.0.0.1:0", "--listen", socket, "--state", site.folder / "state", site.share});
    const std::string url = url_of(daemon);
    daemon.wait_for("outcome=complete");
    const std::string toc = site.folder / "toc";
    std::filesystem::copy_file(TOC_BINARY, toc);
    const auto ask = [&](std::vector<std::string> command, const std::string& server, const std::string& more) {
        command.insert(command.end(), {toc, "--server", server, "scan", "--wait", "share"});
        if (!more.empty()) command.push_back(more);
        return run_program(command);
    };
    CHECK(ask({}, socket, "--accept-root").exit_code == 0);
    CHECK(ask({}, url, "--accept-root").exit_code == 0);
    if (geteuid() != 0) return;  // nobody else can be had
    REQUIRE(chmod(socket.substr(5).c_str(), 0666) == 0);

    const std::vector<std::string> stranger = {"setpriv", "--reuid=4242", "--regid=4242", "--clear-groups"};
    for (const std::string& server : {socket, url}) {
        CAPTURE(server);
        CHECK(ask(stranger, server, "").exit_code == 0);  // anybody may have it scanned
        const ProgramResult refused = ask(stranger, server, "--accept-root");
        CHECK(refused.exit_code == 2);
        CHECK_MESSAGE(refused.output.find("you may not accept a root: ") != std::string::npos, refused.output);
        CHECK(refused.output.find("over loopback only its own account, root; try sudo toc scan --accept-root share") != std::string::npos);
    }
}

TEST_CASE("a daemon that cannot see who is in the admin group says so at its start and with each refusal") {
    if (geteuid() != 0 || run_program({"unshare", "--user", "--map-root-user", "true"}).exit_code != 0) return;  // no stranger, or no namespace
    const Site site;
    site.write_config("", "  admin_group: daemon\n");
    std::vector<std::string> command = {"unshare", "--user", "--map-root-user"};
    const std::vector<std::string> tocd = site.command({});
    command.insert(command.end(), tocd.begin(), tocd.end());
    BackgroundProgram daemon(command);
    const std::string url = url_of(daemon);
    CHECK(daemon.wait_for("PrivateUsers=no").find("group=daemon") != std::string::npos);
    std::filesystem::copy_file(TOC_BINARY, site.folder / "toc");
    const ProgramResult refused = run_program({"setpriv", "--reuid=4242", "--regid=1", "--clear-groups", site.folder / "toc", "--server", url, "scan",
                                               "--accept-root", "data"});
    CHECK(refused.exit_code == 2);
    CHECK_MESSAGE(refused.output.find("root and its own account (members of group daemon too, if its unit had PrivateUsers=no) may") != std::string::npos,
                  refused.output);
}
