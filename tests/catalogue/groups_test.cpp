// Facets and datasets against the files that their own queries find.
#include "base/lexical_path.hpp"
#include "base/text.hpp"
#include "catalogue/find_in_index.hpp"
#include "catalogue/index_feed.hpp"
#include "random_catalogue.hpp"
#include "catalogue/statement.hpp"
#include "search/directory_match.hpp"
#include "search/query_text.hpp"
#include "search/text_match.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <thread>

using namespace tocd;

namespace {

// With directories that hold nothing.
struct HollowCatalogue : RandomCatalogue {
    explicit HollowCatalogue(Trees& trees) : RandomCatalogue(trees) {
        for (int i = 0; i < 12; ++i) {
            const int64_t above = trees.one_of(directories);
            add_directory(database().read_integer("SELECT share_id FROM directory WHERE id = " + std::to_string(above)), above,
                          trees.text(false) + "empty" + std::to_string(i));
        }
        settle();
    }
};

struct GroupedCatalogue : HollowCatalogue {
    explicit GroupedCatalogue(Trees& trees) : HollowCatalogue(trees), feed(path(), changes, 2, &projects), indexed(path(), never, &feed, &projects) {
        while (feed.status().state != IndexFeed::State::ready) std::this_thread::yield();
    }
    Totals totals_of(FileQuery query, const std::string& more) {
        const Query added = parsed(more);
        const QueryTree tree = query.search ? query_all({query.search->tree, added.tree}) : added.tree;
        query.search = Query{tree, query_text(tree)};
        query.count = true;
        return by_sql.find_files(kEverybody, query, kNoDeadline).total.value();
    }
    ChangedRows changes;
    IndexFeed feed;
    Reader indexed;
};

const std::vector<FacetKey> kAll = {FacetKey::ext,  FacetKey::owner, FacetKey::group, FacetKey::share,    FacetKey::project,
                                    FacetKey::size, FacetKey::age,   FacetKey::year,  FacetKey::directory};

// Of "2015-03" and a later one.
int months_between(const std::string& from, const std::string& to) {
    const auto number = [](const std::string& text) { return std::stoi(text) * 12 + std::stoi(text.substr(5)); };
    return number(to) - number(from);
}

FileQuery random_query(Trees& random) {
    FileQuery query;
    if (random.below(4) != 0) {
        const QueryTree tree = random.tree(2);
        query.search = Query{tree, query_text(tree)};
    }
    if (random.below(3) == 0) query.under = random.one_of<std::string>({"/srv", "/srv/run a"});
    query.gone = random.one_of<GoneFilter>({GoneFilter::present, GoneFilter::any, GoneFilter::gone});
    return query;
}

// Answers by the index, which is ready.
struct IndexedReader {
    explicit IndexedReader(const std::string& path) : feed(path, changes, 1), reader(path, never, &feed) {
        while (feed.status().state != IndexFeed::State::ready) std::this_thread::yield();
    }
    ChangedRows changes;
    IndexFeed feed;
    const std::atomic<bool> never{false};
    Reader reader;
};

}  // namespace

TEST_CASE("the query of each facet value finds as many files as it counts and all values together are all files") {
    Trees random(31);
    size_t values = 0;
    for (int catalogues = 0; catalogues < 3; ++catalogues) {
        GroupedCatalogue catalogue(random);
        for (int i = 0; i < 25; ++i) {
            if (i % 4 == 0) catalogue.choose_rules();
            const FileQuery query = random_query(random);
            CAPTURE((query.search ? query.search->text : ""));
            const FacetPage page = catalogue.indexed.find_facets(kEverybody, query, {kAll, 1000, kNow}, kNoDeadline);
            REQUIRE(page.complete);
            REQUIRE(page.facets.size() == kAll.size());
            for (const Facet& facet : page.facets) {
                int64_t files = 0;
                for (const FacetValue& value : facet.values) {
                    CAPTURE(value.query);
                    files += value.totals.files;
                    ++values;
                    if (facet.by == FacetKey::directory) continue;  // paths ignore case: see below
                    const Totals asked = catalogue.totals_of(query, value.query);
                    CHECK(asked.files == value.totals.files);
                    CHECK(asked.size_bytes == value.totals.size_bytes);
                }
                CHECK(files == page.total.files);
                CHECK(facet.distinct == static_cast<int64_t>(facet.values.size()));
            }
        }
    }
    CHECK(values > 500);
}

TEST_CASE("facets name the largest values and count the rest together") {
    SmallCatalogue catalogue;
    IndexedReader indexed(catalogue.path());
    Reader& reader = indexed.reader;
    const FacetPage page = reader.find_facets(kEverybody, {}, {{FacetKey::ext, FacetKey::directory}, 1, kNow}, kNoDeadline);
    REQUIRE(page.facets.size() == 2);
    REQUIRE(page.facets[0].values.size() == 1);
    CHECK(page.facets[0].values[0].value == "h5");
    CHECK(page.facets[0].values[0].totals.files == 3);
    CHECK(page.facets[0].others.files + 3 == page.total.files);
    CHECK(page.facets[0].distinct > 1);
    FileQuery below;
    below.under = "/srv/raw";
    const FacetPage directories = reader.find_facets(kEverybody, below, {{FacetKey::directory}, 10, kNow}, kNoDeadline);
    std::map<std::string, std::string> queries;
    for (const FacetValue& value : directories.facets[0].values) queries[value.value] = value.query;
    CHECK(queries == std::map<std::string, std::string>{{"/srv/raw", "dir=/srv/raw"}, {"/srv/raw/2020", "path:/srv/raw/2020"}, {"/srv/raw/2021", "path:/srv/raw/2021"}});
}

TEST_CASE("a directory whose name is not UTF-8 is told exactly and so is asked for") {
    SmallCatalogue catalogue;
    const int64_t raw = catalogue.add_directory(catalogue.raw, catalogue.raw_root, "not \xFF");
    catalogue.add_file(catalogue.add_directory(catalogue.raw, raw, "below"), {.name = "x"});
    catalogue.add_file(catalogue.add_directory(catalogue.raw, catalogue.raw_root, "text \\xff"), {.name = "y"});
    catalogue.settle();
    IndexedReader indexed(catalogue.path());
    Reader& reader = indexed.reader;
    using Exact = std::map<std::string, std::optional<std::string>>;
    const auto below = [&](const std::string& path) {
        FileQuery query;
        query.under = path;
        Exact out;
        const FacetPage page = reader.find_facets(kEverybody, query, {{FacetKey::directory}, 10, kNow}, kNoDeadline);
        for (const FacetValue& value : page.facets[0].values) out[value.value] = value.exact;
        return out;
    };
    CHECK(below("/srv/raw").at("/srv/raw/not \\xff") == "/srv/raw/not \xFF");
    CHECK(below("/srv/raw").at("/srv/raw/text \\xff") == std::nullopt);
    CHECK(below("/srv/raw/not \xFF") == Exact{{"/srv/raw/not \\xff/below", "/srv/raw/not \xFF/below"}});
    FileQuery within;
    within.under = "/srv/raw";
    const HistogramPage histogram = reader.find_histogram(kEverybody, within, {.of = FacetKey::size, .by = FacetKey::directory, .now_ns = kNow}, kNoDeadline);
    CHECK(std::any_of(histogram.rows.begin(), histogram.rows.end(), [](const HistogramRow& row) { return row.value.exact == "/srv/raw/not \xFF"; }));
}

namespace {

struct KnownDirectory {
    std::string path, share;
    uint32_t level = 0;
    bool gone = false;
};

// Every directory as SQL has it, by id.
std::map<int64_t, KnownDirectory> all_directories(Database& database) {
    std::map<int64_t, KnownDirectory> out;
    Statement rows(database,
                   "SELECT d.id, ifnull(d.parent_id, 0), d.name, d.state = 4, s.name, s.path FROM directory d JOIN share s ON s.id = d.share_id ORDER BY d.id");
    std::map<int64_t, std::pair<int64_t, std::string>> parents;
    while (rows.step()) {
        out[rows.integer(0)] = {rows.text(5), rows.text(4), 0, rows.integer(3) != 0};
        parents[rows.integer(0)] = {rows.integer(1), rows.text(2)};
    }
    for (auto& [id, directory] : out) {
        std::string below;
        for (int64_t at = id; parents.at(at).first != 0; at = parents.at(at).first) {
            below = "/" + parents.at(at).second + below;
            ++directory.level;
        }
        directory.path += below;
    }
    return out;
}

struct Called {
    uint32_t fit = 0;
    bool alone = false;
};

// Slowly: those that the query finds by their names.
std::map<std::string, Called> called_directories(GroupedCatalogue& catalogue, const FileQuery& query) {
    const DirectoryMatch match(whole_tree(query));
    std::map<std::string, Called> out;
    for (const auto& [id, directory] : all_directories(catalogue.database())) {
        if (query.gone != GoneFilter::any && directory.gone != (query.gone == GoneFilter::gone)) continue;
        if (query.under && !is_at_or_below(directory.path, *query.under)) continue;
        const uint32_t fit = match.fit(name_of(directory.path));
        const std::string project = catalogue.projects.get()->project_of(directory.path);
        const Truth truth = match.judge({directory.path, directory.share, project, directory.level, directory.gone});
        if (fit > 0 && truth != Truth::no) out[directory.path] = {fit, truth == Truth::yes};
    }
    return out;
}

}  // namespace

TEST_CASE("datasets are the directories of the files that a query finds and those that are called so") {
    Trees random(37);
    size_t seen = 0, alone = 0, both = 0;
    for (int catalogues = 0; catalogues < 6; ++catalogues) {
        GroupedCatalogue catalogue(random);
        for (int i = 0; i < 40; ++i) {
            if (i % 4 == 0) catalogue.choose_rules();
            FileQuery query = random_query(random);
            if (random.below(2) == 0) query.search = parsed(random.one_of<std::string>({"a", "run", "é run", "7", "name:b", "r*", "a size:>0", "run OR a", "-run a", "B depth:..1"}));
            query.limit = 1000;
            CAPTURE((query.search ? query.search->text : ""));
            std::map<std::string, std::vector<FileRecord>> expected;
            const FilePage files = catalogue.by_sql.find_files(kEverybody, query, kNoDeadline);
            for (const FileRecord& file : files.files) expected[file.directory].push_back(file);
            const auto shown = [](const std::string& path) { return display_text(path); };
            std::map<std::string, Called> called = called_directories(catalogue, query);
            std::set<std::string> paths;
            for (const auto& [path, inside] : expected) paths.insert(shown(path));
            int64_t named = 0;
            for (const auto& [path, how] : called) {
                if (how.alone) paths.insert(path);
                named += paths.contains(path) ? 1 : 0;
            }
            DatasetQuery asked{.sort = static_cast<DatasetSort>(random.below(7)), .descending = random.below(2) == 0, .limit = 7, .after = {}};
            std::map<std::string, Dataset> found;
            std::vector<Dataset> list;
            do {
                const DatasetPage page = catalogue.indexed.find_datasets(kEverybody, query, asked, kNoDeadline);
                CHECK(page.directories == static_cast<int64_t>(paths.size()));
                CHECK(page.called == named);
                CHECK(page.total.files == static_cast<int64_t>(files.files.size()));
                for (const Dataset& dataset : page.datasets) {
                    CHECK(found.emplace(shown(dataset.path), dataset).second);
                    list.push_back(dataset);
                }
                asked.after = page.next;
            } while (!asked.after.empty());
            REQUIRE(found.size() == paths.size());
            for (const auto& [path, dataset] : found) {
                CHECK(paths.contains(path));
                CHECK(dataset.called == called.contains(path));
                alone += dataset.totals.files == 0 ? 1 : 0;
                both += dataset.called && dataset.totals.files > 0 ? 1 : 0;
            }
            for (const auto& [path, inside] : expected) {
                const Dataset& dataset = found.at(shown(path));
                CHECK(dataset.path == path);
                CHECK(dataset.totals.files == static_cast<int64_t>(inside.size()));
                CHECK(dataset.project == inside.front().project);
                std::map<std::string, int64_t> types;
                std::map<std::string, int64_t> months;
                std::map<std::string, int64_t> years;
                UnixNs oldest = inside.front().mtime_ns;
                UnixNs newest = oldest;
                for (const FileRecord& file : inside) {
                    ++types[file.extension];
                    ++months[format_iso(file.mtime_ns).substr(0, 7)];
                    ++years[format_iso(file.mtime_ns).substr(0, 4)];
                    oldest = std::min(oldest, file.mtime_ns);
                    newest = std::max(newest, file.mtime_ns);
                }
                CHECK(dataset.oldest_ns == oldest);
                CHECK(dataset.newest_ns == newest);
                CHECK(static_cast<size_t>(dataset.more_types) + dataset.types.size() == types.size());
                const bool by_month = dataset.periods.front().month != 0;
                CHECK(by_month == (months_between(months.begin()->first, months.rbegin()->first) < 24));
                REQUIRE(dataset.periods.size() == (by_month ? months : years).size());
                for (const DatasetPeriod& period : dataset.periods) {
                    const std::string year = std::to_string(period.year);
                    CHECK((by_month ? months.at(year + (period.month < 10 ? "-0" : "-") + std::to_string(period.month)) : years.at(year)) == period.files);
                }
                for (const DatasetType& type : dataset.types) CHECK(types.at(type.extension) == type.files);
                ++seen;
            }
            const auto fit = [&](const Dataset& dataset) {
                const auto is = called.find(shown(dataset.path));
                return is == called.end() ? 0U : is->second.fit;
            };
            const auto in_order = [&](const Dataset& a, const Dataset& b) {
                const Dataset& x = asked.descending ? b : a;
                const Dataset& y = asked.descending ? a : b;
                const bool empty = x.totals.files == 0 || y.totals.files == 0;
                switch (asked.sort) {
                    case DatasetSort::relevance: return fit(x) != fit(y) ? fit(x) > fit(y) : x.totals.files >= y.totals.files;
                    case DatasetSort::files: return x.totals.files <= y.totals.files;
                    case DatasetSort::size: return x.totals.size_bytes <= y.totals.size_bytes;
                    case DatasetSort::newest: return empty ? x.totals.files == 0 : x.newest_ns <= y.newest_ns;
                    case DatasetSort::oldest: return empty ? y.totals.files == 0 : x.oldest_ns <= y.oldest_ns;
                    case DatasetSort::name: return shown(std::string(name_of(x.path))) <= shown(std::string(name_of(y.path)));
                    case DatasetSort::path: return shown(x.path) <= shown(y.path);
                }
                return false;
            };
            for (size_t at = 1; at < list.size(); ++at) CHECK(in_order(list[at - 1], list[at]));
        }
    }
    CHECK(seen > 200);
    CHECK(alone > 50);
    CHECK(both > 50);
}

TEST_CASE("directories that are called so are told beside files and the best fit comes first") {
    SmallCatalogue catalogue;
    catalogue.add_directory(catalogue.raw, catalogue.raw_root, "2021 old");
    catalogue.settle();
    IndexedReader indexed(catalogue.path());
    Reader& reader = indexed.reader;
    const auto paths = [&](const std::string& text, uint32_t limit) {
        FileQuery query;
        query.search = parsed(text);
        const CalledPage page = reader.find_called(kEverybody, query, limit, kNoDeadline).value();
        std::vector<std::string> out = {std::to_string(page.total)};
        for (const DirectoryRecord& directory : page.first) out.push_back(directory.path);
        return out;
    };
    CHECK(paths("2021", 5) == std::vector<std::string>{"2", "/srv/raw/2021", "/srv/raw/2021 old"});
    CHECK(paths("2021", 1) == std::vector<std::string>{"2", "/srv/raw/2021"});
    CHECK(paths("2021 -old", 5) == std::vector<std::string>{"1", "/srv/raw/2021"});
    CHECK(paths("raw 2021 old", 5) == std::vector<std::string>{"1", "/srv/raw/2021 old"});
    CHECK(paths("raw", 5) == std::vector<std::string>{"1", "/srv/raw"});
    CHECK(paths("2021 ext:h5", 5) == std::vector<std::string>{"0"});
    CHECK(paths("ext:h5", 5) == std::vector<std::string>{"0"});
}
