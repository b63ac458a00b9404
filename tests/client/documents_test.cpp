// The manual page and the shell completion know the options that toc has, and no others.
#include "client/toc_site.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

using namespace tocd;
using Names = std::set<std::string>;

namespace {

const std::vector<std::string> kCommands = {"find", "ls", "du", "stats", "changes", "shares", "scan", "changed"};

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
                               "compset() { PREFIX=${PREFIX#*=} }\n"
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
    CHECK(completed("toc f", "") == Names{"find"});
    CHECK(completed("toc --server x l", "") == Names{"ls"});
    CHECK(completed("toc --", "").count("--version") == 1);
    for (const std::string& command : kCommands)
        CHECK_MESSAGE(completed("toc " + command + " --", "") == options_of(command), command);
    CHECK(completed("toc find --min", "") == Names{"--min-size"});
    CHECK(completed("toc find --gone = a", "") == Names{"any"});
    CHECK(completed("toc stats --by o", "") == Names{"owner"});
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
