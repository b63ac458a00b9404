// A question to the index ends when nobody wants its answer any more: at the ask that says so, and what it has by then is told as a part.
#include "index/age_memory.hpp"
#include "index/called_directories.hpp"
#include "index/dataset_facts.hpp"
#include "index/datasets.hpp"
#include "index/facets.hpp"
#include "index/histogram.hpp"
#include "index/index_search.hpp"
#include "index/kept_sums.hpp"
#include "index/sight_memory.hpp"
#include "search/query_syntax.hpp"

#include <doctest/doctest.h>

#include <atomic>

using namespace tocd;

namespace {

constexpr int64_t kDirectories = 200, kFilesEach = 700;

IndexEpoch epoch_of_many(IndexWorkers& workers) {
    IndexEpoch epoch;
    auto dictionaries = std::make_shared<IndexDictionaries>();
    dictionaries->extensions = {"", "dat"};
    dictionaries->owners = {{0, 0, "root", "root"}};
    dictionaries->shares = {{}, {"data", 1}};
    epoch.dictionaries = dictionaries;
    std::vector<IndexedDirectory> directories = {{.id = 1, .name = "/data", .share_id = 1, .first_listed_ns = 1, .last_listed_ns = 1}};
    FileChunks chunks;
    for (int64_t id = 2; id < 2 + kDirectories; ++id) {
        directories.push_back({.id = id, .name = "run " + std::to_string(id), .parent_id = 1, .share_id = 1, .first_listed_ns = 1, .last_listed_ns = 1});
        for (int64_t i = 0; i < kFilesEach; ++i) {
            const std::string name = "file " + std::to_string(i * 7919 % kFilesEach) + ".dat";
            chunks.add({.id = first_file_id(id) + i, .name = name, .size_bytes = i, .extension_id = 1});
        }
    }
    for (int64_t id = 2 + kDirectories; id < 30'000; ++id)  // for questions that go through directories
        directories.push_back({.id = id, .name = "run " + std::to_string(id), .parent_id = 1, .share_id = 1});
    epoch.directories.change(directories);
    epoch.chunks = chunks.take();
    epoch.projects = std::make_shared<const DirectoryProjects>(std::make_shared<const ProjectRules>(), epoch.directories, workers);
    epoch.sums = KeptSums::of(epoch, workers);
    epoch.ages = std::make_shared<AgeMemory>();
    epoch.sights = std::make_shared<SightMemory>();
    epoch.datasets = std::make_shared<DatasetMemory>();
    return epoch;
}

QueryTree tree_of(const std::string& text) { return std::get<Query>(parse_query(text, 0)).tree; }

// Says "over" from its nth ask on.
struct Patience {
    explicit Patience(int64_t asks) : left(asks) {}
    std::function<bool()> is_over = [this] { return ++asked, --left <= 0; };
    std::atomic<int64_t> left;
    std::atomic<int64_t> asked{0};
};

// Asks a question with all patience, then with less and less; `ask` gives whether the answer was complete.
template <class Ask>
void check_cut(IndexWorkers& workers, Ask ask) {
    Patience endless(1'000'000'000);
    CHECK(ask(endless.is_over));
    const int64_t asks = endless.asked;
    REQUIRE(asks >= 4);
    // Those who asked just before one said "over" may still ask.
    const auto late = static_cast<int64_t>(workers.threads()) - 1;
    for (const int64_t patience : {int64_t{1}, int64_t{2}, asks / 2, asks}) {
        CAPTURE(patience);
        Patience some(patience);
        CHECK_FALSE(ask(some.is_over));
        CHECK(some.asked >= patience);
        CHECK(some.asked <= patience + late);
    }
}

void check_all(size_t helpers) {
    IndexWorkers workers(helpers);
    const IndexEpoch epoch = epoch_of_many(workers);
    const QueryTree tree = tree_of("file size>3");
    SUBCASE("first rows and totals") {
        IndexQuestion question{.tree = tree, .scope = {}, .after = {}};
        check_cut(workers, [&](const auto& is_over) { return search_index(epoch, question, workers, is_over).complete; });
        question.sort = FileSort::relevance;
        check_cut(workers, [&](const auto& is_over) { return search_index(epoch, question, workers, is_over).complete; });
    }
    SUBCASE("an export's page") {
        const IndexQuestion question{.tree = tree, .scope = {}, .sort = FileSort::id, .limit = 100'000'000, .after = {}, .totals = false};
        check_cut(workers, [&](const auto& is_over) { return search_index(epoch, question, workers, is_over).complete; });
    }
    SUBCASE("facets") {
        const FacetQuestion question{tree, {}, {FacetKey::size, FacetKey::ext}, 20, 5, false};
        check_cut(workers, [&](const auto& is_over) { return find_facets(epoch, question, workers, is_over).complete; });
    }
    SUBCASE("a histogram") {
        const HistogramQuestion question{tree, {}, FacetKey::size, FacetKey::ext, 20, 5};
        check_cut(workers, [&](const auto& is_over) { return find_histogram(epoch, question, workers, is_over).complete; });
    }
    SUBCASE("directories that are called so") {
        const QueryTree run = tree_of("run");
        check_cut(workers, [&](const auto& is_over) { return find_called(epoch, run, {}, workers, is_over).complete; });
    }
    SUBCASE("datasets") {
        DatasetQuestion question{.tree = tree_of("file"), .scope = {}, .after = {}};
        Patience endless(1'000'000'000);
        CHECK(find_datasets(epoch, question, workers, endless.is_over).page.complete);
        Patience some(endless.asked / 2);
        CHECK_FALSE(find_datasets(epoch, question, workers, some.is_over).page.complete);
        CHECK(some.asked < endless.asked);
    }
}

}  // namespace

TEST_CASE("a query of the index ends at the ask that says that its time is over") { check_all(0); }

TEST_CASE("a query of the index on several threads ends when one of them hears that its time is over") { check_all(3); }

TEST_CASE("what a query that was cut tells is of what it had looked at") {
    IndexWorkers workers(0);
    const IndexEpoch epoch = epoch_of_many(workers);
    const IndexQuestion question{.tree = tree_of("file"), .scope = {}, .after = {}};
    for (const int64_t patience : {1, 3, 6}) {
        Patience some(patience);
        const IndexAnswer answer = search_index(epoch, question, workers, some.is_over);
        CHECK_FALSE(answer.complete);
        // Asked once for each eight chunks, and at the begin of each part.
        CHECK(answer.totals.files <= (patience - 1) * 8 * static_cast<int64_t>(kChunkRows));
        CHECK((answer.totals.files == 0) == (patience == 1));
        CHECK(answer.rows.empty() == (patience == 1));
    }
}
