// The index answers as SQL does.
#include "base/error.hpp"
#include "indexed_catalogue.hpp"

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
