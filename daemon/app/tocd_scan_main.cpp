// tocd-scan: lists directories for tocd, one process per share. Answers jobs that come on a stream socket (descriptor 3,
// where both tocd and systemd's socket activation put it) with listing frames; see scan/frame_codec.hpp.
#include "base/error.hpp"
#include "base/log.hpp"
#include "scan/scanner_process.hpp"

#include <CLI/CLI.hpp>

#include <cstdlib>

int main(int argc, char** argv) {
    CLI::App program("Lists directories for tocd. It is started by tocd or by tocd-scan.socket, not by people.", "tocd-scan");
    int fd = 3;
    program.add_option("--fd", fd, "Descriptor of the connected stream socket")->check(CLI::Range(0, 1 << 20))->capture_default_str();
    program.set_version_flag("--version", "tocd-scan " TOCD_VERSION);
    CLI11_PARSE(program, argc, argv);

    const char* passed = std::getenv("LISTEN_FDS");
    if (passed != nullptr && std::string_view(passed) != "1") {
        tocd::log_error("scan", "LISTEN_FDS must be 1: tocd-scan.socket needs Accept=yes", {{"LISTEN_FDS", std::string_view(passed)}});
        return 2;
    }
    try {
        return tocd::run_scanner(fd);
    } catch (const tocd::Error& error) {
        tocd::log_error("scan", "cannot start", {{"reason", std::string_view(error.what())}});
        return 2;
    }
}
