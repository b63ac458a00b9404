// tocd-scan: lists directories for tocd, one process per scan. Answers jobs that come on a stream socket, which tocd
// or tocd-scan.socket hands over, with listing frames; see scan/frame_codec.hpp.
#include "base/confinement.hpp"
#include "base/error.hpp"
#include "base/freed_memory.hpp"
#include "base/log.hpp"
#include "base/priority.hpp"
#include "scan/scanner_connection.hpp"
#include "scan/scanner_process.hpp"

#include <CLI/CLI.hpp>
#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <string>

int main(int argc, char** argv) {
    tocd::keep_freed_memory(4 << 20);
    tocd::give_way(tocd::kScanning);
    CLI::App program("Lists directories for tocd. It is started by tocd or by tocd-scan.socket, not by people.",
                     "tocd-scan");
    std::optional<int> fd;
    std::string peer;
    program.add_option("--fd", fd, "Descriptor of the connected stream socket (default: the one that was handed over)")
        ->check(CLI::Range(0, 1 << 20));
    program.add_option("--peer", peer, "User who may ask, besides root and the one that this program runs as");
    program.set_version_flag("--version", "tocd-scan " TOCD_VERSION);
    CLI11_PARSE(program, argc, argv);
    const char* const receiver = std::getenv("LISTEN_PID");
    const bool by_systemd = receiver != nullptr && receiver == std::to_string(getpid());  // else its log is tocd's, which has said so
    try {
        const int connection = tocd::find_scanner_connection(fd);
        tocd::check_scanner_peer(connection, peer);
        tocd::confine({{"/dev/null"}, false}, tocd::CallsOf::scanner);
        if (by_systemd || !tocd::confinement().trouble.empty()) tocd::tell_confinement("scan");
        return tocd::run_scanner(connection);
    } catch (const tocd::Error& error) {
        tocd::log_error("scan", "cannot start", {{"reason", std::string_view(error.what())}});
        return 2;
    }
}
