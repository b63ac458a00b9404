#include "base/project_rules.hpp"

#include "base/error.hpp"

#include <doctest/doctest.h>

using namespace tocd;

namespace {

std::string refusal(const std::string& rule) {
    try {
        const ProjectRules rules({"^/ok/(?P<project>.)", rule});
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::invalid_argument);
        return error.what();
    }
    FAIL("taken: " << rule);
    return {};
}

bool has(const std::string& text, const char* part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("a rule gives its group to the directory that it names and all below it") {
    const ProjectRules rules({"^/data/projects/(?P<project>[^/]+)/"});
    CHECK(rules.project_of("/data/projects/weld") == "weld");
    CHECK(rules.project_of("/data/projects/weld/raw/2017") == "weld");
    CHECK(rules.project_of("/data/projects") == "");
    CHECK(rules.project_of("/data/projectsweld/x") == "");
    CHECK(rules.project_of("/srv/data/projects/weld") == "");
    CHECK(rules.project_of("/") == "");
    CHECK(rules.project_in("/data/projects/weld/") == "weld");
    CHECK(ProjectRules({"^/(?P<project>)"}).project_of("/") == "");
}

TEST_CASE("the first rule that matches decides and one with an empty group says that there is none") {
    const ProjectRules rules({"^/data/projects/(?:_trash|tmp)/(?P<project>)", "^/data/(?P<project>[^/]+)/special/", "^/data/projects/(?P<project>[^/]+)/",
                              "/(?P<project>P-\\d+)[^/]*/"});
    CHECK(rules.project_of("/data/projects/tmp/P-11/x") == "");
    CHECK(rules.project_of("/data/projects/tmpfiles") == "tmpfiles");
    CHECK(rules.project_of("/data/weld/special/x") == "weld");
    CHECK(rules.project_of("/data/weld") == "");
    CHECK(rules.project_of("/archive/P-11273 weld seams/raw") == "P-11273");
    CHECK(rules.project_of("/archive/P-1/P-2") == "P-1");
}

TEST_CASE("rules tell upper from lower case unless they say so and take names as they are shown") {
    const ProjectRules rules({"^/a/(?P<project>[^/]+)/", "(?i)^/b/(?P<project>[^/]+)/", "^/c/(?P<project>.+)/end/$"});
    CHECK(rules.project_of("/A/x") == "");
    CHECK(rules.project_of("/B/X") == "X");
    CHECK(rules.project_of("/a/gr\xC3\xB6\xC3\x9F" "e") == "gr\xC3\xB6\xC3\x9F" "e");
    CHECK(rules.project_of("/a/\\xFF") == "\\xFF");
    CHECK(rules.project_of("/c/x\ny/z/end") == "x\ny/z");
}

TEST_CASE("other groups may stand beside the project and one that takes no part gives none") {
    CHECK(ProjectRules({"^/(a|b)/(?P<year>\\d+)/(?P<project>[^/]+)/"}).project_of("/b/2017/weld/raw") == "weld");
    CHECK(ProjectRules({"^/a/(?:x|(?P<project>y))/", "^/a/(?P<project>[^/]+)/"}).project_of("/a/x") == "");
}

TEST_CASE("what is no rule is refused with the reason and a remedy") {
    CHECK(has(refusal("^/data/([^/]+)/"), "\"^/data/([^/]+)/\" has no group (?P<project>…)"));
    CHECK(has(refusal("^/data/(?P<name>[^/]+)/"), "such as \"^/srv/projects/(?P<project>[^/]+)/\""));
    CHECK(has(refusal("^/data/(?P<project>[^/]+"), "missing )"));
    CHECK(has(refusal("^/data/(?!x)(?P<project>[^/]+)"), "is no regular expression of RE2: invalid perl operator: (?!"));
    CHECK(has(refusal("(?P<project>\xFF)"), "invalid UTF-8"));
    std::string groups;
    for (int i = 0; i < 15; ++i) groups += "()";
    CHECK(has(refusal(groups + "(?P<project>x)"), "15 groups before"));
    CHECK(ProjectRules({groups.substr(2) + "(?P<project>x)()()()()"}).project_of("/x") == "x");
}

TEST_CASE("without rules there are no projects") {
    CHECK(ProjectRules().empty());
    CHECK(ProjectRules().project_of("/data") == "");
    CHECK(ProjectRules(std::vector<std::string>{}).project_in("/data/") == "");
}
