#include "app/command_line.hpp"

#include "base/error.hpp"
#include "config/check.hpp"
#include "config/directories.hpp"

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <filesystem>

namespace tocd {
namespace {

constexpr const char* kRunListen = "127.0.0.1:8080";

std::string default_state() {
    if (const char* state = std::getenv("XDG_STATE_HOME"); state != nullptr && state[0] == '/') return std::string(state) + "/tocd";
    if (const char* home = std::getenv("HOME"); home != nullptr && home[0] == '/') return std::string(home) + "/.local/state/tocd";
    throw Error(ErrorKind::invalid_argument, "neither XDG_STATE_HOME nor HOME is set: say --state DIR");
}

// Absolute and without symlinks as far as it exists.
std::string real_path(const std::string& path) {
    std::error_code error;
    const auto real = std::filesystem::weakly_canonical(std::filesystem::absolute(path), error);
    if (error) throw error_from_errno(ErrorKind::not_found, "cannot use directory", path, error.value());
    return real.string();
}

}  // namespace

CommandLine parse_command_line(int argc, const char* const* argv) {
    CommandLine out;
    CLI::App app{"tocd: a table of contents for dark data.\nWithout a command it serves as its configuration says, in the foreground.", "tocd"};
    app.set_version_flag("--version", std::string("tocd ") + TOCD_VERSION);
    app.add_option("-c,--config", out.config_path, "Configuration file, YAML or JSON")->capture_default_str();
    bool check = false, print = false, example = false, schema = false;
    app.add_flag("--check-config", check, "Check the configuration and exit");
    app.add_flag("--print-config", print, "Print the configuration with all defaults and exit");
    app.add_flag("--example-config", example, "Print a commented example and exit");
    app.add_flag("--config-schema", schema, "Print the JSON Schema of the configuration and exit");
    app.add_option("--reference", out.reference, "Print a reference and exit: config or api (Markdown), openapi (OpenAPI 3.1), config-man (tocd.yaml.5)")
        ->check(CLI::IsMember({"config", "config-man", "api", "openapi"}));

    CLI::App* run = app.add_subcommand("run", "Scan directories and serve them, without a configuration file");
    run->add_option("DIR", out.names, "Directories")->required();
    run->add_option("--listen", out.listen, "host:port, [v6]:port or unix:/path; again for more (default " + std::string(kRunListen) + ")");
    run->add_option("--state", out.state, "Folder of the catalogue (default $XDG_STATE_HOME/tocd)");

    run->add_option("--anonymous", out.anonymous, "Who may ask without a token: local (this machine, the default), read (everybody reads), none")
        ->check(CLI::IsMember({"local", "read", "none"}));

    CLI::App* token = app.add_subcommand("token", "Tokens, by which programs and browsers say who they are; a running daemon knows of changes at once");
    token->add_option("-c,--config", out.config_path, "Configuration file")->capture_default_str();
    token->require_subcommand(1);
    CLI::App* create = token->add_subcommand("create", "Make a token, and print it this once");
    create->add_option("NAME", out.token.name, "What it is called: access rules name it as token:NAME")->required();
    create->add_option("--role", out.token.role, "viewer reads, editor starts and stops scans too, admin does all and sees all")->capture_default_str();
    create->add_option("--share", out.token.shares, "For this share alone; again for more");
    create->add_option("--under", out.token.paths, "For this path and what is below alone; again for more")->type_name("PATH");
    create->add_option("--expires", out.token.expires, "Its time, such as 12h or 90d; 0: for ever")->capture_default_str();
    CLI::App* list = token->add_subcommand("list", "All tokens: name, role, times, and what they are for");
    CLI::App* revoke = token->add_subcommand("revoke", "Make a token mean nothing from now on, and end the sessions of browsers that logged in with it");
    revoke->add_option("NAME", out.token.name, "Its name")->required();
    for (CLI::App* one : {create, list, revoke}) one->fallthrough();  // --config may stand behind them

    CLI::App* scan = app.add_subcommand("scan", "Scan once; by the daemon, when one holds the catalogue. Exit 0: complete, 3: not, 1: refused");
    scan->add_option("-c,--config", out.config_path, "Configuration file")->capture_default_str();
    scan->add_option("SHARE", out.names, "Names of shares (default: all)");
    scan->add_flag("--full", out.full, "List every directory and look at every file; without it only directories whose times have changed");
    scan->add_flag("--accept-root", out.accept_root, "The share's root was exchanged or emptied on purpose");
    std::vector<std::string> explained;
    scan->add_option("--explain", explained, "Scan nothing: say why these paths are in their share or left out. Exit 1: one is left out")
        ->type_name("PATH");
    app.require_subcommand(0, 1);
    app.failure_message([](const CLI::App*, const CLI::Error& error) { return std::string("tocd: ") + error.what() + "\nSee: tocd --help\n"; });
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        out.proceed = false;
        out.exit_code = app.exit(error) == 0 ? 0 : 2;
        return out;
    }
    if (run->parsed()) out.action = CommandLine::Action::run_directories;
    else if (token->parsed()) {
        out.action = CommandLine::Action::token;
        out.token.verb = create->parsed() ? TokenCommand::Verb::create : list->parsed() ? TokenCommand::Verb::list : TokenCommand::Verb::revoke;
    } else if (!explained.empty()) {
        out.action = CommandLine::Action::explain;
        out.names = explained;
    } else if (scan->parsed()) out.action = CommandLine::Action::scan;
    else if (check) out.action = CommandLine::Action::check;
    else if (print) out.action = CommandLine::Action::print;
    else if (example) out.action = CommandLine::Action::print_example;
    else if (schema) out.action = CommandLine::Action::print_schema;
    else if (!out.reference.empty()) out.action = CommandLine::Action::print_reference;
    return out;
}

Config config_of_run(const CommandLine& command) {
    const std::string state = real_path(command.state.empty() ? default_state() : command.state);
    Config config = config_for_directories(command.names, state + "/catalogue.db");
    config.http.listen = command.listen.empty() ? std::vector<std::string>{kRunListen} : command.listen;
    if (!command.anonymous.empty()) config.http.anonymous = command.anonymous;
    check_config(config);
    return config;
}

}  // namespace tocd
