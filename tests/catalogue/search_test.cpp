#include "base/text.hpp"
#include "catalogue/directory_paths.hpp"
#include "random_catalogue.hpp"
#include "search/file_match.hpp"
#include "search/query_text.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <set>

using namespace tocd;

namespace {

FileQuery asking(Query search) {
    FileQuery query;
    query.search = std::move(search);
    query.count = true;
    query.limit = 1000;
    query.sort = FileSort::id;
    return query;
}

std::vector<std::string> names_of(CatalogueFixture& catalogue, std::string_view search, GoneFilter gone = GoneFilter::present) {
    FileQuery query = asking(parsed(search));
    query.gone = gone;
    const FilePage page = catalogue.reader().find_files(kEverybody, query, kNoDeadline);
    REQUIRE(page.total.has_value());
    CHECK(page.total->files == static_cast<int64_t>(page.files.size()));
    std::vector<std::string> names;
    for (const FileRecord& file : page.files) names.push_back(file.name);
    std::sort(names.begin(), names.end());
    return names;
}

using Names = std::vector<std::string>;

// What the record says, as search/file_match takes it. The texts live as long as this.
struct RecordFacts {
    RecordFacts(const FileRecord& record, std::string_view share_path, UnixNs last_complete_ns, const ProjectRules& rules)
        : path(display_text(join_path(record.directory, record.name))), project(rules.project_of(display_text(record.directory))) {
        facts.path = path;
        facts.extension = record.extension;
        facts.share = record.share;
        facts.project = project;
        facts.owner = record.owner;
        facts.group = record.group;
        facts.uid = record.uid;
        facts.gid = record.gid;
        facts.size_bytes = record.size_bytes;
        facts.mtime_ns = record.mtime_ns;
        facts.ctime_ns = record.ctime_ns;
        facts.atime_ns = record.atime_ns;
        facts.first_seen_ns = record.first_seen_ns;
        facts.last_seen_ns = record.last_seen_ns;
        facts.depth = static_cast<uint32_t>(path_parts(record.directory).size() - path_parts(share_path).size());
        facts.link_count = record.link_count;
        facts.gone = record.gone;
        facts.fresh = record.first_seen_ns >= last_complete_ns;
    }
    std::string path, project;
    FileFacts facts;
};

}  // namespace

TEST_CASE("the query language finds files of the catalogue") {
    SmallCatalogue catalogue;
    CHECK(names_of(catalogue, "ext:h5") == Names{"a.h5", "b.H5", "deep.h5"});
    CHECK(names_of(catalogue, "2021 deep") == Names{"deep.h5"});
    CHECK(names_of(catalogue, "raw/2021") == Names{"deep.h5", "notes.txt"});
    CHECK(names_of(catalogue, "*.H5 owner:ann,4711") == Names{"a.h5", "deep.h5"});
    CHECK(names_of(catalogue, "path:/srv/raw -ext:h5 OR name=a.h5") == Names{"README", "a.h5", "notes.txt"});
    CHECK(names_of(catalogue, "dir:/srv/raw") == Names{"README"});
    CHECK(names_of(catalogue, "depth:2 share:raw") == Names{"deep.h5"});
    CHECK(names_of(catalogue, "/^\\/srv\\/raw\\/[^\\/]+$/") == Names{"README"});
    CHECK(names_of(catalogue, "nothing").empty());
}

TEST_CASE("a query comes on top of the other filters and has its own pages") {
    SmallCatalogue catalogue;
    FileQuery query = asking(parsed("h5"));
    query.sort = FileSort::size;
    query.limit = 1;
    query.min_size_bytes = 50;
    Names names;
    do {
        const FilePage page = catalogue.reader().find_files(kEverybody, query, kNoDeadline);
        CHECK(page.total->files == 2);
        CHECK(page.total->size_bytes == 400);
        for (const FileRecord& file : page.files) names.push_back(file.name);
        query.after = page.next;
    } while (!query.after.empty());
    CHECK(names == Names{"b.H5", "a.h5"});

    query.after = catalogue.reader().find_files(kEverybody, query, kNoDeadline).next;
    query.search = parsed("h5 OR txt");
    CHECK_THROWS_AS(static_cast<void>(catalogue.reader().find_files(kEverybody, query, kNoDeadline)), Error);
}

TEST_CASE("files whose names fit come first and pages of them go on where they ended") {
    CatalogueFixture catalogue;
    const int64_t share = catalogue.add_share("raw", "/srv/raw");
    const int64_t root = catalogue.add_directory(share, 0, "");
    const int64_t weld = catalogue.add_directory(share, root, "weld");
    for (const char* name : {"unweld", "a-weld", "Weld.csv", "welds", "b", "a", "b-weld"}) catalogue.add_file(weld, {.name = name});
    const Names expected = {"Weld.csv", "welds", "a-weld", "b-weld", "unweld", "a", "b"};
    for (const bool descending : {false, true})
        for (const uint32_t limit : {1U, 2U, 3U, 100U}) {
            FileQuery query = asking(parsed("weld"));
            query.sort = FileSort::relevance;
            query.descending = descending;
            query.limit = limit;
            Names names;
            do {
                const FilePage page = catalogue.reader().find_files(kEverybody, query, kNoDeadline);
                for (const FileRecord& file : page.files) names.push_back(file.name);
                query.after = page.next;
            } while (!query.after.empty());
            if (descending) std::reverse(names.begin(), names.end());
            CHECK(names == expected);
        }
    FileQuery all;
    all.sort = FileSort::relevance;
    Names names;
    for (const FileRecord& file : catalogue.reader().find_files(kEverybody, all, kNoDeadline).files) names.push_back(file.name);
    CHECK(std::is_sorted(names.begin(), names.end()));
}

TEST_CASE("a share that is not the viewer's answers no query") {
    SmallCatalogue catalogue;
    Viewer viewer;
    viewer.sees_all = false;
    viewer.shares = {"home"};
    for (const char* search : {"raw", "-nothing", "depth:..9", "dir:raw", "path:/srv"}) {
        const FilePage page = catalogue.reader().find_files(viewer, asking(parsed(search)), kNoDeadline);
        for (const FileRecord& file : page.files) CHECK(file.share == "home");
    }
}

TEST_CASE("a long query and a deep one are answered") {
    SmallCatalogue catalogue;
    std::string words = "h5";
    for (size_t i = 1; i < kMaxQueryValues; ++i) words += i % 2 == 0 ? " -x" + std::to_string(i) : " 5";
    CHECK(names_of(catalogue, words) == Names{"a.h5", "b.H5", "deep.h5"});
    std::string list = "ext:a";
    for (size_t i = 1; i < kMaxQueryValues; ++i) list += ",h5";
    CHECK(names_of(catalogue, list) == Names{"a.h5", "b.H5", "deep.h5"});
    // As deep as it may be, then as wide at the bottom as the rest of the values allows.
    const std::function<std::string(size_t)> wide = [&](size_t levels) {
        if (levels == 0) return std::string("accessed:<1d,>2y");
        return "(" + wide(levels - 1) + (levels % 2 == 0 ? " -" : " OR -") + wide(levels - 1) + ")";
    };
    for (const char* level : {"x (h5 OR -(", "-(x -(", "((x OR h5) (x OR -("}) {
        std::string deep;
        size_t open = 0;
        while (open + 9 < kMaxQueryDepth) {
            deep += level;
            open += static_cast<size_t>(std::count(level, level + std::strlen(level), '('));
            if (std::string_view(level).starts_with("((")) --open;
        }
        const std::string query = deep + wide(6) + std::string(open, ')');
        CAPTURE(query);
        CHECK_NOTHROW(static_cast<void>(names_of(catalogue, query)));
    }
}

TEST_CASE("SQL answers random queries over random catalogues as the plain evaluation does") {
    Trees random(11);
    size_t found = 0;
    size_t pairs = 0;
    for (int catalogues = 0; catalogues < 4; ++catalogues) {
        RandomCatalogue catalogue(random);
        FileQuery all;
        all.gone = GoneFilter::any;
        all.limit = 1000;
        const std::vector<FileRecord> files = catalogue.reader().find_files(kEverybody, all, kNoDeadline).files;
        REQUIRE(files.size() > 80);
        for (int i = 0; i < 400; ++i) {
            if (i % 20 == 0) catalogue.choose_rules();
            const std::shared_ptr<const ProjectRules> rules = catalogue.projects.get();
            const QueryTree tree = random.tree(3);
            const FileMatch match(tree);
            std::set<int64_t> expected;
            for (const FileRecord& file : files) {
                const RecordFacts facts(file, file.share == "run" ? "/srv/run a" : "/srv/é", file.share == "run" ? kScanStart - 1000 : 0, *rules);
                if (match.matches(facts.facts)) expected.insert(file.id);
            }
            FileQuery query = asking(Query{tree, query_text(tree)});
            query.gone = asks_for_gone(tree) ? GoneFilter::any : GoneFilter::present;
            const FilePage page = catalogue.by_sql.find_files(kEverybody, query, kNoDeadline);
            std::set<int64_t> ids;
            for (const FileRecord& file : page.files) {
                ids.insert(file.id);
                CHECK(file.project == rules->project_of(display_text(file.directory)));
            }
            REQUIRE_MESSAGE(ids == expected, query_text(tree));
            REQUIRE(page.total->files == static_cast<int64_t>(expected.size()));
            found += expected.empty() || expected.size() == files.size() ? 0 : 1;
            pairs += files.size();
        }
    }
    CHECK(found > 400);
    MESSAGE(pairs << " pairs, " << found << " of 1600 queries found some files and not others");
}
