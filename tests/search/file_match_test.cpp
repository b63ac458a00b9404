#include "search/query_samples.hpp"
#include "search/text_match.hpp"

using namespace tocd;

// The sample file is /srv/Projects/Weld 7/raw/Run_0231.Srh5: see query_samples.hpp.
namespace {

void check_finds(std::initializer_list<const char*> queries, const FileFacts& file = sample_file()) {
    for (const char* query : queries) CHECK_MESSAGE(finds(query, file), query);
}

void check_misses(std::initializer_list<const char*> queries, const FileFacts& file = sample_file()) {
    for (const char* query : queries) CHECK_MESSAGE(!finds(query, file), query);
}

}  // namespace

TEST_CASE("words are looked for in the whole path without case") {
    check_finds({"", "weld", "WELD 0231", "raw/run", "/srv/projects/", "\"weld 7/RAW\"", "weld OR nothing", "-nothing",
                 "re:\"weld \\d\""});
    check_misses({"wled", "weld nothing", "-weld", "\"weld  7\"", "raw/0231"});
    FileFacts file = sample_file();
    file.path = "/srv/GRÖSSE/ΜΑΣ.txt";
    check_finds({"größe OR grösse", "μας", "name:ΜΑς.TXT"}, file);
}

TEST_CASE("patterns are of names unless a slash is in them") {
    check_finds(
        {"*.srh5", "run_????.srh5", "RUN*", "raw/*.srh5", "/srv/*.srh5", "projects/*/raw/*", "*/weld*", "weld?7/*"});
    check_misses({"*.h5", "un_*", "weld*", "raw/*.h5", "/projects/*", "run_???.srh5"});
}

TEST_CASE("regular expressions find anywhere and without case") {
    check_finds({"/run_\\d{4}/", "/^\\/srv\\//", "/srh5$/", "name:/^run/", "ext:/^s.h/", "owner:/^(bob|al)$/"});
    check_misses({"/^run/", "/(?-i)run/", "name:/srv/", "/weld$/"});
}

TEST_CASE("text keys look at their part and compare whole with an equals sign") {
    check_finds({"name:0231",
                 "name:0231,xyz",
                 "name=Run_0231.Srh5",
                 "dir:weld",
                 "dir:\"/srv/projects/weld 7/raw\"",
                 "dir=\"/srv/Projects/Weld 7/raw/\"",
                 "path:raw",
                 "path:/srv",
                 "path:\"/SRV/projects/weld 7\"",
                 "path=\"/srv/Projects/Weld 7/raw/Run_0231.Srh5\"",
                 "path:/",
                 "dir:*/raw",
                 "ext:srh5",
                 "ext:.SRH5",
                 "ext=srh5",
                 "ext:s*",
                 "ext:h5,srh5",
                 "share:la",
                 "share=lab",
                 "project:WELD",
                 "group:imag",
                 "group=Imaging"});
    check_misses({"name:raw", "name=run_0231.srh5", "dir:run", "dir:/srv", "dir:/srv/projects", "path:/srv/pro",
                  "path:/projects", "path=/srv", "ext:h5", "ext:srh", "ext=s*", "share=LAB", "share=la", "project=Weld",
                  "group=imaging"});
}

TEST_CASE("files without extension and project can be asked for") {
    FileFacts file = sample_file();
    file.extension = "";
    file.project = "";
    check_finds({"ext:\"\"", "ext=\"\"", "project=\"\"", "-project:weld", "-ext:srh5", "ext:h5,\"\""}, file);
    check_misses({"ext:\"\"", "project=\"\"", "-project:weld"});
}

TEST_CASE("owners and groups are names or numbers") {
    check_finds(
        {"owner:bob", "owner:BO", "owner=bob", "owner:1000", "owner=1000", "user:alice,1000", "gid:200", "-owner:200"});
    check_misses({"owner=BOB", "owner=bo", "owner:100", "owner:\"1000\"", "gid:1000"});
}

TEST_CASE("sizes and counts are compared") {
    check_finds({"size:5M", "size:1M..10M", "size:5M..", "size:..5M", "size>4M", "size<6M", "size:<1K,>1M", "depth:3",
                 "depth:<4", "links:1", "links:..1", "size:5M..<6M", "size:1..<2,1M..<6M"});
    check_misses({"size:5", "size>5M", "size<5M", "size:..4M", "depth:..2", "links>1", "size:1M..<5M", "size:..<5M"});
}

TEST_CASE("times are compared by all that a date names") {
    check_finds({"modified:2017", "modified:2017-05", "modified:2017-05-03", "modified:2017-05-03T10:30:15.5",
                 "modified:2015..2017", "modified:..2017-05-03", "modified<2018", "modified>2016", "modified:<=2017",
                 "modified:2017-05-03T12:30+02:00", "changed:2018", "first:2024-02-29", "seen:today",
                 "seen:2017,today", "modified:2015..<2018"});
    check_misses({"modified:2016", "modified>2017", "modified<2017", "modified:2018..", "modified:2017-05-03T10:31",
                  "changed:2017", "seen:yesterday", "modified:2015..<2017"});
}

TEST_CASE("durations are time gone by") {
    check_finds({"age:>1y", "age:5y..10y", "age:1y..", "modified:>30d", "accessed:<30d", "accessed:..7d",
                 "accessed:4d..5d", "accessed:4.5d..", "accessed:4.5d..<5d", "seen:<1d"});
    check_misses({"age:<1y", "age:..30d", "modified:..30d", "accessed:>30d", "accessed:<4.5d", "accessed:>4.5d",
                  "accessed:4d..<4.5d"});
    FileFacts file = sample_file();
    file.mtime_ns = kNow + kNsPerDay;  // of a clock that is wrong
    check_finds({"age:<1d", "modified:..1d", "modified>today"}, file);
    check_misses({"age:0s.."}, file);
}

TEST_CASE("a time that is not kept answers no comparison and no opposite of one") {
    FileFacts file = sample_file();
    file.atime_ns.reset();
    for (const char* query : {"accessed:2026", "-accessed:2026", "accessed:..30d", "-accessed:..30d",
                              "accessed:2025,2026", "weld accessed:2026", "-(weld accessed:2026)"})
        CHECK_MESSAGE(FileMatch(parsed(query).tree).judge(file) == Truth::unknown, query);
    check_finds({"weld OR accessed:2026", "-(nothing accessed:2026)", "weld OR -accessed:2026"}, file);
    CHECK(FileMatch(parsed("nothing accessed:2026").tree).judge(file) == Truth::no);
}

TEST_CASE("what is gone is found only where the query asks for it") {
    FileFacts file = sample_file();
    file.gone = true;
    check_finds({"is:gone", "weld is:gone", "weld OR is:gone", "is:gone,new"}, file);
    check_misses({"", "weld", "-is:gone", "-weld"}, file);
    check_finds({"-is:gone", "weld -is:gone"});
    check_misses({"is:gone"});
}

TEST_CASE("words behind is ask what a file is") {
    FileFacts file = sample_file();
    check_misses({"is:new", "is:empty", "is:hidden", "is:new,empty"}, file);
    file.fresh = true;
    file.size_bytes = 0;
    file.path = "/srv/.Run";
    check_finds({"is:new", "is:empty", "is:hidden", "is:NEW is:hidden", "is:gone,empty"}, file);
}

TEST_CASE("files whose own name holds the words come first") {
    const auto relevance = [](const char* query, const char* path) {
        return FileMatch(parsed(query).tree).relevance(name_of(path));
    };
    const std::vector<const char*> by_weld = {"/srv/weld.csv", "/srv/welds.csv", "/srv/a-weld.csv", "/srv/unweld.csv",
                                              "/srv/weld/a.csv"};
    for (size_t i = 1; i < by_weld.size(); ++i)
        CHECK_MESSAGE(relevance("weld", by_weld[i - 1]) > relevance("weld", by_weld[i]), by_weld[i]);
    CHECK(relevance("WELD", "/srv/Weld") == relevance("weld", "/srv/weld.csv"));
    CHECK(relevance("weld", "/srv/weld/a.csv") == 0);
    CHECK(relevance("weld raw", "/srv/unwelded_raws") > relevance("weld raw", "/raw/weld"));
    CHECK(relevance("weld OR raw", "/srv/weld") == relevance("weld", "/srv/weld"));
    CHECK(relevance("weld -raw", "/srv/weld") == relevance("weld", "/srv/weld"));
    CHECK(relevance("-raw", "/srv/raw") == 0);
    CHECK(relevance("ext:csv", "/srv/csv") == 0);
    CHECK(relevance("name:a,weld", "/srv/weld") == relevance("weld", "/srv/weld"));
    CHECK(relevance("*.csv", "/srv/a.csv") > 0);
    CHECK(relevance("raw/*.csv", "/srv/raw/a.csv") == 0);
}

TEST_CASE("a pattern stands for the whole text and a question mark for one code point") {
    CHECK(glob_is("", ""));
    CHECK(glob_is("*", ""));
    CHECK_FALSE(glob_is("?", ""));
    CHECK(glob_is("a*b*c", "aXbXbXc"));
    CHECK_FALSE(glob_is("a*b*c", "aXbXbX"));
    CHECK(glob_is("?", "日"));
    CHECK(glob_is("*?b", "é日b"));
    CHECK_FALSE(glob_is("??", "日"));
    CHECK(glob_is("a\\*", "a\\b"));
    CHECK_FALSE(glob_is("a", "ab"));
    const std::string many(2000, 'a');
    CHECK_FALSE(glob_is("*a*a*a*a*a*a*a*a*b", many));
}

TEST_CASE("a path has a directory and a name") {
    CHECK(directory_of("/a") == "/");
    CHECK(directory_of("/a/b") == "/a");
    CHECK(name_of("/a/b") == "b");
}
