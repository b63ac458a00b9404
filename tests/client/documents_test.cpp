// The manual page and the shell completion know the options that toc has, and no others.
#include "client/command_line.hpp"
#include "client/toc_site.hpp"
#include "search/query_keys.hpp"
#include "search/query_syntax.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

using namespace tocd;
using Names = std::set<std::string>;

namespace {

const std::vector<std::string> kCommands = {"find", "facets", "datasets", "export", "ls", "du", "stats", "changes", "shares", "scan", "changed"};

Names matches(const std::string& text, const char* pattern) {
    Names out;
    const std::regex expression(pattern);
    for (std::sregex_iterator i(text.begin(), text.end(), expression), end; i != end; ++i) out.insert((*i)[1]);
    return out;
}

// The long options that --help has rows of.
Names options_of(const std::string& command) {
    const std::string help = run_script("toc " + command + " --help", "").out;
    Names out;
    for (const std::string& line : split(help, '\n'))
        if (line.starts_with("  -") || line.starts_with("      -"))
            for (const std::string& name : matches(line.substr(0, line.find("  ", 6)), "(--[a-z-]+)")) out.insert(name);
    return out;
}

std::string manual() {
    std::ostringstream out;
    out << std::ifstream(TOC_SOURCE "/packaging/man/toc.1").rdbuf();
    return out.str();
}

Names completed(const std::string& words, const std::string& server) {
    const std::string script = "PATH=\"$(dirname '" TOC_BINARY "'):$PATH\"\n. '" TOC_SOURCE
                               "/packaging/completion/toc.bash'\n"
                               "COMP_WORDS=(" +
                               words +
                               ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_toc\n"
                               "printf '%s\\n' \"${COMPREPLY[@]}\"";
    Names out;
    for (const std::string& line : split(run_script(script, server).out, '\n'))
        if (!line.empty()) out.insert(line);
    return out;
}

// The same of zsh, whose compadd and compset only work in an editor: these say what would be offered, unquoted.
Names completed_by_zsh(const std::string& words, const std::string& server) {
    const std::string script = "PATH=\"$(dirname '" TOC_BINARY "'):$PATH\"\nexport PATH\nzsh -f <<'END'\n"
                               "compadd() { while [[ $1 == -S ]]; do shift 2; done; [[ $1 == -- ]] && shift; local w\n"
                               "for w; do [[ $w == \"${(Q)PREFIX}\"* ]] && print -r -- $w; done; return 0 }\n"
                               "compset() { PREFIX=${PREFIX##${~2}} }\n"
                               "words=(" +
                               words +
                               ")\nCURRENT=$#words\nPREFIX=${words[-1]}\n"
                               ". '" TOC_SOURCE "/packaging/completion/_toc'\nEND";
    Names out;
    for (const std::string& line : split(run_script(script, server).out, '\n'))
        if (!line.empty()) out.insert(line);
    return out;
}

}  // namespace

TEST_CASE("the manual page has every option of every command") {
    std::map<std::string, Names> sections;
    std::string section;
    for (const std::string& line : split(manual(), '\n')) {
        if (line.starts_with(".Ss ") || line.starts_with(".Sh ")) section = line.substr(4);
        if (line.starts_with(".It "))
            for (const std::string& name : matches(line, "Fl -([a-z-]+)")) sections[section].insert("--" + name);
    }
    const Names common = sections["Options of every command"];
    CHECK(common.size() == 10);
    for (const std::string& command : kCommands) {
        Names expected = sections["toc " + command];
        expected.insert(common.begin(), common.end());
        CHECK_MESSAGE(options_of(command) == expected, command);
    }
}

TEST_CASE("what the page of the query language says of command lines is what toc asks") {
    std::ifstream page(TOC_SOURCE "/packaging/docs/query.md");
    size_t rows = 0;
    for (std::string line; std::getline(page, line);) {
        const std::regex row("\\| `(toc find .*)` \\| `(.*)` \\|");
        std::smatch cells;
        if (!std::regex_match(line, cells, row)) continue;
        const std::string command = cells[1], query = cells[2];
        const std::vector<std::string> words = split(run_script("printf '%s\\0' " + command, "").out, '\0');
        std::vector<const char*> argv;
        for (const std::string& word : words) argv.push_back(word.c_str());
        const TocCommand parsed = parse_toc_command(static_cast<int>(argv.size()), argv.data());
        REQUIRE_MESSAGE(parsed.proceed, command);
        const auto asked = parse_query(std::get<FindRequest>(parsed.request).query, 0);
        REQUIRE_MESSAGE(std::holds_alternative<Query>(asked), command);
        CHECK(std::get<Query>(asked).text == query);
        ++rows;
    }
    CHECK(rows == 4);
}

TEST_CASE("the manual page is written without mistakes") {
    const std::string page = "'" TOC_SOURCE "/packaging/man/toc.1'";
    const TocResult lint = run_script("mandoc -T lint -W warning " + page, "");
    CHECK_MESSAGE(lint.exit_code == 0, lint.out << lint.err);
    const TocResult shown = run_script("mandoc -T utf8 -O width=100 " + page + " | sed 's/.\\x08//g'", "");
    CHECK(shown.out.find("toc scan --wait projects && start-job") != std::string::npos);
    CHECK(shown.out.find("xargs -0 cp -t /scratch --") != std::string::npos);
}

TEST_CASE("the usage line says which words a command wants and how many") {
    const auto usage = [](const std::string& command) { return run_script("toc " + command + " --help | grep ^Usage", "").out; };
    CHECK(usage("changed") == "Usage: toc changed [OPTION…] SHARE [PATH…]\n");
    CHECK(usage("changes") == "Usage: toc changes [OPTION…] [PATH]\n");
    CHECK(usage("ls") == "Usage: toc ls [OPTION…] [PATH…]\n");
}

TEST_CASE("completion knows the commands and every option of each") {
    CHECK(completed("toc ''", "") == Names(kCommands.begin(), kCommands.end()));
    CHECK(completed("toc f", "") == Names{"facets", "find"});
    CHECK(completed("toc --server x l", "") == Names{"ls"});
    CHECK(completed("toc --", "").count("--version") == 1);
    for (const std::string& command : kCommands)
        CHECK_MESSAGE(completed("toc " + command + " --", "") == options_of(command), command);
    CHECK(completed("toc find --min", "") == Names{"--min-size"});
    CHECK(completed("toc find --gone = a", "") == Names{"any"});
    CHECK(completed("toc stats --by o", "") == Names{"owner"});
    CHECK(completed("toc facets --by ext,o", "") == Names{"ext,owner"});
    CHECK(completed("toc datasets --sort o", "") == Names{"oldest"});
    CHECK(completed("toc du --sort -s", "") == Names{"-size"});
}

TEST_CASE("completion asks the daemon for shares and directories") {
    TocSite site;
    site.add_file("with space/inner/a.txt");
    site.add_file("with space/b.txt");
    site.serve();
    CHECK(completed("toc scan d", site.socket()) == Names{"data"});
    CHECK(completed("toc find --share ''", site.socket()) == Names{"data"});
    CHECK(completed("toc shares ''", site.socket()) == Names{"data"});
    CHECK(completed("toc ls ''", site.socket()) == Names{site.share() + "/"});
    CHECK(completed("toc ls /", site.socket()) == Names{site.share() + "/"});
    CHECK(completed("toc ls " + site.share().substr(0, site.share().size() - 1), site.socket()) ==
          Names{site.share() + "/"});
    CHECK(completed("toc du " + site.share() + "/w", site.socket()) == Names{site.share() + "/with space/"});
    CHECK(completed("toc find --under '" + site.share() + "/with space/'", site.socket()) ==
          Names{site.share() + "/with space/inner/"});
    const std::string words = "toc --server unix : '" + site.socket().substr(5) + "' shares ''";
    CHECK(completed(words, "http://127.0.0.1:1") == Names{"data"});
    CHECK(completed("toc shares ''", "http://127.0.0.1:1").empty());
}

TEST_CASE("completion knows the keys of the query language and what the daemon has for them") {
    Names keys = {"re:", "OR", "NOT"}, flags;
    for (const KeyRow& row : key_rows()) keys.insert(std::string(row.name) + ":");
    for (const FlagRow& row : flag_rows()) flags.insert(std::string(row.name));
    TocSite site;
    for (const char* name : {"a.h5", "b.hdf", "c.$(id)", "d.x y", "e"}) site.add_file(name);
    site.add_directory("deep");
    site.serve();
    // bash gives "ext:h" as three words, zsh as one.
    CHECK(completed("toc find ''", "") == keys);
    CHECK(completed("toc find -l ext : h5 si", "") == Names{"size:"});
    CHECK(completed("toc find is :", "") == flags);
    CHECK(completed("toc find is : gone,e", "") == Names{"gone,empty"});
    CHECK(completed("toc find ext : h", site.socket()) == Names{"h5", "hdf"});
    CHECK(completed("toc find ext : ", site.socket()) == Names{"h5", "hdf"});  // nothing that a shell would obey
    CHECK(completed("toc find type = h5,hd", site.socket()) == Names{"h5,hdf"});
    CHECK(completed("toc find share :", site.socket()) == Names{"data"});
    CHECK(completed("toc find owner :", site.socket()).size() == 1);
    CHECK(completed("toc find path : " + site.share() + "/d", site.socket()) == Names{site.share() + "/deep/"});
    CHECK(completed("toc find modified : 1", "") == Names{"1y.."});
    CHECK(completed("toc find name : ", site.socket()).empty());

    CHECK(completed_by_zsh("toc find ''", "") == keys);
    CHECK(completed_by_zsh("toc find si", "") == Names{"size:"});
    CHECK(completed_by_zsh("toc find is:", "") == flags);
    CHECK(completed_by_zsh("toc find is:gone,e", "") == Names{"empty"});
    CHECK(completed_by_zsh("toc find ext:h", site.socket()) == Names{"h5", "hdf"});
    CHECK(completed_by_zsh("toc find share:", site.socket()) == Names{"data"});
    CHECK(completed_by_zsh("toc find path:" + site.share() + "/d", site.socket()) == Names{site.share() + "/deep/"});
    CHECK(completed_by_zsh("toc find name:", site.socket()).empty());
}

TEST_CASE("completion asks the daemon for projects") {
    const TempDir folder;
    const std::string config = folder / "tocd.yaml", data = folder / "data";
    for (const char* directory : {"/weld/raw", "/laser", "/odd name"}) {
        std::filesystem::create_directories(data + directory);
        std::ofstream(data + directory + "/a") << "x";
    }
    std::ofstream(config) << "shares:\n  - {path: " << data << ", scan_at_start: true}\ncatalogue: {path: " << (folder / "catalogue.db")
                          << "}\nhttp: {listen: [\"127.0.0.1:0\"]}\nprojects:\n  - ^" << data << "/(?P<project>[^/]+)/\n";
    BackgroundProgram daemon({TOCD_BINARY, "--config", config});
    const std::string line = daemon.wait_for("serving url=");
    const std::string url = line.substr(line.find("url=") + 4);
    REQUIRE(run_script("toc scan --wait data && toc facets --by project", url).exit_code == 0);
    CHECK(completed("toc find project : ", url) == Names{"laser", "weld"});  // nothing that a shell would obey
    CHECK(completed("toc find project : laser,w", url) == Names{"laser,weld"});
    CHECK(completed("toc datasets --project l", url) == Names{"laser"});
    CHECK(completed_by_zsh("toc find project:w", url) == Names{"weld"});
    CHECK(completed_by_zsh("toc facets --project l", url) == Names{"laser"});
}

TEST_CASE("completion of zsh knows the same commands options shares and directories") {
    CHECK(completed_by_zsh("toc ''", "") == Names(kCommands.begin(), kCommands.end()));
    CHECK(completed_by_zsh("toc --server x l", "") == Names{"ls"});
    CHECK(completed_by_zsh("toc --", "").count("--version") == 1);
    for (const std::string& command : kCommands)
        CHECK_MESSAGE(completed_by_zsh("toc " + command + " --", "") == options_of(command), command);
    CHECK(completed_by_zsh("toc find --gone=a", "") == Names{"any"});
    CHECK(completed_by_zsh("toc stats --by o", "") == Names{"owner"});
    CHECK(completed_by_zsh("toc du --sort -s", "") == Names{"-size"});

    TocSite site;
    site.add_file("with space/inner/a.txt");
    site.serve();
    CHECK(completed_by_zsh("toc scan d", site.socket()) == Names{"data"});
    CHECK(completed_by_zsh("toc find --share ''", site.socket()) == Names{"data"});
    CHECK(completed_by_zsh("toc ls /", site.socket()) == Names{site.share() + "/"});
    CHECK(completed_by_zsh("toc du " + site.share() + "/w", site.socket()) == Names{site.share() + "/with space/"});
    CHECK(completed_by_zsh("toc find --under '" + site.share() + "/with space/'", site.socket()) ==
          Names{site.share() + "/with space/inner/"});
    CHECK(completed_by_zsh("toc --server " + site.socket() + " shares ''", "http://127.0.0.1:1") == Names{"data"});
    CHECK(completed_by_zsh("toc shares ''", "http://127.0.0.1:1").empty());
}
