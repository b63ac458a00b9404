// The index answers as SQL does.
#include "base/error.hpp"
#include "indexed_catalogue.hpp"
#include "sort_key.hpp"

#include <cstdlib>

using namespace tocd;

namespace {

int rounds(int usual) {
    const char* const text = std::getenv("TOCD_INDEX_ROUNDS");
    return text == nullptr ? usual : std::atoi(text);
}

std::vector<std::pair<int64_t, std::string>> ids_of(const FilePage& page) {
    std::vector<std::pair<int64_t, std::string>> ids;
    for (const FileRecord& file : page.files) ids.emplace_back(file.id, file.project);
    return ids;
}

}  // namespace

TEST_CASE("the index answers random queries as SQL does while the catalogue changes") {
    Trees random(23);
    size_t pairs = 0;
    size_t found = 0;
    for (int catalogues = rounds(4); catalogues > 0; --catalogues) {
        IndexedCatalogue catalogue(random);
        std::vector<FileQuery> asked;  // and asked again: the index remembers what it found
        for (int i = 0; i < 300; ++i) {
            if (i % 4 == 0) catalogue.change();
            FileQuery query = asked.empty() || random.below(3) != 0 ? catalogue.random_query() : random.one_of(asked);
            asked.push_back(query);
            const std::string shown = (query.search ? query.search->text : "") + " sort " + std::to_string(static_cast<int>(query.sort)) +
                                      " under " + query.under.value_or("") + " gone " + std::to_string(static_cast<int>(query.gone)) +
                                      (query.projects.empty() ? "" : " project " + query.projects.front());
            CAPTURE(shown);
            const size_t pages = 1 + random.below(3);
            for (size_t page = 0; page < pages; ++page) {
                FilePage expected;
                try {
                    expected = catalogue.by_sql.find_files(kEverybody, query, kNoDeadline);
                } catch (const Error&) {  // `under` is gone just now
                    CHECK_THROWS_AS(static_cast<void>(catalogue.indexed.find_files(kEverybody, query, kNoDeadline)), Error);
                    break;
                }
                const FilePage answered = catalogue.indexed.find_files(kEverybody, query, kNoDeadline);
                REQUIRE(ids_of(answered) == ids_of(expected));
                REQUIRE(answered.total.has_value() == expected.total.has_value());
                if (expected.total) {
                    REQUIRE(answered.total->files == expected.total->files);
                    REQUIRE(answered.total->size_bytes == expected.total->size_bytes);
                }
                REQUIRE(answered.next == expected.next);
                REQUIRE(answered.complete);
                // Both could be wrong; how well names fit is looked at elsewhere.
                for (size_t at = 1; at < answered.files.size() && query.sort != FileSort::relevance; ++at)
                    REQUIRE(in_order(answered.files[at - 1], answered.files[at], query));
                pairs += static_cast<size_t>(expected.files.empty() ? 0 : 1);
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

TEST_CASE("an order that the index does not hold is refused where too many files match") {
    Trees random(3);
    IndexedCatalogue catalogue(random);
    const int64_t directory = catalogue.add_directory(catalogue.shares[0], catalogue.directories[0], "many");
    const std::string first = std::to_string(directory << 24);
    catalogue.database().execute("BEGIN IMMEDIATE");
    catalogue.add_file(directory, {.name = "many0.one"});
    catalogue.database().execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100001) "
        "INSERT INTO file(id, name, extension_id, size_bytes, owner_id, mtime_ns, ctime_offset_ns, inode) "
        "SELECT f.id + n.i, 'many' || n.i, f.extension_id, n.i, f.owner_id, f.mtime_ns, 0, (n.i * 7919) % 100003 FROM n, file f WHERE f.id = " + first);
    catalogue.settle();
    catalogue.changes.commit(catalogue.database(), true);

    FileQuery query;
    query.under = "/srv/run a/many";
    query.limit = 5;
    for (const FileSort sort : {FileSort::inode, FileSort::born, FileSort::allocated}) {
        query.sort = sort;
        CHECK_THROWS_WITH_AS(static_cast<void>(catalogue.indexed.find_files(kEverybody, query, kNoDeadline)),
                             "this order is for at most 100000 files, and 100002 match: narrow the search, or sort it otherwise", Error);
    }
    query.sort = FileSort::inode;
    query.max_size_bytes = 100'000;
    query.min_size_bytes = 1;
    query.count = true;
    const FilePage page = catalogue.indexed.find_files(kEverybody, query, kNoDeadline);
    REQUIRE(page.total);
    CHECK(page.total->files == 100'000);
    CHECK(page.by_index);
    CHECK(ids_of(page) == ids_of(catalogue.by_sql.find_files(kEverybody, query, kNoDeadline)));
    CHECK_FALSE(page.next.empty());
}

TEST_CASE("an answer of the index that nobody waits for any more is cut and says so") {
    Trees random(29);
    IndexedCatalogue catalogue(random);
    FileQuery query;
    query.count = true;
    query.names = {"*"};
    CHECK(catalogue.indexed.find_files(kEverybody, query, kNoDeadline).complete);
    // Its client hung up; its time is over.
    for (const Deadline& over : {Deadline{0, std::make_shared<const std::atomic<bool>>(true)}, Deadline{1, nullptr}}) {
        FilePage page;
        page.complete = false;
        try {
            page = catalogue.indexed.find_files(kEverybody, query, over);
        } catch (const Error& error) {  // the look-ups in SQL before it are given up as well
            CHECK(error.kind() == ErrorKind::limit);
        }
        CHECK_FALSE(page.complete);
    }
}
