// What is asked of all files: the sums that the index keeps against a pass over the files, and against SQL.
#include "indexed_catalogue.hpp"

#include <algorithm>

using namespace tocd;

namespace {

const std::vector<FacetKey> kAll = {FacetKey::ext,  FacetKey::owner, FacetKey::group, FacetKey::share, FacetKey::project,
                                    FacetKey::size, FacetKey::age,   FacetKey::year,  FacetKey::directory};

std::string shown(const FacetPage& page) {
    std::string out = std::to_string(page.total.files) + " " + std::to_string(page.total.size_bytes);
    for (const Facet& facet : page.facets) {
        out += "\n" + std::to_string(facet.distinct) + " others " + std::to_string(facet.others.files) + " " + std::to_string(facet.others.size_bytes);
        for (const FacetValue& value : facet.values)
            out += "\n  " + value.query + " " + std::to_string(value.totals.files) + " " + std::to_string(value.totals.size_bytes);
    }
    return out;
}

std::string shown(const DatasetPage& page) {
    std::string out = std::to_string(page.directories) + " " + std::to_string(page.total.files) + " " + std::to_string(page.total.size_bytes);
    for (const Dataset& dataset : page.datasets) {
        out += "\n  " + dataset.path + " " + std::to_string(dataset.totals.files) + " " + std::to_string(dataset.totals.size_bytes) + " " +
               std::to_string(dataset.oldest_ns) + " " + std::to_string(dataset.newest_ns) + " " + std::to_string(dataset.more_types) + " " + std::to_string(dataset.more_owners);
        for (const DatasetType& type : dataset.types) out += " " + type.extension + ":" + std::to_string(type.files);
        for (const std::string& owner : dataset.owners) out += " " + owner;
        for (const DatasetPeriod& period : dataset.periods) out += " " + std::to_string(period.year) + "-" + std::to_string(period.month) + ":" + std::to_string(period.files);
    }
    return out;
}

std::string shown(const std::vector<TopRow>& rows) {
    std::string out;
    for (const TopRow& row : rows) out += "\n  " + row.key + " " + std::to_string(row.files) + " " + std::to_string(row.size_bytes);
    return out;
}

std::string shown(const StatsRecord& stats) {
    return std::to_string(stats.total.files) + " " + std::to_string(stats.total.size_bytes) + " " + std::to_string(stats.unique_bytes) + " " +
           std::to_string(stats.directories) + " " + std::to_string(stats.gone_files) + " " + std::to_string(stats.as_of_ns) + "\next" +
           shown(stats.extensions_by_files) + shown(stats.extensions_by_size) + "\nowner" + shown(stats.owners_by_files) + shown(stats.owners_by_size) +
           "\ndirectory" + shown(stats.directories_by_files) + shown(stats.directories_by_size);
}

// The same files by a filter that all of them pass, which takes a look at each.
FileQuery passing(FileQuery query) {
    query.search = parsed("depth:>=0");
    return query;
}

}  // namespace

TEST_CASE("what is asked of all files is answered as by a look at each while the catalogue changes") {
    Trees random(41);
    int64_t files = 0;
    for (int catalogues = 0; catalogues < 4; ++catalogues) {
        IndexedCatalogue catalogue(random);
        for (int i = 0; i < 60; ++i) {
            catalogue.change();
            FileQuery query;
            if (random.below(3) == 0) query.shares = {random.one_of<std::string>({"run", "B"})};
            const FacetQuery facets{kAll, random.one_of<uint32_t>({1, 3, 1000}), kNow + static_cast<int64_t>(random.below(2)) * kNsPerDay, random.below(2) == 0};
            const FacetPage kept = catalogue.indexed.find_facets(kEverybody, query, facets, kNoDeadline);
            REQUIRE(shown(kept) == shown(catalogue.indexed.find_facets(kEverybody, passing(query), facets, kNoDeadline)));
            REQUIRE(kept.complete);
            files += kept.total.files;
            DatasetQuery datasets{.sort = static_cast<DatasetSort>(random.below(7)), .descending = random.below(2) == 0, .limit = 3, .after = {}};
            datasets.offset = static_cast<uint32_t>(random.below(2));
            for (int page = 0; page < 3; ++page) {
                const DatasetPage found = catalogue.indexed.find_datasets(kEverybody, query, datasets, kNoDeadline);
                DatasetQuery same = datasets;
                if (!same.after.empty()) {  // cursors go with their query
                    same.offset += static_cast<uint32_t>(page) * (same.limit + datasets.offset);
                    same.after.clear();
                }
                REQUIRE(shown(found) == shown(catalogue.indexed.find_datasets(kEverybody, passing(query), same, kNoDeadline)));
                if (found.next.empty()) break;
                datasets.after = found.next;
            }
        }
    }
    CHECK(files > 1000);
}

TEST_CASE("totals and leaders are the same by the index and by SQL while the catalogue changes") {
    Trees random(43);
    for (int catalogues = 0; catalogues < 4; ++catalogues) {
        IndexedCatalogue catalogue(random);
        for (int i = 0; i < 60; ++i) {
            catalogue.change();
            const std::string share = random.one_of<std::string>({"", "", "run", "B"});
            const auto top = random.one_of<uint32_t>({1, 4, 100});
            REQUIRE(shown(catalogue.indexed.get_stats(kEverybody, share, top, kNoDeadline)) == shown(catalogue.reader().get_stats(kEverybody, share, top, kNoDeadline)));
        }
    }
}

TEST_CASE("a histogram counts each row of its grouping by the classes of a facet") {
    Trees random(47);
    int64_t rows = 0;
    for (int catalogues = 0; catalogues < 3; ++catalogues) {
        IndexedCatalogue catalogue(random);
        for (int i = 0; i < 80; ++i) {
            FileQuery query = catalogue.random_query();
            if (query.under || !query.shares.empty()) continue;
            const FacetKey of = random.one_of<FacetKey>({FacetKey::size, FacetKey::age, FacetKey::year}), by = random.one_of(kAll);
            CAPTURE((query.search ? query.search->text : ""));
            const HistogramPage page = catalogue.indexed.find_histogram(kEverybody, query, {of, by, 2, kNow}, kNoDeadline);
            const HistogramPage whole = catalogue.indexed.find_histogram(kEverybody, query, {of, std::nullopt, 2, kNow}, kNoDeadline);
            const FacetPage facets = catalogue.indexed.find_facets(kEverybody, query, {{of, by}, 2, kNow}, kNoDeadline);
            CHECK(whole.rows.empty());
            REQUIRE(page.classes.size() == whole.classes.size());
            CHECK(page.distinct == facets.facets[1].distinct);
            REQUIRE(page.rows.size() == facets.facets[1].values.size());
            std::vector<Totals> sums(page.classes.size());
            const auto add = [&](const HistogramRow& row) {
                REQUIRE(row.classes.size() == sums.size());
                int64_t files = 0;
                for (size_t at = 0; at < sums.size(); ++at) {
                    sums[at].files += row.classes[at].files;
                    files += row.classes[at].files;
                }
                CHECK(files == row.value.totals.files);
                ++rows;
            };
            for (size_t row = 0; row < page.rows.size(); ++row) {
                CHECK(page.rows[row].value.query == facets.facets[1].values[row].query);
                CHECK(page.rows[row].value.totals.files == facets.facets[1].values[row].totals.files);
                CHECK(page.rows[row].value.totals.size_bytes == facets.facets[1].values[row].totals.size_bytes);
                add(page.rows[row]);
            }
            add(page.others);
            size_t with_files = 0;
            for (size_t at = 0; at < sums.size(); ++at) {
                CHECK(page.classes[at].query == whole.classes[at].query);
                CHECK(page.classes[at].totals.files == sums[at].files);
                CHECK(whole.classes[at].totals.files == sums[at].files);
                if (sums[at].files == 0) continue;
                CHECK(facets.facets[0].values.at(with_files).query == page.classes[at].query);
                CHECK(facets.facets[0].values.at(with_files++).totals.size_bytes == page.classes[at].totals.size_bytes);
            }
            CHECK(with_files == facets.facets[0].values.size());
            // One cell by its own words.
            for (const HistogramRow& row : page.rows)
                for (size_t at = 0; at < sums.size(); ++at) {
                    if (by == FacetKey::directory || random.below(4) != 0) continue;  // paths ignore case
                    FileQuery cell = query;
                    const Query added = parsed(row.value.query + " " + page.classes[at].query);
                    const QueryTree tree = query.search ? query_all({query.search->tree, added.tree}) : added.tree;
                    cell.search = Query{tree, query_text(tree)};
                    cell.count = true;
                    CHECK(catalogue.by_sql.find_files(kEverybody, cell, kNoDeadline).total->files == row.classes[at].files);
                }
        }
    }
    CHECK(rows > 200);
}

TEST_CASE("sums of files that are larger than 64 bits come out as those of SQL") {
    CatalogueFixture catalogue;
    const int64_t share = catalogue.add_share("big", "/big");
    const int64_t root = catalogue.add_directory(share, 0, ""), below = catalogue.add_directory(share, root, "below");
    for (int i = 0; i < 9; ++i) catalogue.add_file(i < 4 ? root : below, {.name = std::to_string(i) + ".x", .size_bytes = (int64_t{1} << 62) + i});
    catalogue.settle();
    ChangedRows changes;
    IndexFeed feed(catalogue.path(), changes, 1);
    const std::atomic<bool> never{false};
    Reader indexed(catalogue.path(), never, &feed);
    while (feed.status().state != IndexFeed::State::ready) std::this_thread::yield();
    CHECK(shown(indexed.get_stats(kEverybody, "", 5, kNoDeadline)) == shown(catalogue.reader().get_stats(kEverybody, "", 5, kNoDeadline)));
    const FacetPage page = indexed.find_facets(kEverybody, {}, {{FacetKey::ext}, 5, kNow}, kNoDeadline);
    CHECK(page.total.size_bytes == std::numeric_limits<int64_t>::max());
    CHECK(page.facets[0].values[0].totals.files == 9);
}
