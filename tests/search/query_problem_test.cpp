#include "search/query_samples.hpp"

#include <vector>

using namespace tocd;

namespace {

// The part of the text that the problem is about is marked by [ and ], which the texts here do not hold otherwise.
struct Case {
    const char* marked;
    const char* reason;
    const char* remedy;  // a part of it
};

void check(const std::vector<Case>& cases) {
    for (const Case& c : cases) {
        std::string text = c.marked;
        const size_t at = text.find('[');
        text.erase(at, 1);
        const size_t end = text.find(']');
        text.erase(end, 1);
        const QueryProblem problem = problem_of(text);
        CAPTURE(text);
        CHECK(problem.reason == c.reason);
        CHECK(problem.at_bytes == at);
        CHECK(problem.length_bytes == end - at);
        CHECK_MESSAGE(problem.remedy.find(c.remedy) != std::string::npos, problem.remedy);
    }
}

}  // namespace

TEST_CASE("an unknown key names the nearest and how to look for the text") {
    check({{"a [sise]:1", "there is no key sise", "did you mean size? to look for the text, quote it: \"sise:1\""},
           {"[modifed]:2017", "there is no key modifed", "did you mean modified?"},
           {"[mod]:2017", "there is no key mod", "did you mean modified?"},
           {"[Proj]=weld", "there is no key Proj", "did you mean project?"},
           {"[filetyp]=h5", "there is no key filetyp", "did you mean filetype?"},
           {"([year]=2017/a b)", "there is no key year", "quote it: \"year=2017/a\""},
           {"[größe]>1G", "there is no key größe", "to look for the text, quote it: \"größe>1G\""}});
}

TEST_CASE("operators without anything to work on are told") {
    check({{"a [OR]", "OR has nothing to work on", "quote it: \"OR\""},
           {"[OR] a", "OR has nothing to work on", ""},
           {"a OR [OR] b", "OR has nothing to work on", ""},
           {"[AND]", "AND has nothing to work on", ""},
           {"(a [AND])", "AND has nothing to work on", ""},
           {"a [NOT]", "NOT has nothing to work on", ""},
           {"a NOT [OR] b", "OR has nothing to work on", ""}});
}

TEST_CASE("parentheses and quotation marks that do not pair are told") {
    check({{"a [(]b", "the parenthesis is not closed", "add a )"},
           {"a b[)]", "a parenthesis is closed that none opened", "leave it out"},
           {"[)]", "a parenthesis is closed that none opened", "leave it out"},
           {"a [(])", "there is nothing between the parentheses", "leave them out"},
           {"a run[(]1", "a parenthesis within a word is not closed", "quote the word"},
           {"a [\"b c]", "the quotation mark is not closed", "said twice"},
           {"5[\"]disk", "a quotation mark stands within a word", "quote the whole word"},
           {"\"a\"[b]", "something follows on a quotation mark", "put a blank"},
           {"ext:[(]csv OR h5)", "a value begins with a parenthesis", "ext:a,b"}});
}

TEST_CASE("missing values and keys are told") {
    check({{"[size:] 1G", "size: is without a value", "no blank stands"},
           {"([ext=])", "ext= is without a value", "say ext="},
           {"size [>]1G", "a key is missing before >", "size:>1G"},
           {"[=]a", "a key is missing before =", "quote"},
           {"ext:a,[]", "a value is missing in a list", "ext:a,b"},
           {"ext:a,[,]b", "a value is missing in a list", "a comma in a value is quoted"},
           {"name:[\"\"]", "there is nothing between the quotation marks", "leave it out"},
           {"project:[\"\"]", "there is nothing between the quotation marks", "project=\"\""},
           {"a [\"\"]", "there is nothing between the quotation marks", "leave it out"}});
}

TEST_CASE("values of the wrong kind are told") {
    check({{"size:[10X]", "\"10X\" is no size", "10M"},
           {"size:[1G..x]", "\"x\" is no size", "10M"},
           {"size:[..]", "a range without an end", "10M"},
           {"size:1,[>]", "\"\" is no size", "10M"},
           {"size:[2G..1G]", "nothing is from 2G to 1G", "say size:1G..2G"},
           {"modified:[2017-13]", "\"2017-13\" is no time", "2017-05"},
           {"modified:[30d]", "30d alone says neither since nor before", "modified:..30d for the last 30d"},
           {"modified:[2017..30d]", "a range from a date to a duration", "two dates"},
           {"age:[2017]", "age takes durations", "modified:2017"},
           {"age:[1y..30d]", "nothing is from 1y to 30d", "say age:30d..1y"},
           {"size:[1G..<1G]", "nothing is from 1G to 1G", "say size:1G..1G"},
           {"age:[1y..<1y]", "nothing is from 1y to 1y", "say age:1y..1y"},
           {"size:[4K..<]", "\"\" is no size", "say it as 10M, 1.5G or 4096; K M G T P are powers of 1024"},
           {"age:[x]", "\"x\" is no duration", "30d"},
           {"depth:[-1]", "\"-1\" is no number", "2.."},
           {"is:[gnoe]", "there is no is:gnoe", "is:gone, is:new, is:empty, is:hidden"},
           {"is:[hiden]", "there is no is:hiden", "did you mean is:hidden?"},
           {"name:[>x]", "name cannot be compared", "quote it"},
           {"name:[a/b]", "no name holds a /", "path:"},
           {"ext:[./a*]", "no name holds a /", "path:"}});
}

TEST_CASE("a malformed regular expression is told at its place") {
    const QueryProblem problem = problem_of("a /b(c/");
    CHECK(problem.reason.starts_with("no regular expression: missing ): b(c"));
    CHECK(problem.at_bytes == 3);
    CHECK(problem.length_bytes == 3);
    CHECK(problem_of("/a[/").at_bytes == 2);
    CHECK(problem_of("/(?<=a)b/").reason.starts_with("no regular expression: invalid perl operator"));
    CHECK(problem_of("/((a{100}){100}){100}/").reason.starts_with("no regular expression"));
}

TEST_CASE("a regular expression behind a key is closed") {
    check({{"name:[/run] 7/", "the regular expression is not closed", "\\s"},
           {"owner:bob,[/a],b", "the regular expression is not closed", "quote it"}});
}

TEST_CASE("places are counted in code points too") {
    const QueryProblem problem = problem_of("größe 日本 sise:1");
    CHECK(problem.at_bytes == 15);
    CHECK(problem.at_points == 9);
    CHECK(problem.length_points == 4);
    CHECK(problem.text() ==
          "at 10: there is no key sise; did you mean size? to look for the text, quote it: \"sise:1\"");
}

TEST_CASE("bytes that no text holds are told") {
    CHECK(problem_of("a \xFF").at_bytes == 2);
    CHECK(problem_of("a \xFF").remedy == "names that are not are found as they are shown: \\xff");
    CHECK(problem_of(std::string_view("ab\0c", 4)).at_bytes == 2);
}

TEST_CASE("length and depth and numbers of parts are bounded") {
    CHECK(problem_of(std::string(kMaxQueryBytes + 1, 'a')).at_bytes == kMaxQueryBytes);
    CHECK(normal(std::string(kMaxQueryBytes, 'a')).size() == kMaxQueryBytes);
    // Its one form would be too long to be read again.
    std::string marked;
    for (int i = 0; i < 200; ++i) marked += "10:23:45-some-words ";
    CHECK(problem_of(marked).reason.find("bytes") != std::string::npos);

    const std::string deep(kMaxQueryDepth, '(');
    CHECK(normal(deep + "a" + std::string(kMaxQueryDepth, ')')) == "a");
    CHECK(problem_of(deep + "(a").at_bytes == kMaxQueryDepth);
    CHECK(problem_of(std::string(kMaxQueryBytes, '(')).at_bytes == kMaxQueryDepth);
    CHECK(normal(std::string(kMaxQueryBytes - 1, '-') + "a") == "-a");

    std::string list = "ext:a";
    for (size_t i = 1; i < kMaxQueryValues; ++i) list += ",a";
    CHECK(normal(list) == list);
    CHECK(problem_of(list + ",a").reason == "more than 256 words and values");
    CHECK(problem_of("/a/ /b/ /c/ /d/ /e/").at_bytes == 16);
    CHECK(problem_of("re:" + std::string(1025, 'a')).reason.find("at most 1024") != std::string::npos);
}
