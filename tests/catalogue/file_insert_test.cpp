// New file rows: whole records are stored as statements would store them.
#include "base/error.hpp"
#include "catalogue/file_insert.hpp"
#include "catalogue/migrate.hpp"
#include "catalogue/statement.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>
#include <vector>

namespace tocd {
namespace {

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();

struct Target {
    explicit Target(FileInsert::Way way) : database(folder / "catalogue.db", Database::Access::write) {
        migrate(database);
        insert.emplace(database, way);
    }
    std::vector<std::string> rows() {
        std::vector<std::string> out;
        Statement read(database,
            "SELECT quote(f.id) || quote(f.name) || quote(extension_id) || quote(size_bytes) || quote(allocated_bytes) ||"
            " quote(owner_id) || quote(mtime_ns) || quote(ctime_offset_ns) || quote(btime_offset_ns) || quote(atime_day) ||"
            " quote(inode) || quote(first_seen_ns) || quote(last_seen_ns) || quote(d.name_raw) || quote(d.link_count)"
            " FROM file f LEFT JOIN file_detail d ON d.file_id = f.id ORDER BY f.id");
        while (read.step()) out.push_back(read.text(0));
        return out;
    }
    TempDir folder;
    Database database;
    std::optional<FileInsert> insert;
};

// Both ways, side by side.
struct Pair {
    Target records{FileInsert::Way::records};
    Target statements{FileInsert::Way::statements};

    void add(int64_t id, const FileColumns& columns, std::optional<int64_t> first_seen_ns) {
        for (Target* target : {&records, &statements}) target->insert->add(id, columns, first_seen_ns);
    }
    template <class Work>
    void in_transaction(const Work& work) {
        Transaction a(records.database, Transaction::Kind::write);
        Transaction b(statements.database, Transaction::Kind::write);
        work();
        for (Target* target : {&records, &statements}) target->insert->flush();
        a.commit();
        b.commit();
    }
    void check() {
        CHECK(records.rows() == statements.rows());
        Statement intact(records.database, "PRAGMA main.integrity_check");
        REQUIRE(intact.step());
        CHECK(intact.text(0) == "ok");
    }
};

FileColumns columns_of(std::string_view name, int64_t value) {
    FileColumns c;
    c.name = name;
    c.extension_id = c.size_bytes = c.owner_id = c.mtime_ns = c.ctime_offset_ns = c.inode = value;
    return c;
}

TEST_CASE("records are what this SQLite takes") {
    Target target(FileInsert::Way::records);
    CHECK(target.insert->way() == FileInsert::Way::records);
    Statement plan(target.database, std::string("EXPLAIN ") + target.insert->copy_sql(), Statement::Use::once);
    int steps = 0;
    for (; plan.step(); ++steps) CHECK(plan.bytes(1) != "Column");  // else it takes every record apart
    CHECK(steps > 0);
}

TEST_CASE("integers of every size are stored exactly") {
    Pair pair;
    pair.in_transaction([&] {
        int64_t id = 1;
        const auto add = [&](int64_t value) {
            FileColumns c = columns_of("x", value);
            c.allocated_bytes = value;
            c.btime_offset_ns = value;
            c.atime_day = value;
            pair.add(id++, c, value);
            pair.add(id++, columns_of("y", value), std::nullopt);
        };
        for (int bit = 0; bit < 63; ++bit)
            for (const int64_t off : {-2, -1, 0, 1}) {
                add((int64_t{1} << bit) + off);
                add(-(int64_t{1} << bit) + off);
            }
        for (const int64_t edge : {kMost, kMost - 1, kLeast, kLeast + 1}) add(edge);
    });
    CHECK(pair.records.rows().size() > 1000);
    pair.check();
}

TEST_CASE("names of every length and of any bytes are stored exactly") {
    Pair pair;
    std::vector<std::string> names = {"", "\xff", "a\xffz", "ä", "\xe2\x82"};
    for (const size_t size : {1, 57, 58, 63, 64, 100, 255, 4096, 8185, 8186}) names.emplace_back(size, 'n');
    names.emplace_back(4096, '\xfe');  // four times as long for display: past a page of the catalogue
    pair.in_transaction([&] {
        int64_t id = 7;
        for (const std::string& name : names) {
            FileColumns c = columns_of(name, 300);
            c.link_count = id % 2 + 1;
            pair.add(id++, c, std::nullopt);
        }
    });
    CHECK(pair.records.rows().size() == names.size());
    pair.check();
}

TEST_CASE("rows fill many pages and ids may lie before those that are there") {
    Pair pair;
    std::mt19937_64 random(7);
    std::vector<std::string> names;
    for (int i = 0; i < 20'000; ++i) names.emplace_back(random() % 200 + 1, static_cast<char>('a' + i % 26));
    for (const int64_t base : {int64_t{5} << 24, int64_t{9} << 24, int64_t{2} << 24, (int64_t{1} << 62)})
        pair.in_transaction([&] {
            for (size_t i = 0; i < names.size() / 4; ++i) {
                FileColumns c = columns_of(names[random() % names.size()], static_cast<int64_t>(random() >> (random() % 64)));
                if (random() % 3 == 0) c.allocated_bytes = static_cast<int64_t>(random());
                pair.add(base + static_cast<int64_t>(i), c, random() % 2 == 0 ? std::optional<int64_t>(i) : std::nullopt);
                if (random() % 50 == 0)
                    for (Target* target : {&pair.records, &pair.statements}) target->insert->flush();
            }
        });
    CHECK(pair.records.rows().size() == 20'000);
    pair.check();
}

TEST_CASE("an id that is taken fails and takes the transaction back") {
    Target target(FileInsert::Way::records);
    {
        Transaction first(target.database, Transaction::Kind::write);
        target.insert->add(1, columns_of("a", 1), std::nullopt);
        target.insert->flush();
        first.commit();
    }
    {
        Transaction second(target.database, Transaction::Kind::write);
        target.insert->add(2, columns_of("b", 2), std::nullopt);
        target.insert->flush();
        target.insert->add(1, columns_of("c", 3), std::nullopt);
        CHECK_THROWS_AS(target.insert->flush(), Error);
    }
    target.insert->discard();
    CHECK(target.rows().size() == 1);
    Transaction third(target.database, Transaction::Kind::write);
    target.insert->add(2, columns_of("d", 4), std::nullopt);
    target.insert->flush();
    third.commit();
    CHECK(target.rows().size() == 2);
}

}  // namespace
}  // namespace tocd
