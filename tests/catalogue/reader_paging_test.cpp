#include "base/error.hpp"
#include "catalogue_fixture.hpp"
#include "sort_key.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <thread>

using namespace tocd;

namespace {

// Many equal keys, so that only the id tells rows apart.
struct ManyFiles : CatalogueFixture {
    ManyFiles() {
        for (const char* name : {"a", "b"}) {
            const int64_t share = add_share(name, std::string("/") + name);
            const int64_t root = add_directory(share, 0, "");
            const int64_t below = add_directory(share, root, "below");
            directories.insert(directories.end(), {root, below});
        }
        for (int i = 0; i < 120; ++i) add_numbered(i);
        settle();
    }
    int64_t add_numbered(int i) {
        return add_file(directories[static_cast<size_t>(i) % directories.size()],
                        {.name = "n" + std::to_string(i % 7) + ".e" + std::to_string(i % 3),
                         .size_bytes = i % 5,
                         .mtime_ns = i % 4 - 2,
                         .group = "g" + std::to_string(i % 3),
                         .inode = (uint64_t{1} << 63) - 2 + static_cast<uint64_t>(i) % 4,
                         .link_count = static_cast<uint32_t>(1 + i % 2),
                         .allocated_bytes = i % 6 == 0 ? std::optional<int64_t>(i % 4) : std::nullopt,
                         .age_ns = i % 5 == 0 ? std::nullopt : std::optional<int64_t>(i % 3)});
    }
    std::vector<int64_t> directories;
};

// All rows, page by page; `between` runs after each page.
std::vector<FileRecord> all_pages(CatalogueFixture& catalogue, FileQuery query,
                                  const std::function<void(const FilePage&)>& between) {
    std::vector<FileRecord> rows;
    for (int page_count = 0; page_count < 10'000; ++page_count) {
        const FilePage page = catalogue.reader().find_files(kEverybody, query, kNoDeadline);
        rows.insert(rows.end(), page.files.begin(), page.files.end());
        if (page.next.empty()) return rows;
        CHECK(page.files.size() == query.limit);
        query.after = page.next;
        between(page);
    }
    FAIL("the pages never end");
    return rows;
}

std::vector<FileQuery> every_order() {
    std::vector<FileQuery> queries;
    for (size_t sort = 0; sort < kFileSorts; ++sort)
        for (const bool descending : {false, true})
            for (const int scope : {0, 1, 2}) {
                FileQuery query;
                query.sort = static_cast<FileSort>(sort);
                query.descending = descending;
                if (scope == 1) query.shares = {"b"};
                if (scope == 2) query.under = "/a/below";
                queries.push_back(query);
            }
    return queries;
}

}  // namespace

TEST_CASE("pages give each file once and in order under every sort") {
    ManyFiles catalogue;
    for (FileQuery query : every_order()) {
        const size_t expected = query.under ? 30 : query.shares.empty() ? 120 : 60;
        for (const uint32_t limit : {1u, 7u, 30u, 2000u}) {
            query.limit = limit;
            const std::vector<FileRecord> rows = all_pages(catalogue, query, [](const FilePage&) {});
            CHECK(rows.size() == expected);
            for (size_t i = 1; i < rows.size(); ++i) CHECK(in_order(rows[i - 1], rows[i], query));
        }
    }
}

TEST_CASE("files that stay are given once while others come and go between pages") {
    for (FileQuery query : every_order()) {
        ManyFiles catalogue;
        query.limit = 9;
        query.gone = GoneFilter::present;
        std::set<int64_t> before, removed;
        FileQuery everything = query;
        everything.limit = 2000;
        for (const FileRecord& file : catalogue.reader().find_files(kEverybody, everything, kNoDeadline).files)
            before.insert(file.id);

        int next = 1000;
        const std::vector<FileRecord> rows = all_pages(catalogue, query, [&](const FilePage& page) {
            if (next > 1100) return;  // else an ascending id never ends
            for (int i = 0; i < 4; ++i) catalogue.add_numbered(next++);
            const int64_t victim = page.files.front().id;
            removed.insert(victim);
            catalogue.database().execute("UPDATE file SET last_seen_ns = 1 WHERE id = " + std::to_string(victim));
        });

        std::map<int64_t, int> seen;
        for (const FileRecord& file : rows) CHECK(++seen[file.id] == 1);
        for (const int64_t id : before) CHECK((seen.contains(id) || removed.contains(id)));
        for (size_t i = 1; i < rows.size(); ++i) CHECK(in_order(rows[i - 1], rows[i], query));
    }
}

TEST_CASE("a cursor of another order or filter is refused by the search") {
    ManyFiles catalogue;
    FileQuery query;
    query.limit = 5;
    query.after = catalogue.reader().find_files(kEverybody, query, kNoDeadline).next;
    REQUIRE(!query.after.empty());
    query.sort = FileSort::size;
    CHECK_THROWS_AS(static_cast<void>(catalogue.reader().find_files(kEverybody, query, kNoDeadline)), Error);
    query.sort = FileSort::name;
    query.extensions = {"nowhere"};  // nothing matches; the cursor is still looked at
    CHECK_THROWS_AS(static_cast<void>(catalogue.reader().find_files(kEverybody, query, kNoDeadline)), Error);
}

TEST_CASE("the data version rises with every commit and stands still without one") {
    ManyFiles catalogue;
    Reader second(catalogue.path());
    static_cast<void>(catalogue.reader().data_version());
    static_cast<void>(second.data_version());
    const int64_t quiet = catalogue.reader().data_version();
    CHECK(second.data_version() == quiet);
    CHECK(catalogue.reader().data_version() == quiet);

    catalogue.add_numbered(1);
    const int64_t changed = second.data_version();
    CHECK(changed > quiet);
    CHECK(catalogue.reader().data_version() >= changed);
    catalogue.reader().ping();
}

TEST_CASE("a reader holds no snapshot between calls") {
    ManyFiles catalogue;
    FileQuery query;
    query.limit = 3;
    static_cast<void>(catalogue.reader().find_files(kEverybody, query, kNoDeadline));
    static_cast<void>(catalogue.reader().get_stats(kEverybody, "", 5, kNoDeadline));
    catalogue.add_numbered(1);

    const Database::Wal wal = catalogue.database().checkpoint(Database::Checkpoint::truncate);

    CHECK(wal.pages == wal.copied);
    CHECK(std::filesystem::file_size(catalogue.path() + "-wal") == 0);
}

TEST_CASE("rows and sums of one answer agree while a writer commits and checkpoints") {
    ManyFiles catalogue;
    ReaderPool pool(catalogue.path());
    std::atomic<bool> done = false;
    std::atomic<int> answers = 0, disagreeing = 0, errors = 0;
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i)
        readers.emplace_back([&] {
            FileQuery query;
            query.limit = 2000;
            query.count = true;  // from the sums: a search without conditions
            while (!done) {
                try {
                    const FilePage page = pool.lend()->find_files(kEverybody, query, kNoDeadline);
                    if (!page.total || page.total->files != static_cast<int64_t>(page.files.size())) ++disagreeing;
                    ++answers;
                } catch (const std::exception&) {
                    ++errors;
                }
            }
        });
    for (int i = 0; i < 300 || answers < 30; ++i) {
        Transaction transaction(catalogue.database(), Transaction::Kind::write);
        if (i < 300) catalogue.add_numbered(3 * i);  // always "e0", which has sums already
        if (i < 300)
            catalogue.database().execute(
                "UPDATE extension_sum SET files = files + 1 WHERE share_id = " + std::to_string((3 * i) % 4 / 2 + 1) +
                " AND extension_id = (SELECT id FROM extension WHERE extension = 'e0')");
        transaction.commit();
        catalogue.database().checkpoint(i % 2 == 0 ? Database::Checkpoint::passive : Database::Checkpoint::truncate);
    }
    done = true;
    for (std::thread& reader : readers) reader.join();
    CHECK(errors == 0);
    CHECK(disagreeing == 0);
}

TEST_CASE("a pool lends readers and takes them back") {
    ManyFiles catalogue;
    ReaderPool pool(catalogue.path());
    {
        ReaderPool::Lease first = pool.lend();
        ReaderPool::Lease second = pool.lend();
        first->ping();
        CHECK(second->get_shares(kEverybody, kNoDeadline).size() == 2);
    }
    pool.lend()->ping();
}
