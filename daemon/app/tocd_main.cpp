// tocd, the daemon and its commands. The program in four calls:
//   load_config()       config/     what the admin says
//   run_daemon()        app/        serve: http/ over catalogue/, scans by scan/
//   run_scan_command()  app/        one scan without HTTP
//   print_config() …    config/     what would hold
#include "app/command_line.hpp"
#include "app/daemon.hpp"
#include "app/explain_command.hpp"
#include "app/publication.hpp"
#include "app/scan_command.hpp"
#include "app/spare_memory.hpp"
#include "app/token_command.hpp"
#include "base/error.hpp"
#include "base/freed_memory.hpp"
#include "base/log.hpp"
#include "base/no_memory.hpp"
#include "config/load.hpp"
#include "config/print.hpp"
#include "config/reference.hpp"
#include "http/api_reference.hpp"
#include "http/openapi.hpp"

#include <csignal>
#include <cstdio>
#include <system_error>
#include <sys/resource.h>

namespace {

// Connections and directory handles need more than the 1024 of old programs that use select(2).
void raise_file_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

std::string reference_text(const std::string& which) {
    if (which == "config") return tocd::config_reference();
    if (which == "config-man") return tocd::config_man_page();
    if (which == "openapi") return tocd::openapi_document(tocd::all_routes()).dump(1) + "\n";
    return tocd::api_reference(tocd::all_routes());
}

// For RestartPreventExitStatus= of tocd.service: starting again meets the same mistake. EX_CONFIG of sysexits.h.
constexpr int kMistake = 78;

// The daemon of a configuration file.
int serve(const tocd::CommandLine& command, tocd::Config config) {
    try {
        return tocd::run_daemon({std::move(config), command.config_path, false});
    } catch (const tocd::Error& error) {
        if (error.kind() != tocd::ErrorKind::invalid_argument) throw;
        std::fprintf(stderr, "tocd: %s\n", error.what());  // such as a catalogue.path that is none
        return kMistake;
    }
}

int perform(const tocd::CommandLine& command) {
    using Action = tocd::CommandLine::Action;
    switch (command.action) {
        case Action::print_example: std::fputs(tocd::example_config().c_str(), stdout); return 0;
        case Action::print_schema: std::fputs(tocd::config_schema().c_str(), stdout); return 0;
        case Action::print_reference: std::fputs(reference_text(command.reference).c_str(), stdout); return 0;
        case Action::run_directories: return tocd::run_daemon({tocd::config_of_run(command), "", true});
        default: break;
    }
    tocd::Config config;
    try {
        config = tocd::load_config(command.config_path);
        tocd::check_publish_queries(config);
    } catch (const tocd::Error& error) {
        const bool serves = command.action == Action::serve, missing = error.kind() == tocd::ErrorKind::not_found;
        std::fprintf(stderr, "tocd: %s%s\n", error.what(), serves && missing ? "; without one: tocd run DIR…" : "");
        return serves ? kMistake : 1;
    }
    if (const auto level = tocd::log_level_named(config.log.level)) tocd::set_log_level(*level);
    switch (command.action) {
        case Action::check: std::printf("%s: ok, %zu shares\n", command.config_path.c_str(), config.shares.size()); return 0;
        case Action::print: std::fputs(tocd::print_config(config).c_str(), stdout); return 0;
        case Action::token: return tocd::run_token_command(config, command.token);
        case Action::explain: return tocd::run_explain_command(config, command.names);
        case Action::scan: return tocd::run_scan_command({std::move(config), command.names, command.full, command.accept_root});
        default: return serve(command, std::move(config));
    }
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a limit of a file's size is an error of that file, not the end of the daemon
    tocd::keep_freed_memory(16 << 20);
    tocd::keep_spare_memory();
    try {
        const auto command = tocd::parse_command_line(argc, argv);
        if (!command.proceed) return command.exit_code;
        raise_file_limit();
        return perform(command);
    } catch (const tocd::Error& error) {
        std::fprintf(stderr, "tocd: %s\n", error.what());
    } catch (const std::bad_alloc&) {
        std::fprintf(stderr, "tocd: %s\n", tocd::kNoMemory);
    } catch (const std::system_error& error) {
        std::fprintf(stderr, "tocd: cannot start a thread: %s (TasksMax=, MemoryMax=, ulimit -u, ulimit -v)\n", error.what());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "tocd: unexpected: %s\n", error.what());
    }
    return 1;
}
