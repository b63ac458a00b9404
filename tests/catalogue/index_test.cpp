// The index answers as SQL does.
#include "base/error.hpp"
#include "catalogue/index_feed.hpp"
#include "random_catalogue.hpp"
#include "search/query_text.hpp"

#include <cstdlib>

using namespace tocd;

namespace {

int rounds(int usual) {
    const char* const text = std::getenv("TOCD_INDEX_ROUNDS");
    return text == nullptr ? usual : std::atoi(text);
}

// A catalogue that changes under an index.
struct IndexedCatalogue : RandomCatalogue {
    explicit IndexedCatalogue(Trees& trees)
        : RandomCatalogue(trees), random(trees), feed(path(), changes, 2), indexed(path(), never, &feed) {
        changes.watch(database());
        while (feed.status().state != IndexFeed::State::ready) std::this_thread::yield();
    }

    void change() {
        database().execute("BEGIN IMMEDIATE");
        const auto run = [&](const std::string& sql) { database().execute(sql); };
        const std::string file = std::to_string(random.one_of(files));
        const std::string directory = std::to_string(random.one_of(directories));
        switch (random.below(9)) {
            case 0: add_random_file(); break;
            case 1: run("UPDATE file SET size_bytes = size_bytes + 1, mtime_ns = mtime_ns - 86400000000000 WHERE id = " + file); break;
            case 2: run("UPDATE file SET last_seen_ns = iif(last_seen_ns IS NULL, 1500000000000000000, NULL) WHERE id = " + file); break;
            case 3: run("DELETE FROM file WHERE id = " + file); break;
            case 4: run("DELETE FROM staged_gone WHERE file_id > " + file); break;
            case 5: run("UPDATE directory SET state = iif(state = 4, 1, 4) WHERE id = " + directory); break;
            case 6: run("UPDATE directory SET name = name || 'run' WHERE parent_id IS NOT NULL AND name_raw IS NULL AND id = " + directory); break;
            case 7: run("UPDATE directory_stamp SET last_listed_ns = last_listed_ns + 1000 WHERE directory_id >= " + directory); break;
            case 8: add_scan(random.one_of(shares), 1, kScanStart + static_cast<int64_t>(random.below(4000)) - 2000); break;
        }
        settle();
        changes.commit(database(), true);
    }

    FileQuery random_query() {
        FileQuery query;
        if (random.below(8) != 0) {
            const QueryTree tree = random.tree(3);
            query.search = Query{tree, query_text(tree)};
        }
        query.gone = random.one_of<GoneFilter>({GoneFilter::present, GoneFilter::present, GoneFilter::any, GoneFilter::gone});
        if (random.below(4) == 0) query.shares = {random.one_of<std::string>({"run", "B"})};
        if (random.below(4) == 0) query.under = random.one_of<std::string>({"/srv", "/srv/run a", "/srv/é", "/"});
        if (random.below(8) == 0) query.names = {random.one_of<std::string>({"A", "*", "é", ".h?", "\xFF"})};
        if (random.below(8) == 0) query.extensions = {random.one_of<std::string>({"h5", "", "b", "B"})};
        if (random.below(8) == 0) query.owners = {random.one_of<std::string>({"run", "1000", "0"})};
        if (random.below(8) == 0) query.min_size_bytes = 4097;
        if (random.below(8) == 0) query.modified_before_ns = parse_iso("2017-12-31T23:59:59Z");
        query.sort = static_cast<FileSort>(random.below(static_cast<size_t>(FileSort::owner) + 1));
        query.descending = random.below(2) == 0;
        query.limit = static_cast<uint32_t>(random.one_of<int>({1, 7, 30, 1000}));
        query.count = true;
        return query;
    }

    Trees& random;
    ChangedRows changes;
    const std::atomic<bool> never{false};
    IndexFeed feed;
    Reader indexed;
};

std::vector<int64_t> ids_of(const FilePage& page) {
    std::vector<int64_t> ids;
    for (const FileRecord& file : page.files) ids.push_back(file.id);
    return ids;
}

}  // namespace

TEST_CASE("the index answers random queries as SQL does while the catalogue changes") {
    Trees random(23);
    size_t pairs = 0;
    size_t found = 0;
    for (int catalogues = rounds(4); catalogues > 0; --catalogues) {
        IndexedCatalogue catalogue(random);
        for (int i = 0; i < 300; ++i) {
            if (i % 4 == 0) catalogue.change();
            FileQuery query = catalogue.random_query();
            const std::string shown = (query.search ? query.search->text : "") + " sort " + std::to_string(static_cast<int>(query.sort)) +
                                      " under " + query.under.value_or("") + " gone " + std::to_string(static_cast<int>(query.gone));
            CAPTURE(shown);
            const size_t pages = 1 + random.below(3);
            for (size_t page = 0; page < pages; ++page) {
                FilePage expected;
                try {
                    expected = catalogue.reader().find_files(kEverybody, query, kNoDeadline);
                } catch (const Error&) {  // `under` is gone just now
                    CHECK_THROWS_AS(static_cast<void>(catalogue.indexed.find_files(kEverybody, query, kNoDeadline)), Error);
                    break;
                }
                const FilePage answered = catalogue.indexed.find_files(kEverybody, query, kNoDeadline);
                REQUIRE(ids_of(answered) == ids_of(expected));
                REQUIRE(answered.total->files == expected.total->files);
                REQUIRE(answered.total->size_bytes == expected.total->size_bytes);
                REQUIRE(answered.next == expected.next);
                REQUIRE(answered.complete);
                pairs += static_cast<size_t>(expected.total->files > 0 ? 1 : 0);
                found += expected.files.size();
                if (expected.next.empty()) break;
                query.after = expected.next;
            }
        }
        REQUIRE(catalogue.feed.status().state == IndexFeed::State::ready);
    }
    CHECK(found > 1000);
    MESSAGE(pairs << " answers with files, " << found << " files on their pages");
}
