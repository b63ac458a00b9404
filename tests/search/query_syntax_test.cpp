#include "search/query_samples.hpp"

#include <utility>
#include <vector>

using namespace tocd;

namespace {

using Pairs = std::vector<std::pair<const char*, const char*>>;

void check_normal(const Pairs& pairs) {
    for (const auto& [text, expected] : pairs) {
        CHECK_MESSAGE(normal(text) == expected, text);
        CHECK_MESSAGE(parsed(normal(text)).tree == parsed(text).tree, text);
    }
}

QueryTree word(const char* text) { return query_term(QueryKey::text, {TextValue{TextMatch::part, text}}); }

}  // namespace

TEST_CASE("words are joined by AND which binds closer than OR and less than NOT") {
    CHECK(parsed("a b").tree == query_all({word("a"), word("b")}));
    CHECK(parsed("a AND b").tree == query_all({word("a"), word("b")}));
    CHECK(parsed("a b OR c").tree == query_any({query_all({word("a"), word("b")}), word("c")}));
    CHECK(parsed("a (b OR c)").tree == query_all({word("a"), query_any({word("b"), word("c")})}));
    CHECK(parsed("-a b").tree == query_all({query_none(word("a")), word("b")}));
    CHECK(parsed("NOT (a b)").tree == query_none(query_all({word("a"), word("b")})));
}

TEST_CASE("what is said in many ways has one form") {
    check_normal({{"", ""},
                  {"  \t\n ", ""},
                  {" a   b ", "a b"},
                  {"a AND b", "a b"},
                  {"((a)) ((b c))", "a b c"},
                  {"(a OR b) OR c", "a OR b OR c"},
                  {"(a b) OR c", "a b OR c"},
                  {"a (b OR c)", "a (b OR c)"},
                  {"NOT a", "-a"},
                  {"!a", "-a"},
                  {"--a", "a"},
                  {"-(NOT a)", "a"},
                  {"-(a b)", "-(a b)"},
                  {"-(a OR -b)", "-(a OR -b)"},
                  {"and or not", "and or not"}});
}

TEST_CASE("words keep what file names hold") {
    check_normal({{"run-7", "run-7"},
                  {"Weld 7 - final (v2).pdf", "Weld 7 \"-\" final v2 .pdf"},
                  {"scan(1).txt", "\"scan(1).txt\""},
                  {"(scan(1) OR b)", "\"scan(1)\" OR b"},
                  {"a,b", "\"a,b\""},
                  {"12:30", "\"12:30\""},
                  {"C\\data", "C\\data"},
                  {"a'b", "a'b"},
                  {"größe", "größe"},
                  {"-", "\"-\""},
                  {"(-)", "\"-\""},
                  {"/srv/data/raw", "/srv/data/raw"},
                  {"/srv", "/srv"},
                  {"a/b/", "a/b/"},
                  {"//", "//"}});
}

TEST_CASE("quotation marks make text of anything") {
    check_normal({{"\"two words\"", "\"two words\""},
                  {"\"plain\"", "plain"},
                  {"\"OR\"", "\"OR\""},
                  {"\"*\"", "\"*\""},
                  {"\"-x\"", "\"-x\""},
                  {"\"/srv/\"", "\"/srv/\""},
                  {"\"size:1\"", "\"size:1\""},
                  {"\"a \"\"b\"\"\"", "\"a \"\"b\"\"\""},
                  {"\"back\\slash\"", "back\\slash"},
                  {"name:\"a,b\"", "name:\"a,b\""},
                  {"ext:\"\"", "ext:\"\""},
                  {"project=\"\"", "project=\"\""}});
}

TEST_CASE("stars and question marks make a pattern") {
    CHECK(parsed("*.h5").tree == query_term(QueryKey::text, {TextValue{TextMatch::glob, "*.h5"}}));
    check_normal({{"run_????.h5", "run_????.h5"},
                  {"a**b***", "a*b*"},
                  {"raw/*.h5", "*/raw/*.h5"},
                  {"/srv/*/raw", "/srv/*/raw"},
                  {"name:*(1)*", "name:*(1)*"},
                  {"path:raw*", "path:*/raw*"},
                  {"ext:h?,.c*", "ext:h?,c*"},
                  {"name=*", "name=\"*\""}});
}

TEST_CASE("slashes enclose a regular expression where no blank is in it") {
    CHECK(parsed("/run_\\d+/").tree == query_term(QueryKey::text, {TextValue{TextMatch::regex, "run_\\d+"}}));
    CHECK(parsed("/a\\/b/").tree == query_term(QueryKey::text, {TextValue{TextMatch::regex, "a/b"}}));
    check_normal({{"/(a|b){1,2}/", "/(a|b){1,2}/"},
                  {"(/a/)", "/a/"},
                  {"-/a/", "-/a/"},
                  {"re:a|b", "/a|b/"},
                  {"regex:/a/", "/a/"},
                  {"RE:\"run \\d\"", "re:\"run \\d\""},
                  {"re:a/b", "/a\\/b/"},
                  {"re:a\\/b", "/a\\/b/"},
                  {"re:^a,b$", "/^a,b$/"},
                  {"name:/a{1,2}/,b", "name:/a{1,2}/,b"},
                  {"owner:/^b/", "owner:/^b/"}});
}

TEST_CASE("a directory behind path and dir needs no quotes") {
    CHECK(parsed("path:/srv/data/").tree == query_term(QueryKey::path, {TextValue{TextMatch::below, "/srv/data"}}));
    CHECK(parsed("dir:/srv").tree == query_term(QueryKey::dir, {TextValue{TextMatch::whole, "/srv"}}));
    check_normal({{"path:/", "path:/"},
                  {"under:/srv/", "path:/srv"},
                  {"path:\"/srv/my data\"", "path:\"/srv/my data\""},
                  {"path:raw", "path:raw"},
                  {"path=/srv/a.txt", "path=/srv/a.txt"},
                  {"parent:/srv/,raw", "dir:/srv,raw"}});
}

TEST_CASE("keys have other names and any case") {
    check_normal({{"TYPE:h5", "ext:h5"},
                  {"user:bob", "owner:bob"},
                  {"uid:1000", "owner:1000"},
                  {"owner:\"1000\"", "owner:\"1000\""},
                  {"gid=7,wheel", "group=7,wheel"},
                  {"ext=H5", "ext:H5"},
                  {"mtime:2017", "modified:2017"},
                  {"last_seen:today", "seen:today"},
                  {"is:NEW,gone", "is:new,gone"}});
}

TEST_CASE("ranges and comparisons have one form") {
    check_normal({{"size:10MB", "size:10M"},
                  {"size=10", "size:10"},
                  {"size>1G", "size:>1G"},
                  {"size>=1G", "size:1G.."},
                  {"size:<=1G", "size:..1G"},
                  {"size<1024", "size:<1K"},
                  {"size:0..1k,5G..", "size:0..1K,5G.."},
                  {"size:4096..<64k,1M..<2M", "size:4K..<64K,1M..<2M"},
                  {"size:..<64k", "size:<64K"},
                  {"links:2..<4", "links:2..<4"},
                  {"modified:2015..<2017", "modified:2015..<2017"},
                  {"age:1y..<2y", "age:1y..<2y"},
                  {"modified:2015..2017", "modified:2015..2017"},
                  {"modified:\"2017-05-03 10:30..\"", "modified:2017-05-03T10:30.."},
                  {"modified:>=2017", "modified:2017.."},
                  {"modified:2017-05-03T01:30+02:00", "modified:2017-05-02T23:30"},
                  {"modified:<30d", "modified:<30d"},
                  {"age:>1y", "age:>1y"},
                  {"age:30d..6mo", "age:30d..6mo"},
                  {"depth:..3", "depth:..3"},
                  {"links>1", "links:>1"}});
}

TEST_CASE("a query says whether it asks for what is gone") {
    CHECK(asks_for_gone(parsed("a -(b is:gone)").tree));
    CHECK(asks_for_gone(parsed("is:new,gone").tree));
    CHECK_FALSE(asks_for_gone(parsed("a is:new").tree));
    CHECK_FALSE(asks_for_gone(parsed("gone").tree));
}
