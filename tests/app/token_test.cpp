// `tocd token`, and the real daemon that knows who asks by it.
#include "app/site.hpp"

#include <doctest/doctest.h>

#include <unistd.h>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

using namespace tocd;

namespace {

// Without the sentence on standard error.
std::string token_in(const ProgramResult& result) {
    const size_t at = result.output.find("tocd_");
    return at == std::string::npos ? std::string() : result.output.substr(at, result.output.find_first_of(" \n", at) - at);
}

}  // namespace

TEST_CASE("a token lets its bearer in and what access hides from him stays hidden until it is revoked") {
    const Site site;
    mkdir((site.share + "/secret").c_str(), 0755);
    write_file(site.share + "/secret/hush.dat", "x");
    site.write_config("", "  anonymous: none\naccess:\n  - path: " + site.share + "/secret\n    to: [\"token:board\"]\n");
    REQUIRE(run_program(site.command({"scan"})).exit_code == 0);
    BackgroundProgram daemon(site.command({}));
    const std::string url = url_of(daemon);
    const auto found = [&](const std::string& token) {
        return run_program({"env", "TOCD_TOKEN=" + token, TOC_BINARY, "--server", url, "find", "dat"});
    };
    if (geteuid() == 0) {  // the daemon's own account may all
        std::filesystem::copy_file(TOC_BINARY, site.folder / "toc");
        const ProgramResult stranger = run_program({"setpriv", "--reuid=4242", "--regid=4242", "--clear-groups", site.folder / "toc", "--server", url, "find", "dat"});
        CHECK(stranger.output.find("say who you are") != std::string::npos);
    }
    CHECK(found("tocd_wrong").output.find("this token is none") != std::string::npos);
    daemon.wait_for("audit: refused");

    const std::string ci = token_in(run_program(site.command({"token", "create", "ci", "--expires", "1h"})));
    const std::string board = token_in(run_program(site.command({"token", "create", "board"})));
    REQUIRE(ci.size() == 48);
    CHECK(found(ci).exit_code == 0);
    CHECK(found(ci).output.find("file0.dat") != std::string::npos);
    CHECK(found(ci).output.find("hush.dat") == std::string::npos);
    CHECK(found(board).output.find("hush.dat") != std::string::npos);

    const std::string list = run_program(site.command({"token", "list"})).output;
    CHECK(list.find("board") != std::string::npos);
    CHECK(list.find("viewer") != std::string::npos);
    CHECK(list.find(ci) == std::string::npos);
    CHECK(run_program(site.command({"token", "create", "ci"})).output.find("there is a token named ci already") != std::string::npos);
    const ProgramResult scan = run_program({"env", "TOCD_TOKEN=" + ci, TOC_BINARY, "--server", url, "scan", "data"});
    CHECK(scan.output.find("you may not start, stop or pause scans: it takes the role editor, and ci is viewer") != std::string::npos);

    CHECK(run_program(site.command({"token", "revoke", "ci"})).exit_code == 0);
    CHECK(run_program(site.command({"token", "revoke", "ci"})).exit_code == 1);
    CHECK(found(ci).output.find("this token is none") != std::string::npos);

    // Rules of access change without a new start.
    site.write_config("", "  anonymous: none\n");
    const std::string other = token_in(run_program(site.command({"token", "create", "other", "--under", site.share + "/sub"})));
    daemon.send(SIGHUP);
    daemon.wait_for("config: reloaded");
    CHECK(found(token_in(run_program(site.command({"token", "create", "new"})))).output.find("hush.dat") != std::string::npos);
    CHECK(found(other).output.find("file0.dat") != std::string::npos);
    CHECK(found(other).output.find("hush.dat") == std::string::npos);
}

TEST_CASE("a share that is taken out of the configuration is hidden from those who did not see all of it") {
    const Site site;
    mkdir((site.share + "/secret").c_str(), 0755);
    write_file(site.share + "/secret/hush.dat", "x");
    const std::string other = site.folder / "other", seen = site.folder / "seen";
    for (const std::string& path : {other, seen}) mkdir(path.c_str(), 0755);
    write_file(seen + "/file9.dat", "x");
    struct Share {
        std::string name, path;
    };
    const Share data{"data", site.share}, again{"again", site.share}, open{"seen", seen};
    const std::string rule = "access:\n  - {path: " + site.share + "/secret, to: [\"token:board\"]}\n";
    const auto configure = [&](std::initializer_list<Share> shares, const std::string& more) {
        std::string text;
        for (const Share& one : shares) text += "  - {name: " + one.name + ", path: " + one.path + ", scan_at_start: false}\n";
        site.write_shares(text, "  anonymous: none\n" + more);
    };
    configure({data, open}, rule);
    REQUIRE(run_program(site.command({"scan"})).exit_code == 0);
    const std::string ci = token_in(run_program(site.command({"token", "create", "ci"})));
    const std::string board = token_in(run_program(site.command({"token", "create", "board"})));
    // Which of "file0 hush file9" he finds.
    const auto finds = [&](const std::string& url, const std::string& token) {
        const std::string found = run_program({"env", "TOCD_TOKEN=" + token, TOC_BINARY, "--server", url, "find", "dat"}).output;
        std::string out;
        for (const char* name : {"file0", "hush", "file9"})
            if (found.find(name) != std::string::npos) out.append(out.empty() ? "" : " ").append(name);
        return out;
    };
    const auto reload = [](BackgroundProgram& daemon) {
        daemon.send(SIGHUP);
        daemon.wait_for("config: reloaded");
    };
    {
        BackgroundProgram daemon(site.command({}));
        const std::string url = url_of(daemon);
        CHECK(finds(url, ci) == "file0 file9");
        configure({open}, "");
        daemon.send(SIGHUP);
        CHECK(daemon.wait_for("no longer configured").find("shares=data") != std::string::npos);
        configure({open}, "publish:\n  - {name: all, format: sqlite, to: " + other + "}\n");
        daemon.send(SIGHUP);
        CHECK(daemon.wait_for("publish: ").find("also of what is hidden (share data)") != std::string::npos);
        CHECK(finds(url, ci) == "file9");
        CHECK(finds(url, board) == "file0 hush file9");
    }
    BackgroundProgram daemon(site.command({}));
    daemon.wait_for("no longer configured");
    const std::string url = url_of(daemon);
    CHECK(finds(url, ci) == "file9");
    // Whatever another share at its path says.
    configure({again, open}, "");
    reload(daemon);
    CHECK(finds(url, ci) == "file9");
    CHECK(finds(url, board) == "file0 hush file9");
    // The same name with another path is told.
    configure({{"data", other}, open}, "");
    daemon.send(SIGHUP);
    CHECK(daemon.wait_for("has another path than before").find("share=data") != std::string::npos);
    daemon.wait_for("config: reloaded");
    // It is there again, and nothing of it is hidden.
    configure({data, open}, "");
    reload(daemon);
    CHECK(finds(url, ci) == "file0 hush file9");
    configure({open}, "");
    reload(daemon);
    CHECK(finds(url, ci) == "file0 hush file9");
}

TEST_CASE("a share that was split and taken out is hidden as it was with what it had of the other one") {
    const Site site;
    mkdir((site.share + "/sub/secret").c_str(), 0755);
    write_file(site.share + "/sub/secret/hush.dat", "x");
    const std::string rule = "access:\n  - {path: " + site.share + "/sub/secret, to: []}\n";
    const std::string data = "  - {name: data, path: " + site.share + ", scan_at_start: false";
    site.write_shares(data + "}\n", "  anonymous: none\n" + rule);
    REQUIRE(run_program(site.command({"scan"})).exit_code == 0);
    const std::string ci = token_in(run_program(site.command({"token", "create", "ci"})));
    BackgroundProgram daemon(site.command({}));
    const std::string url = url_of(daemon);
    site.write_shares(data + ", exclude: [/sub/]}\n  - {name: sub, path: " + site.share + "/sub, scan_at_start: false}\n", "  anonymous: none\n" + rule);
    daemon.send(SIGHUP);
    daemon.wait_for("config: reloaded");
    site.write_shares("  []\n", "  anonymous: none\n");
    daemon.send(SIGHUP);
    CHECK(daemon.wait_for("no longer configured").find("shares=\"data, sub\"") != std::string::npos);
    daemon.wait_for("config: reloaded");
    CHECK(run_program({"env", "TOCD_TOKEN=" + ci, TOC_BINARY, "--server", url, "find", "dat"}).output.find("dat") == std::string::npos);
}

TEST_CASE("a reload that is refused is not taken with an earlier one that had to wait") {
    const Site site;
    const std::string rule = "access:\n  - {path: " + site.share + "/sub, to: []}\n";
    site.write_config("", rule);
    BackgroundProgram daemon(site.command({}));
    url_of(daemon);
    BackgroundProgram holder({"bash", "-c", "printf 'BEGIN IMMEDIATE;\n.shell echo held; sleep 2\n' | sqlite3 " + (site.folder / "state/catalogue.db")});
    holder.wait_for("held");
    daemon.send(SIGHUP);
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    site.write_shares("  []\n", "publish:\n  - {name: all, to: " + site.folder.path() + ", query: \"size>>x(\"}\n");
    daemon.send(SIGHUP);
    daemon.wait_for("config: not reloaded");
    CHECK(daemon.wait_for("config: reloaded").find("shares=1") != std::string::npos);
}

TEST_CASE("tocd token names what is wrong with its words and changes nothing then") {
    const Site site;
    const auto said = [&](std::initializer_list<std::string> words) { return run_program(site.command(words)).output; };
    CHECK(said({"token", "create", "A B"}).find("is no name") != std::string::npos);
    CHECK(said({"token", "create", "ci", "--role", "king"}).find("--role is viewer, editor or admin, got king") != std::string::npos);
    CHECK(said({"token", "create", "ci", "--share", "none"}).find("there is no share named none") != std::string::npos);
    CHECK(said({"token", "create", "ci", "--under", "sub"}).find("--under is an absolute path") != std::string::npos);
    CHECK(said({"token", "create", "ci", "--expires", "soon"}).find("--expires is a time") != std::string::npos);
    CHECK(said({"token", "list"}).empty());
}

TEST_CASE("tocd run refuses an address that others reach without a word on who may ask") {
    const Site site;
    const ProgramResult refused = run_program({TOCD_BINARY, "run", "--listen", "0.0.0.0:0", "--state", site.folder / "run", site.share});
    CHECK(refused.exit_code != 0);
    CHECK(refused.output.find("others reach this address") != std::string::npos);
    BackgroundProgram daemon({TOCD_BINARY, "run", "--listen", "0.0.0.0:0", "--anonymous", "read", "--state", site.folder / "run", site.share});
    daemon.wait_for("serving url=");
}
