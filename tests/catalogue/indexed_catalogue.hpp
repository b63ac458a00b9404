// A catalogue that changes under an index, and random queries that mean something on it.
#pragma once

#include "catalogue/index_feed.hpp"
#include "random_catalogue.hpp"
#include "search/query_text.hpp"

#include <string>
#include <thread>

namespace tocd {

struct IndexedCatalogue : RandomCatalogue {
    explicit IndexedCatalogue(Trees& trees)
        : RandomCatalogue(trees), random(trees), feed(path(), changes, 2, &projects), indexed(path(), never, &feed, &projects) {
        changes.watch(database());
        while (feed.status().state != IndexFeed::State::ready) std::this_thread::yield();
    }

    // One moment to the next: a few transactions, of which some come to nothing.
    void change() {
        if (random.below(5) == 0) choose_rules();
        for (size_t transactions = 1 + random.below(3); transactions > 0; --transactions) {
            const bool undone = transactions > 1 && random.below(4) == 0;
            database().execute("BEGIN IMMEDIATE");
            for (size_t rows = 1 + random.below(3); rows > 0; --rows) change_row(undone);
            if (undone) {
                database().execute("ROLLBACK");
                continue;
            }
            settle();
            changes.commit(database(), transactions == 1);
        }
    }

    // `undone`: this will be rolled back, so nothing that the fixture remembers may be made.
    void change_row(bool undone) {
        const auto run = [&](const std::string& sql) { database().execute(sql); };
        const std::string file = std::to_string(random.one_of(files));
        const int64_t directory_id = random.one_of(directories);
        const std::string directory = std::to_string(directory_id);
        const int64_t share = database().read_integer("SELECT share_id FROM directory WHERE id = " + directory);
        switch (random.below(15)) {
            case 0:
                if (!undone) add_random_file();
                break;
            case 1: run("UPDATE file SET size_bytes = size_bytes + 1, mtime_ns = mtime_ns - 86400000000000 WHERE id = " + file); break;
            case 2: run("UPDATE file SET last_seen_ns = iif(last_seen_ns IS NULL, 1500000000000000000, NULL) WHERE id = " + file); break;
            case 3: run("DELETE FROM file WHERE id = " + file); break;
            case 4: run("DELETE FROM staged_gone WHERE file_id > " + file); break;
            case 5: run("UPDATE directory SET state = iif(state = 4, 1, 4) WHERE id = " + directory); break;
            case 6: run("UPDATE directory SET name = name || 'run' WHERE parent_id IS NOT NULL AND name_raw IS NULL AND id = " + directory); break;
            case 7: run("UPDATE directory_stamp SET last_listed_ns = last_listed_ns + 1000 WHERE directory_id >= " + directory); break;
            case 8: add_scan(random.one_of(shares), 1, kScanStart + static_cast<int64_t>(random.below(4000)) - 2000); break;
            case 9:
                if (!undone) directories.push_back(add_directory(share, directory_id, random.text(false) + std::to_string(directories.size())));
                break;
            case 10: move(directory, share); break;
            case 11:
                run("DELETE FROM staged_gone WHERE file_id >> 24 = " + directory + "; DELETE FROM file_detail WHERE file_id >> 24 = " + directory +
                    "; DELETE FROM file WHERE id >> 24 = " + directory);
                break;
            case 12:
                run("INSERT INTO file_detail(file_id, link_count) SELECT id, 7 FROM file WHERE id = " + file +
                    " ON CONFLICT(file_id) DO UPDATE SET link_count = link_count + 1");
                break;
            case 13:
                run("UPDATE file SET owner_id = (SELECT max(id) FROM owner), extension_id = (SELECT max(id) FROM extension), atime_day = 18000, "
                    "first_seen_ns = 1400000000000000000 WHERE id >> 24 = " + directory);
                break;
            case 14: run("UPDATE share SET path = iif(path = '/srv/run a', '/srv/B run', '/srv/run a') WHERE id = " + std::to_string(shares[0])); break;
        }
    }

    // Takes a directory to another place in its share, with all below it.
    void move(const std::string& directory, int64_t share) {
        const std::string target = std::to_string(random.one_of(directories));
        database().execute("UPDATE directory SET parent_id = " + target + ", name = name || '" + std::to_string(random.below(1000)) +
                           "' WHERE parent_id IS NOT NULL AND name_raw IS NULL AND id = " + directory +
                           " AND (SELECT share_id FROM directory WHERE id = " + target + ") = " + std::to_string(share) + " AND " + directory +
                           " NOT IN (WITH RECURSIVE up(id) AS (SELECT " + target +
                           " UNION SELECT parent_id FROM up JOIN directory USING(id) WHERE parent_id IS NOT NULL) SELECT id FROM up)");
    }

    FileQuery random_query() {
        FileQuery query;
        if (random.below(8) != 0) {
            const QueryTree tree = random.tree(3);
            query.search = Query{tree, query_text(tree)};
        }
        query.gone = random.one_of<GoneFilter>({GoneFilter::present, GoneFilter::present, GoneFilter::any, GoneFilter::gone});
        if (random.below(8) == 0) query.projects = {random.one_of<std::string>({"a", "B", "7", ""})};
        if (random.below(4) == 0) query.shares = {random.one_of<std::string>({"run", "B"})};
        if (random.below(16) == 0) query.shares = {"B", "run"};
        if (random.below(4) == 0) query.under = random.one_of<std::string>({"/srv", "/srv/run a", "/srv/é", "/"});
        if (random.below(8) == 0) query.names = {random.one_of<std::string>({"A", "*", "é", ".h?", "\xFF"})};
        if (random.below(8) == 0) query.extensions = {random.one_of<std::string>({"h5", "", "b", "B"})};
        if (random.below(8) == 0) query.owners = {random.one_of<std::string>({"run", "1000", "0"})};
        if (random.below(12) == 0) query.names = {"*", random.one_of<std::string>({"a", "7", "R?n*"})};
        if (random.below(8) == 0) query.min_size_bytes = 4097;
        if (random.below(12) == 0) query.max_size_bytes = 4097;
        if (random.below(12) == 0) query.modified_after_ns = parse_iso("2017-05-03T08:30:10Z");
        if (random.below(8) == 0) query.modified_before_ns = parse_iso("2017-12-31T23:59:59Z");
        query.sort = static_cast<FileSort>(random.below(kFileSorts));
        query.descending = random.below(2) == 0;
        query.limit = static_cast<uint32_t>(random.one_of<int>({1, 7, 30, 1000}));
        query.count = query.sort == FileSort::id ? random.below(3) == 0 : random.below(8) != 0;  // an export does not count
        return query;
    }

    Trees& random;
    ChangedRows changes;
    IndexFeed feed;
    Reader indexed;
};

}  // namespace tocd
