#include "client/find_options.hpp"
#include "client/toc_site.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

using namespace tocd;
using Names = std::vector<std::string>;

namespace {

Names sorted(Names names) {
    std::sort(names.begin(), names.end());
    return names;
}

const Names kOddNames = {
    "new\nline",           "\xff\xfe.bin", "-dash",         " lead and trail ", "it's \"quoted\"", "esc\x1b[31mred",
    "exe.\xe2\x80\xaetxt", "back\\slash",  "$(touch gone)", "tab\there",        "gr\xc3\xbcn",     "*?[x]"};

struct OddSite : TocSite {
    OddSite() {
        for (const std::string& name : kOddNames) {
            add_file("odd \xff\ndirectory/" + name);
            paths.push_back(share() + "/odd \xff\ndirectory/" + name);
        }
        serve();
    }
    Names paths;
};

struct MixedSite : TocSite {
    MixedSite() {
        add_file("a/small.txt", 10, "2020-01-01 UTC");
        add_file("a/big.DAT", 5000, "2021-01-01 UTC");
        add_file("b/data.h5", 2048, "2022-01-01 UTC");
        add_file("b/deep/Data.txt", 100, "2023-01-01 UTC");
        add_file("b/noext", 0, "2024-01-01 UTC");
        serve();
    }
    [[nodiscard]] Names found(const std::string& words) const {
        Names names;
        for (const std::string& path : split(toc("find " + words).out, '\n'))
            names.push_back(path.substr(path.rfind('/') + 1));
        return names;
    }
};

}  // namespace

TEST_CASE("toc find gives the exact bytes of odd names to xargs -0") {
    const OddSite site;
    const TocResult found = site.toc("find -0");
    CHECK(found.exit_code == 0);
    CHECK(found.err.empty());
    CHECK(sorted(split(found.out, '\0')) == sorted(site.paths));

    const TocResult counted = site.script("toc find -0 | xargs -0 -n1 stat -c %s -- | sort | uniq -c");
    CHECK_MESSAGE(counted.out == "     12 1\n", counted.out << counted.err);
}

TEST_CASE("toc find in a pipe writes the exact bytes of a path and a line end") {
    const OddSite site;
    std::string all;
    for (const std::string& path : site.paths) all += path + "\n";
    const std::string out = site.toc("find").out;
    CHECK(out.size() == all.size());
    for (const std::string& path : site.paths) CHECK(out.find(path + "\n") != std::string::npos);
    CHECK(site.toc("find --plain").out == out);
}

TEST_CASE("toc find on a terminal shows odd names harmless and as bash reads them back") {
    const OddSite site;
    const std::string shown = site.on_terminal("find --color=never");
    CHECK(shown.find('\x1b') == std::string::npos);
    CHECK(shown.find('\t') == std::string::npos);
    CHECK(shown.find("\xe2\x80\xae") == std::string::npos);
    CHECK(shown.find("12 files, 12 B; as of ") != std::string::npos);
    Names words;
    for (const std::string& line : split(shown, '\n'))
        if (line.starts_with("$'/")) words.push_back(line);
    REQUIRE(words.size() == 12);
    std::string script = "export LC_ALL=C.UTF-8\n";
    for (const std::string& word : words) script += "printf '%s\\0' " + word + "\n";
    CHECK(sorted(split(site.script(script).out, '\0')) == sorted(site.paths));

    for (const char* words_of :
         {"find -l --color=never", "find --json", "find --csv", "ls --color=never", "du --color=never"}) {
        const std::string other = site.on_terminal(words_of);
        CHECK(other.find('\x1b') == std::string::npos);
        CHECK(other.find("\xe2\x80\xae") == std::string::npos);
        CHECK(other.find("\\r") == std::string::npos);
    }
    for (const std::string& line : split(site.on_terminal("find --json"), '\n')) CHECK(nlohmann::json::accept(line));
}

TEST_CASE("colours only on a terminal and not against the wish of its owner") {
    const OddSite site;
    const std::string in_colour = "\x1b[1;34m";
    CHECK(site.toc("find").out.find(in_colour) == std::string::npos);
    const auto shown = [&](const std::string& before, const std::string& words) {
        return site.script(before + " script -qec '\"" TOC_BINARY "\" ls " + words + "' /dev/null").out;
    };
    CHECK(shown("TERM=xterm", "").find(in_colour) != std::string::npos);
    CHECK(shown("TERM=xterm NO_COLOR=1", "").find('\x1b') == std::string::npos);
    CHECK(shown("TERM=dumb", "").find('\x1b') == std::string::npos);
    CHECK(shown("TERM=xterm", "--color=never").find('\x1b') == std::string::npos);
    CHECK(shown("TERM=xterm NO_COLOR=1", "--color").find(in_colour) != std::string::npos);
    CHECK(site.toc("ls --table --color=always").out.find(in_colour) != std::string::npos);
}

TEST_CASE("every filter of toc find does what it says") {
    const MixedSite site;
    CHECK(sorted(site.found("")).size() == 5);
    CHECK(sorted(site.found("name:data")) == Names{"Data.txt", "data.h5"});
    CHECK(site.found("name:data .h5") == Names{"data.h5"});
    CHECK(sorted(site.found("data")).size() == 5);  // the share's path holds it
    CHECK(sorted(site.found("'*.txt'")) == Names{"Data.txt", "small.txt"});
    CHECK(sorted(site.found("-e h5,dat")) == Names{"big.DAT", "data.h5"});
    CHECK(sorted(site.found("-e h5 -e .dat")) == Names{"big.DAT", "data.h5"});
    CHECK(site.found("--ext ''") == Names{"noext"});
    CHECK(sorted(site.found("--under '" + site.share() + "/b'")) == Names{"Data.txt", "data.h5", "noext"});
    CHECK(site.script("cd '" + site.share() + "/b/deep' && toc find -u ../../a/. --ext txt").out ==
          site.share() + "/a/small.txt\n");
    CHECK(sorted(site.found("--min-size 2k")) == Names{"big.DAT", "data.h5"});
    CHECK(site.found("--max-size 0") == Names{"noext"});
    CHECK(sorted(site.found("--modified-after 2023-01-01")) == Names{"Data.txt", "noext"});
    CHECK(site.found("--modified-before 2020-06-01") == Names{"small.txt"});
    CHECK(site.found("--modified-before 2w").size() == 5);
    CHECK(site.found("--owner nobody-of-this-name").empty());
    CHECK(site.found("--share data").size() == 5);
    CHECK(site.found("--gone").empty());
    CHECK(site.found("--gone=any").size() == 5);
    CHECK(site.found("--sort -size -n 2") == Names{"big.DAT", "data.h5"});
    CHECK(site.found("--sort=size --limit=2") == Names{"noext", "small.txt"});
    CHECK(site.found("-- -size:0..4k").size() == 1);
    for (const auto& [order, format] : {std::pair("inode", "%i"), std::pair("allocated", "%b"), std::pair("links", "%h"), std::pair("group", "%G")}) {
        CAPTURE(order);
        CHECK(site.script(std::string("toc find -0 --sort ") + order + " | xargs -0 stat -c " + format + " -- | LC_ALL=C sort -c" + (*order == 'g' ? "" : "n") + " && echo sorted").out == "sorted\n");
    }
}

TEST_CASE("toc find takes a search in the query language and says where it is wrong") {
    const MixedSite site;
    CHECK(sorted(site.found("--query 'size:2k.. -name:data'")) == Names{"big.DAT"});
    CHECK(sorted(site.found("--query 'ext:dat,h5 OR size:0' --share data")) == Names{"big.DAT", "data.h5", "noext"});
    CHECK(site.found("--query 'ext:dat OR size:0' no").size() == 1);
}

TEST_CASE("the words of toc find are the query language and options come on top of them") {
    const MixedSite site;
    CHECK(sorted(site.found("ext:dat,h5 OR size:0")) == Names{"big.DAT", "data.h5", "noext"});
    CHECK(site.found("ext:dat,h5 'size:>4k'") == Names{"big.DAT"});
    CHECK(site.found("ext:txt NOT path:deep") == Names{"small.txt"});
    CHECK(site.found("'!deep' ext:txt") == Names{"small.txt"});
    CHECK(sorted(site.found("'(ext:dat OR ext:h5)'")) == Names{"big.DAT", "data.h5"});
    CHECK(sorted(site.found("'(' ext:dat OR ext:h5 ')' --min-size 1")) == Names{"big.DAT", "data.h5"});
    CHECK(site.found("ext:dat OR ext:h5 --max-size 3k") == Names{"data.h5"});  // not: (dat) OR (h5 and small)
    CHECK(site.found("b/*.h5") == Names{"data.h5"});
    CHECK(sorted(site.found("name:data,big ''")) == Names{"Data.txt", "big.DAT", "data.h5"});
    CHECK(site.found("name:data --query 'ext:dat OR ext:h5'") == Names{"data.h5"});
    CHECK(site.toc("find -c ext:txt OR size:0").out == "3\n");
}

TEST_CASE("a word of toc find with a blank is looked for as one text") {
    TocSite site;
    for (const char* name : {"weld 7.h5", "7 weld.h5", "my data/a.h5", "a:b c.h5"}) site.add_file(name);
    site.serve();
    CHECK(site.toc("find 'weld 7'").out == site.share() + "/weld 7.h5\n");
    CHECK(site.toc("find 'name:weld 7'").out == site.share() + "/weld 7.h5\n");
    CHECK(site.toc("find 'path:" + site.share() + "/my data'").out == site.share() + "/my data/a.h5\n");
    CHECK(site.toc("find '\"weld 7\" OR \"7 weld\"' -c").out == "2\n");
    CHECK(site.toc("find 'a:b c'").out == site.share() + "/a:b c.h5\n");
    CHECK(site.toc("find 'NOT weld' -c").out == "0\n");
    const TocResult nothing = site.toc("find 'weld ext:h5'");
    CHECK(nothing.exit_code == 1);
    CHECK(nothing.err == "toc: \"weld ext:h5\" was looked for as one text, with its blanks; a whole query in one word stands behind --query\n");
    CHECK(site.toc("find -q 'weld ext:h5'").err.empty());
}

TEST_CASE("toc find puts files first whose own name fits the words best") {
    TocSite site;
    for (const char* name : {"weld/a.h5", "z/weld.h5", "m/old_weld_3.h5", "m/underweld.h5"}) site.add_file(name);
    site.serve();
    const auto found = [&](const std::string& words) { return site.toc("find " + words).out; };
    const std::string in = site.share();
    const std::string best = in + "/z/weld.h5\n" + in + "/m/old_weld_3.h5\n" + in + "/m/underweld.h5\n" + in + "/weld/a.h5\n";
    CHECK(found("weld") == best);
    CHECK(found("--query weld") == best);
    CHECK(found("weld -n 1") == in + "/z/weld.h5\n");
    CHECK(found("weld --sort name -n 1") == in + "/weld/a.h5\n");
}

TEST_CASE("a mistake in the words of toc find is pointed at") {
    const MixedSite site;
    const auto said = [&](const std::string& words) {
        const TocResult wrong = site.toc("find " + words);
        CHECK(wrong.exit_code == 2);
        CHECK(wrong.out.empty());
        return wrong.err;
    };
    const std::string reason = "there is no key sise; did you mean size? to look for the text, quote it: \"sise:1\"\n";
    CHECK(said("a sise:1") == "toc: query at 3: " + reason + "    a sise:1\n      ^~~~\n");
    CHECK(said("--query 'a sise:1'") == "toc: query at 3: " + reason + "    a sise:1\n      ^~~~\n");
    CHECK(said("-c gr\xc3\xbcn sise:1") == "toc: query at 6: " + reason + "    gr\xc3\xbcn sise:1\n         ^~~~\n");
    CHECK(said("'a' --query 'b) OR (c'").find("    b) OR (c\n     ^\n") != std::string::npos);
    CHECK(said("weld OR").ends_with("    weld OR\n         ^~\n"));
    CHECK(said("-tmp").find("there is no option -tmp; to leave out what holds tmp, say NOT tmp") != std::string::npos);
}

TEST_CASE("toc find knows every parameter of the API that asks for files") {
    TocSite site;
    site.serve();
    const TocResult document = site.script("exec 3<>/dev/tcp/" + [&] {
        std::string place = site.url().substr(7);
        place[place.rfind(':')] = '/';
        return place;
    }() + "\nprintf 'GET /api/v1/openapi.json HTTP/1.0\\r\\n\\r\\n' >&3\ncat <&3");
    const auto openapi = nlohmann::json::parse(document.out.substr(document.out.find("\r\n\r\n") + 4));
    std::set<std::string> api, ours = {"name", "count"};  // the words are q; --count
    for (const auto& parameter : openapi.at("paths").at("/api/v1/files").at("get").at("parameters"))
        api.insert(parameter.at("name"));
    for (const char* other : {"after", "fields", "directories"}) api.erase(other);  // toc find has no pages, and shows what its formats show; see toc datasets
    for (const FindOption& option : kFindOptions) ours.insert(std::string(option.parameter));
    CHECK(ours == api);
}

TEST_CASE("toc find as CSV and JSON is what the API exports") {
    const MixedSite site;
    const TocResult json = site.toc("find --json --sort name");
    CHECK(json.exit_code == 0);
    Names names;
    for (const std::string& line : split(json.out, '\n')) {
        const auto file = nlohmann::json::parse(line);
        names.push_back(file.at("name"));
        CHECK(file.at("modified_ns").is_number_integer());
    }
    CHECK(names == Names{"Data.txt", "big.DAT", "data.h5", "noext", "small.txt"});

    const Names csv = split(site.toc("find --csv name:data --sort name").out, '\n');
    REQUIRE(csv.size() == 3);
    CHECK(csv[0].starts_with("id,name,directory,path,share,ext,size_bytes,"));
    CHECK(csv[1].find(",Data.txt,") != std::string::npos);
    CHECK(site.toc("find --csv nothing-of-this-name").exit_code == 1);
    CHECK(site.toc("find --json nothing-of-this-name").exit_code == 1);
}

TEST_CASE("long listings have a tab between fields in a pipe and columns on a terminal") {
    const MixedSite site;
    const Names fields = split(split(site.toc("find -l big").out, '\n').at(0), '\t');
    REQUIRE(fields.size() == 5);
    CHECK(fields[0] == "5000");
    CHECK(fields[1] == "2021-01-01T00:00:00Z");
    CHECK(fields[3] == "false");
    CHECK(fields[4] == site.share() + "/a/big.DAT");
    const std::string shown = site.on_terminal("find -l --color=never --sort -size");
    CHECK(shown.find("4.9 KiB  2021-01-01 00:00  ") != std::string::npos);
    CHECK(shown.find("    0 B  2024-01-01 00:00  ") != std::string::npos);
    CHECK(shown.find("5 files, 7.0 KiB; as of ") != std::string::npos);
}

TEST_CASE("counts of toc find are exact and come in every format") {
    const MixedSite site;
    CHECK(site.toc("find -c").out == "5\n");
    CHECK(site.toc("find -c -l -e txt").out == "2\t110\n");
    CHECK(site.toc("find -c --csv -e txt").out == "files,size_bytes\r\n2,110\r\n");
    const auto json = nlohmann::json::parse(site.toc("find -c --json -e txt").out);
    CHECK(json.at("total").at("files") == 2);
    CHECK(json.at("complete") == true);
    CHECK(site.on_terminal("find -c -e txt").find("2 files, 110 B\n") != std::string::npos);
    const TocResult none = site.toc("find -c nothing-of-this-name");
    CHECK(none.out == "0\n");
    CHECK(none.exit_code == 1);
}

TEST_CASE("exit codes of toc find are those of grep and mistakes are named with their remedy") {
    const MixedSite site;
    CHECK(site.toc("find data").exit_code == 0);
    const TocResult nothing = site.toc("find nothing-of-this-name");
    CHECK(nothing.exit_code == 1);
    CHECK(nothing.out.empty());
    CHECK(nothing.err.empty());
    const auto complains = [&](const std::string& words, const std::string& text) {
        const TocResult result = site.toc(words);
        CHECK(result.exit_code == 2);
        CHECK(result.out.empty());
        CHECK_MESSAGE(result.err.find(text) != std::string::npos, result.err);
    };
    complains("find --min-size 3q", "--min-size=3q is not a size");
    complains("find --min-szie 3", "there is no option --min-szie; did you mean --min-size?");
    complains("find --share dato", "no share is called dato; did you mean data?");
    complains("find --under '" + site.share() + "/c'", "did you mean " + site.share());
    complains("find --under /nowhere/x", "no share holds /nowhere/x; there is " + site.share());
    complains("find -n 1 -n 2", "--limit is given twice");
    complains("find --json --csv", "only one of");
    complains("find -c -n 5", "makes no sense");
    complains("fnd", "there is no command fnd; did you mean find?");
    complains("", "say what to do");
    complains("find --timeout x", "--timeout = x is not a number");
    CHECK(site.toc("--version").out.starts_with("toc "));
    CHECK(site.toc("--help").exit_code == 0);
}

TEST_CASE("a list that the limit ended says so") {
    TocSite site;
    for (const char* name : {"a", "b", "c"}) site.add_file(name);
    site.serve();
    CHECK(site.on_terminal("find --color=never -n 2").find("2 files (the limit), 2 B; as of ") != std::string::npos);
    CHECK(site.on_terminal("find --color=never -n 4").find("3 files, 3 B; as of ") != std::string::npos);
}
