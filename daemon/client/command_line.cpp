#include "client/command_line.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "client/find_options.hpp"
#include "client/help_text.hpp"
#include "client/path_argument.hpp"
#include "client/query_words.hpp"
#include "client/shown_text.hpp"
#include "client/terminal.hpp"

#include <unistd.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>

namespace tocd {
namespace {

constexpr const char* kAbout =
    "toc asks a tocd daemon what is on the shares that it knows: the names, sizes, times and owners of all files.\n"
    "On a terminal it writes aligned tables; in a pipe the exact bytes of one path, or one row, a line.";
constexpr const char* kFooter =
    "Where the daemon answers: --server, else $TOCD_SERVER, else /run/tocd/tocd.sock, else http://127.0.0.1:8080.\n"
    "Exit code: 0 something was found, 1 nothing was, 2 trouble, also with one of several paths; scan --wait: 0 complete, 1 refused, 3 incomplete;\n"
    "changes: 3 when the history does not reach back to the clock.\n"
    "toc COMMAND --help and toc(1) say more.";

// What every command has.
struct Common {
    std::string server, color = "auto";
    double timeout_seconds = 60;
    bool table = false, plain = false, csv = false, json = false, nul = false, quiet = false;
};

void add_common(CLI::App& app, Common& common) {
    const auto add = [&](CLI::Option* option, const char* group) {
        option->group(group);
        return option;
    };
    add(app.add_flag("--json", common.json, "One JSON document a line, with the API's keys"), "Output");
    add(app.add_flag("--csv", common.csv, "CSV with a header line (RFC 4180)"), "Output");
    add(app.add_flag("--table", common.table, "As on a terminal, also in a pipe"), "Output");
    add(app.add_flag("--plain", common.plain, "As in a pipe, also on a terminal"), "Output");
    add(app.add_flag("-0,--null", common.nul, "As in a pipe, with a NUL instead of a line end (for xargs -0)"),
        "Output");
    add(app.add_flag("--color{always}", common.color, "auto, always or never; $NO_COLOR makes auto never"), "Output")
        ->type_name("[=WHEN]");
    add(app.add_flag("-q,--quiet", common.quiet, "Say nothing of what may be missing"), "Output");
    add(app.add_option("--server", common.server, "http://host:port, https://host or unix:/path of the daemon"),
        "Connection")
        ->type_name("ADDRESS");
    add(app.add_option("--timeout", common.timeout_seconds,
                       "Wait at most this long for a connection, and for the next piece of an answer"),
        "Connection")
        ->type_name("SECONDS")
        ->capture_default_str();
}

void check_choice(const char* option, const std::string& value, const std::vector<std::string>& choices) {
    if (std::find(choices.begin(), choices.end(), value) != choices.end()) return;
    std::string all;
    for (const std::string& choice : choices)
        all += (all.empty() ? "" : choice == choices.back() ? " or " : ", ") + choice;
    throw Error(ErrorKind::invalid_argument, std::string(option) + " is " + all + ", not " + value);
}

Look look_of(const Common& common) {
    if (common.table + common.plain + common.csv + common.json > 1)
        throw Error(ErrorKind::invalid_argument, "only one of --table, --plain, --csv and --json makes sense");
    if (common.nul && (common.table || common.csv || common.json))
        throw Error(ErrorKind::invalid_argument, "-0 makes no sense with --table, --csv and --json");
    check_choice("--color", common.color, {"auto", "always", "never"});
    Look look;
    look.terminal = isatty(STDOUT_FILENO) == 1;
    look.format = common.json                                                       ? OutputFormat::json
                  : common.csv                                                      ? OutputFormat::csv
                  : common.table || (look.terminal && !common.plain && !common.nul) ? OutputFormat::table
                                                                                    : OutputFormat::plain;
    look.nul = common.nul;
    look.colour = look.format == OutputFormat::table &&
                  (common.color == "always" || (common.color == "auto" && wants_colour(STDOUT_FILENO)));
    return look;
}

std::chrono::milliseconds patience_of(const Common& common) {
    if (!std::isfinite(common.timeout_seconds) || common.timeout_seconds < 0.001 || common.timeout_seconds > 1e6)
        throw Error(ErrorKind::invalid_argument, "--timeout is a number of seconds from 0.001 to 1000000");
    return std::chrono::milliseconds(std::llround(common.timeout_seconds * 1000));
}

std::vector<std::string> absolute_paths(const std::vector<std::string>& words) {
    std::vector<std::string> out;
    out.reserve(words.size());
    for (const std::string& word : words) out.push_back(absolute_path(word));
    return out;
}

// The slash at the end, which says that it is a directory, stays.
std::vector<std::string> explained_paths(const std::vector<std::string>& words) {
    std::vector<std::string> out = absolute_paths(words);
    for (size_t i = 0; i < words.size(); ++i)
        if (words[i].ends_with('/') && !out[i].ends_with('/')) out[i] += '/';
    return out;
}

// The nearest command or option to a word that is none.
std::string meant_instead(const CLI::App& app, const std::string& word) {
    std::vector<std::string> known;
    if (!word.starts_with('-')) {
        for (const CLI::App* command : app.get_subcommands({})) known.push_back(command->get_name());
    } else {
        const auto chosen = app.get_subcommands();
        const CLI::App& command = chosen.empty() ? app : *chosen.front();
        for (const CLI::Option* option : command.get_options())
            for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
    }
    const auto near = nearest(word.substr(0, std::min<size_t>(word.find('='), 64)), known);
    return near ? "; did you mean " + *near + "?" : "";
}

// "-tmp" after `toc find`, as the query language has it.
bool is_unwanted_word(const CLI::App& app, const std::string& word) {
    return (app.got_subcommand("find") || app.got_subcommand("facets") || app.got_subcommand("datasets")) && word.size() > 2 && word[0] == '-' && word[1] != '-';
}

int explain(const CLI::App& app, const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::string message = error.what();
    const std::vector<std::string> extra = app.remaining(true);
    const bool command = !app.get_subcommands().empty();
    if (!extra.empty())
        message = (extra[0].starts_with('-') ? "there is no option "
                   : command                 ? "there is one word too many: "
                                             : "there is no command ") +
                  extra[0] + (extra[0].starts_with('-') || !command ? meant_instead(app, extra[0]) : "") +
                  (is_unwanted_word(app, extra[0]) ? "; to leave out what holds " + extra[0].substr(1) + ", say NOT " + extra[0].substr(1) : "");
    else if (message.starts_with("Could not convert: "))
        message = message.substr(message.find("--")) + " is not a number";
    else if (!command)
        message = "say what to do: find, facets, datasets, export, ls, du, stats, changes, shares, scan or changed";
    std::fprintf(stderr, "toc: %s\nSee: toc%s%s --help\n", safe_message(message).c_str(), command ? " " : "",
                 command ? app.get_subcommands().front()->get_name().c_str() : "");
    return kTrouble;
}

}  // namespace

TocCommand parse_toc_command(int argc, const char* const* argv) {
    TocCommand out;
    Common common;
    CLI::App app{kAbout, "toc"};
    app.set_version_flag("--version", std::string("toc ") + TOCD_VERSION);
    app.formatter(help_formatter());
    app.footer(kFooter);
    app.require_subcommand(1);
    add_common(app, common);

    FindWords find, facet_words, dataset_words;
    FacetsRequest facets;
    DatasetsRequest datasets;
    ExportRequest export_request;
    std::vector<std::string> export_words;
    ListRequest list;
    UsageRequest usage;
    StatsRequest stats;
    ChangesRequest changes;
    TocCommand::Shares shares;
    ScanRequest scan;
    ChangedRequest changed;
    bool total_only = false, explain_path = false;
    stats.sort = "size";

    CLI::App* find_app = app.add_subcommand("find", "Find files by words of their path, extension, size, time, owner");
    add_find_options(*find_app, find);

    CLI::App* facets_app = app.add_subcommand("facets", "What files are: how many, and how large, by extension, owner, age, …");
    add_filter_options(*facets_app, facet_words);
    facets_app->add_option("--by", facets.by, "ext, owner, group, share, project, size, age, year, directory: any of them (default: ext,owner,share,size,age)")
        ->type_name("GROUP,…")
        ->delimiter(',')
        ->allow_extra_args(false);
    facets_app->add_option("-s,--sort", facets.sort, "files or size: what the first values have most of")->type_name("KEY")->capture_default_str();
    facets_app->add_option("-n,--limit", facets.limit, "Values of each group, at most 1000")->type_name("COUNT")->capture_default_str();

    CLI::App* datasets_app = app.add_subcommand("datasets", "Directories that hold such files, or are called so: of what types, from when, whose");
    add_filter_options(*datasets_app, dataset_words);
    datasets_app->add_option("-s,--sort", datasets.sort, "relevance (those that are called so first), files, size, newest, oldest, name or path; -KEY for descending")
        ->type_name("KEY")
        ->capture_default_str();
    datasets_app->add_option("-n,--limit", datasets.limit, "At most this many directories")->type_name("COUNT")->capture_default_str();
    datasets_app->add_flag("-l,--long", datasets.long_listing, "In a pipe all columns instead of paths")->group("Output");

    CLI::App* export_app = app.add_subcommand("export", "The table of contents as a file: CSV, NDJSON or SQLite");
    export_app->add_option("QUERY", export_words, "Only files that match, in the query language: as the words of find (default: all)");
    export_app->add_option("-f,--format", export_request.format, "csv, ndjson, paths0, or sqlite: the whole catalogue, for admins")
        ->type_name("FORMAT")
        ->capture_default_str();
    export_app->add_option("-o,--output", export_request.file, "Into this file, which is replaced when all has come (default: standard output)")
        ->type_name("FILE");
    export_app->add_option("-s,--sort", export_request.sort, "Order, as of find (default: that of the catalogue, the fastest)")->type_name("KEY");

    CLI::App* list_app = app.add_subcommand("ls", "What is in a directory, with the sizes of everything below");
    list_app->add_option("PATH", list.paths, "Directories, or files (default: the roots of all shares)");
    list_app->add_flag("-l,--long", list.long_listing, "Owner and group too; in a pipe all columns instead of paths")
        ->group("Output");
    list_app->add_option("-s,--sort", list.sort, "name, size, files or modified; -KEY for descending")
        ->type_name("KEY")
        ->capture_default_str();
    list_app->add_flag("--gone{yes}", list.gone, "Only what is gone; --gone=any: that and what is there")
        ->type_name("[=any]");

    CLI::App* usage_app = app.add_subcommand("du", "How much lies below directories");
    usage_app->add_option("PATH", usage.paths, "Directories (default: the roots of all shares)");
    usage_app->add_option("-d,--depth", usage.depth, "Also of the directories in it, this many levels deep")
        ->type_name("LEVELS")
        ->capture_default_str();
    usage_app->add_flag("--summarize", total_only, "Only of PATH itself, as -d 0");
    usage_app->add_option("-s,--sort", usage.sort, "name, size, files or modified; -KEY for descending")
        ->type_name("KEY")
        ->capture_default_str();
    usage_app->add_flag("--allocated", usage.allocated, "Bytes on disk instead of lengths of files");

    CLI::App* stats_app = app.add_subcommand("stats", "Totals, and the extensions, owners and directories with most");
    stats_app->add_option("--by", stats.by, "Only one list: ext, owner or directory; or how scans went: slow, large or unreadable directories, coverage")
        ->type_name("GROUP");
    stats_app->add_option("--share", stats.share, "Only of this share")->type_name("SHARE");
    stats_app->add_option("-s,--sort", stats.sort, "size or files")->type_name("KEY")->capture_default_str();
    stats_app->add_option("-n,--top", stats.top, "Rows of each list, at most 100")
        ->type_name("COUNT")
        ->capture_default_str();

    CLI::App* changes_app = app.add_subcommand("changes", "What scans found added, changed, moved and gone");
    changes_app->add_option("PATH", changes.path, "Only what concerns this directory or file, and all below it");
    changes_app->add_option("--since", changes.since, "What came behind this clock, as an earlier run gave it (default: all that is kept)")
        ->type_name("CLOCK");
    changes_app->add_option("--share", changes.share, "Only of this share")->type_name("SHARE");
    changes_app->add_flag("-f,--follow", changes.follow, "Go on with what is found from now on, until interrupted");

    CLI::App* shares_app = app.add_subcommand("shares", "The shares, what is known of them, and their scans");
    shares_app->add_option("SHARE", shares.names, "Only these");

    CLI::App* scan_app = app.add_subcommand("scan", "Scan shares now");
    scan_app->add_option("SHARE", scan.words,
                         "Names of shares (default: all), or directories in them, of which all below is looked at, or directories above shares");
    scan_app->add_flag("--full", scan.full, "Look at every file, not only for names in directories whose times have changed");
    scan_app->add_flag("-w,--wait,--follow", scan.wait,
                       "Wait for the end and say what came out. Exit code 0: complete, 1: refused, 3: incomplete");
    scan_app->add_flag("--stop", scan.stop, "Stop their scans instead; what was found stays");
    scan_app->add_flag("--accept-root", scan.accept_root, "The root of the share was exchanged or emptied on purpose");
    scan_app->add_flag("--pause", scan.pause, "Hold their scans, and start none, until --resume or the daemon's end");
    scan_app->add_flag("--resume", scan.resume, "Let their scans go on");
    scan_app->add_flag("--confirm", scan.confirm, "Scan nothing: the removals that the shares hold, since they were too many at once, are right");
    scan_app->add_flag("--explain", explain_path, "Scan nothing: say why the paths are in their share or left out");

    CLI::App* changed_app = app.add_subcommand("changed", "Have directories scanned in which somebody knows that something changed");
    changed_app->add_option("SHARE", changed.share, "Name of the share")->required();
    changed_app->add_option("PATH", changed.paths,
                            "What changed: files or directories, absolute or below the working directory. Without any they come on "
                            "standard input, one a line or with -0 each with a NUL behind it, absolute or relative to the share");
    for (CLI::App* command : app.get_subcommands({})) add_common(*command, common);

    // "toc help", "toc help find" as many know it of other programs.
    std::vector<const char*> words(argv, argv + argc);
    if (argc > 1 && std::string_view(argv[1]) == "help") {
        words.erase(words.begin() + 1);
        words.push_back("--help");
    }
    try {
        app.parse(static_cast<int>(words.size()), words.data());
    } catch (const CLI::ParseError& error) {
        out.proceed = false;
        out.exit_code = explain(app, error);
        return out;
    }
    out.look = look_of(common);
    out.patience = patience_of(common);
    out.server = common.server;
    out.quiet = common.quiet;
    list.paths = absolute_paths(list.paths);
    usage.paths = absolute_paths(usage.paths);
    if (!changes.path.empty()) changes.path = absolute_path(changes.path);
    changed.paths = absolute_paths(changed.paths);
    if (total_only) usage.depth = 0;
    if (usage.depth < 0) throw Error(ErrorKind::invalid_argument, "--depth is a number of levels from 0 on");
    if (!stats.by.empty()) check_choice("--by", stats.by, {"ext", "owner", "directory", "slow", "large", "unreadable", "coverage"});
    check_choice("--sort", stats.sort, {"size", "files"});
    check_choice("--sort", facets.sort, {"files", "size"});
    if (datasets.limit < 1) throw Error(ErrorKind::invalid_argument, "--limit is a number from 1 on");
    if (scan.stop && (scan.wait || scan.accept_root))
        throw Error(ErrorKind::invalid_argument, "--stop makes no sense with --wait and --accept-root");
    if (scan.stop + scan.pause + scan.resume + scan.confirm + explain_path + (scan.wait || scan.accept_root || scan.full) > 1)
        throw Error(ErrorKind::invalid_argument,
                    "only one of --stop, --pause, --resume, --confirm and --explain makes sense, and no scan with them");
    if (scan.confirm && scan.words.empty()) throw Error(ErrorKind::invalid_argument, "--confirm wants the names of shares");
    if (explain_path && scan.words.empty()) throw Error(ErrorKind::invalid_argument, "--explain wants paths");
    export_request.query = joined_query(export_words, "");
    if (find_app->parsed())
        out.request = request_of(find);
    else if (facets_app->parsed()) {
        facets.files = request_of(facet_words);
        out.request = facets;
    } else if (datasets_app->parsed()) {
        datasets.files = request_of(dataset_words);
        out.request = datasets;
    } else if (export_app->parsed())
        out.request = export_request;
    else if (list_app->parsed())
        out.request = list;
    else if (usage_app->parsed())
        out.request = usage;
    else if (stats_app->parsed())
        out.request = stats;
    else if (changes_app->parsed())
        out.request = changes;
    else if (changed_app->parsed())
        out.request = changed;
    else if (shares_app->parsed())
        out.request = shares;
    else if (explain_path)
        out.request = ExplainRequest{explained_paths(scan.words)};
    else
        out.request = scan;
    return out;
}

}  // namespace tocd
