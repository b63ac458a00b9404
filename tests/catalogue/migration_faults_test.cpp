// A catalogue of an older tocd is brought up to date on a disk that fails, or loses its power: it is the old one or the new one.
#include "base/error.hpp"
#include "catalogue/crash_image.hpp"
#include "catalogue/database.hpp"
#include "catalogue/migrate.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace tocd {
namespace {

constexpr size_t kOld = 2;  // the steps behind it rewrite and add rows

// A catalogue of schema kOld with some hundred files, of which every third is gone.
void make_old(const std::string& path) {
    Database database(path, Database::Access::write);
    migrate(database, embedded_schema().first(kOld));
    database.execute(
        "BEGIN; INSERT INTO share(id, name, path, hash_key_low, hash_key_high) VALUES(1, 'data', '/data', 1, 1);"
        "INSERT INTO scan(id, share_id, mode, outcome, started_ns, finished_ns) VALUES(1, 1, 0, 1, 10, 20);"
        "INSERT INTO owner VALUES(1, 0, 0, 'root', 'root'); INSERT INTO extension VALUES(1, 'dat');"
        "INSERT INTO directory(id, share_id, name, state, inode, first_seen_ns, first_listed_ns) VALUES(1, 1, '', 1, 2, 10, 10);"
        "INSERT INTO directory_stamp VALUES(1, 10, 5, 600);"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600)"
        " INSERT INTO file(id, name, extension_id, size_bytes, owner_id, mtime_ns, ctime_offset_ns, inode, last_seen_ns)"
        " SELECT (1 << 24) | i, 'file' || i || '.dat', 1, i, 1, 5, 0, i, iif(i % 3 = 0, 9, NULL) FROM n; COMMIT;");
}

// Sound, of the old or the new schema, with all its rows; and a start without faults makes it the new one.
void check_whole(const std::string& path) {
    {
        Database database(path, Database::Access::write);
        const int64_t version = database.read_integer("PRAGMA user_version");
        CHECK((version == static_cast<int64_t>(kOld) || version == newest_schema_version()));
        if (version == static_cast<int64_t>(kOld)) migrate(database, embedded_schema().first(kOld));  // the tocd before opens it
        CHECK(database.read_integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'") == 0);
        CHECK(database.read_integer("SELECT count(*) FROM file") == 600);
        migrate(database);
    }
    Database database(path, Database::Access::read);
    check_schema_version(database);
    CHECK(database.read_integer("SELECT count(*) FROM files WHERE gone") == 200);
    CHECK(database.read_integer("SELECT count(*) FROM gone_row") == 200);
}

uint64_t stride(uint64_t usual) {
    const char* const text = std::getenv("TOCD_DISK_FAULT_STRIDE");
    return text == nullptr ? usual : static_cast<uint64_t>(std::atoll(text));
}

}  // namespace

TEST_CASE("whichever call of the disk fails while a catalogue is brought up to date it stays the old one or is the new one") {
    TempDir old;
    make_old(old / "catalogue.db");
    uint64_t runs = 0, refused = 0;
    for (const bool for_ever : {false, true}) {
        for (uint64_t call = 1;; call += stride(5)) {
            CAPTURE(call);
            TempDir folder;
            const std::string path = folder / "catalogue.db";
            std::filesystem::copy_file(old / "catalogue.db", path);
            TestDisk disk;
            disk.failing_call = call;
            disk.for_ever = for_ever;
            try {
                Database database(path, Database::Access::write);
                migrate(database);
            } catch (const Error& error) {
                ++refused;
                CHECK(error.kind() == ErrorKind::unavailable);
            }
            ++runs;
            const bool all = disk.failed == 0;
            disk.failing_call = 0;
            check_whole(path);
            if (all) break;
        }
    }
    MESSAGE(runs << " runs, of which " << refused << " were refused");
    CHECK(refused > 10);
}

TEST_CASE("whenever the power goes while a catalogue is brought up to date it is the old one or the new one") {
    TempDir old;
    make_old(old / "catalogue.db");
    std::ifstream file(old / "catalogue.db", std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    std::vector<TestDisk::Event> events;
    std::string path;
    {
        TempDir folder;
        path = folder / "catalogue.db";
        std::filesystem::copy_file(old / "catalogue.db", path);
        TestDisk disk;
        disk.records = true;
        Database database(path, Database::Access::write);
        migrate(database);
        database.checkpoint(Database::Checkpoint::truncate);
        events = std::move(disk.events);
    }
    // What was there before counts as written and synced.
    events.insert(events.begin(), {TestDisk::Event{TestDisk::Event::Kind::write, path, 0, bytes}, TestDisk::Event{TestDisk::Event::Kind::sync, path}});
    simulation::Random random(5);
    size_t images = 0;
    for (size_t end = 2; end <= events.size(); end += std::max<size_t>(1, events.size() / 60), ++images) {
        CAPTURE(end);
        TempDir folder;
        for (const auto& [name, content] : crash_image(std::span(events).first(end), random))
            std::ofstream(folder / std::filesystem::path(name).filename().string(), std::ios::binary) << content;
        check_whole(folder / "catalogue.db");
    }
    MESSAGE(images << " losses of power behind " << events.size() << " events of the disk");
    CHECK(images > 20);
}

}  // namespace tocd
