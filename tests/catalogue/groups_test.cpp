// Facets and datasets against the files that their own queries find.
#include "base/text.hpp"
#include "catalogue/find_in_index.hpp"
#include "catalogue/index_feed.hpp"
#include "random_catalogue.hpp"
#include "search/query_text.hpp"

#include <algorithm>
#include <map>
#include <thread>

using namespace tocd;

namespace {

struct GroupedCatalogue : RandomCatalogue {
    explicit GroupedCatalogue(Trees& trees) : RandomCatalogue(trees), feed(path(), changes, 2, &projects), indexed(path(), never, &feed, &projects) {
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
    ChangedRows changes;
    IndexFeed feed(catalogue.path(), changes, 1);
    const std::atomic<bool> never{false};
    Reader reader(catalogue.path(), never, &feed);
    while (feed.status().state != IndexFeed::State::ready) std::this_thread::yield();
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

TEST_CASE("datasets are the directories of the files that a query finds") {
    Trees random(37);
    size_t seen = 0;
    for (int catalogues = 0; catalogues < 3; ++catalogues) {
        GroupedCatalogue catalogue(random);
        for (int i = 0; i < 25; ++i) {
            if (i % 4 == 0) catalogue.choose_rules();
            FileQuery query = random_query(random);
            query.limit = 1000;
            std::map<std::string, std::vector<FileRecord>> expected;
            const FilePage files = catalogue.by_sql.find_files(kEverybody, query, kNoDeadline);
            for (const FileRecord& file : files.files) expected[display_text(file.directory)].push_back(file);
            DatasetQuery asked{.sort = static_cast<DatasetSort>(random.below(5)), .descending = random.below(2) == 0, .limit = 7, .offset = 0};
            std::map<std::string, Dataset> found;
            std::vector<Dataset> list;
            for (;; asked.offset += asked.limit) {
                const DatasetPage page = catalogue.indexed.find_datasets(kEverybody, query, asked, kNoDeadline);
                CHECK(page.directories == static_cast<int64_t>(expected.size()));
                CHECK(page.total.files == static_cast<int64_t>(files.files.size()));
                for (const Dataset& dataset : page.datasets) {
                    CHECK(found.emplace(dataset.path, dataset).second);
                    list.push_back(dataset);
                }
                if (page.datasets.size() < asked.limit) break;
            }
            REQUIRE(found.size() == expected.size());
            for (const auto& [path, inside] : expected) {
                const Dataset& dataset = found.at(path);
                CHECK(dataset.totals.files == static_cast<int64_t>(inside.size()));
                CHECK(dataset.project == inside.front().project);
                std::map<std::string, int64_t> types;
                UnixNs oldest = inside.front().mtime_ns;
                UnixNs newest = oldest;
                for (const FileRecord& file : inside) {
                    ++types[file.extension];
                    oldest = std::min(oldest, file.mtime_ns);
                    newest = std::max(newest, file.mtime_ns);
                }
                CHECK(dataset.oldest_ns == oldest);
                CHECK(dataset.newest_ns == newest);
                CHECK(static_cast<size_t>(dataset.more_types) + dataset.types.size() == types.size());
                for (const DatasetType& type : dataset.types) CHECK(types.at(type.extension) == type.files);
                ++seen;
            }
            const auto in_order = [&](const Dataset& a, const Dataset& b) {
                const Dataset& x = asked.descending ? b : a;
                const Dataset& y = asked.descending ? a : b;
                switch (asked.sort) {
                    case DatasetSort::files: return x.totals.files <= y.totals.files;
                    case DatasetSort::size: return x.totals.size_bytes <= y.totals.size_bytes;
                    case DatasetSort::newest: return x.newest_ns <= y.newest_ns;
                    case DatasetSort::oldest: return x.oldest_ns <= y.oldest_ns;
                    case DatasetSort::path: return x.path <= y.path;
                }
                return false;
            };
            for (size_t at = 1; at < list.size(); ++at) CHECK(in_order(list[at - 1], list[at]));
        }
    }
    CHECK(seen > 200);
}
