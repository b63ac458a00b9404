// Pages that go on while the catalogue changes.
#include "base/error.hpp"
#include "indexed_catalogue.hpp"
#include "sort_key.hpp"

#include <map>

using namespace tocd;

namespace {

using Keys = std::map<int64_t, SortPosition>;

// Every row that the query finds at this moment, by id, with what it stands by.
Keys all_rows(Reader& reader, FileQuery query) {
    query.limit = 1000;
    query.after.clear();
    Keys out;
    const FilePage page = reader.find_files(kEverybody, query, kNoDeadline);
    REQUIRE(page.next.empty());
    for (const FileRecord& file : page.files) out[file.id] = sort_key(file, query.sort);
    return out;
}

void keep_equal(Keys& kept, const Keys& now) {
    std::erase_if(kept, [&](const auto& row) {
        const auto found = now.find(row.first);
        return found == now.end() || found->second != row.second;
    });
}

}  // namespace

TEST_CASE("among rows whose sort key stays no page shows one twice or leaves one out while the catalogue changes") {
    Trees random(31);
    size_t shown = 0;
    size_t unmoved = 0;
    for (int catalogues = 0; catalogues < 3; ++catalogues) {
        IndexedCatalogue catalogue(random);
        for (int queries = 0; queries < 60; ++queries) {
            FileQuery query = catalogue.random_query();
            query.under.reset();  // a directory that may be gone on the next page
            query.limit = static_cast<uint32_t>(random.one_of<int>({1, 5, 9}));
            const std::string asked = (query.search ? query.search->text : "") + " sort " + std::to_string(static_cast<int>(query.sort));
            CAPTURE(asked);
            Keys stayed = all_rows(catalogue.by_sql, query);
            std::map<int64_t, int> times;
            for (int pages = 0; pages < 40; ++pages) {
                // A page by SQL goes on where one by the index ended, and the other way round.
                Reader& reader = random.below(3) == 0 ? catalogue.by_sql : catalogue.indexed;
                const FilePage page = reader.find_files(kEverybody, query, kNoDeadline);
                for (const FileRecord& file : page.files) ++times[file.id];
                query.after = page.next;
                if (page.next.empty()) break;
                catalogue.change();
                keep_equal(stayed, all_rows(catalogue.by_sql, query));
            }
            // One that was left early has not come to the rest; nothing may have come twice.
            for (const auto& [id, key] : stayed) {
                const auto found = times.find(id);
                if (found == times.end() ? query.after.empty() : found->second != 1) FAIL("file " << id << " at " << key.number << key.text);
            }
            shown += times.size();
            unmoved += stayed.size();
        }
    }
    CHECK(shown > 300);
    CHECK(unmoved > 300);
}
