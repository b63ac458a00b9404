// A catalogue that a disk has damaged.
#include "base/error.hpp"
#include "catalogue/damage.hpp"
#include "catalogue/database.hpp"
#include "catalogue/open_writer.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <filesystem>
#include <fstream>
#include <vector>

namespace tocd {
namespace {

struct Damaged {
    std::unique_ptr<ScanWriter> open() {
        OpenedWriter opened = open_writer(path, AccountNames{}, system_clock(), std::chrono::milliseconds(0));
        if (!opened.set_aside.empty()) set_aside.push_back(opened.set_aside);
        return std::move(opened.writer);
    }
    void fill() {
        open()->configure_shares({{"data", "/srv/data"}});
        Database(path, Database::Access::write).checkpoint(Database::Checkpoint::truncate);
    }
    [[nodiscard]] int64_t shares() const { return Database(path, Database::Access::read).read_integer("SELECT count(*) FROM share"); }
    void write_at(int64_t place, const std::string& bytes) const {
        std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(place).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }

    TempDir folder;
    std::string path = folder / "catalogue.db";
    std::vector<std::string> set_aside;
};

}  // namespace

TEST_CASE("a catalogue whose first page is lost is set aside whole and a new one is begun") {
    Damaged site;
    site.fill();
    site.write_at(0, std::string(16'384, '\0'));
    const auto size_bytes = std::filesystem::file_size(site.path);
    site.open();
    REQUIRE(site.set_aside.size() == 1);
    CHECK(std::filesystem::file_size(site.set_aside.front()) == size_bytes);
    CHECK(site.shares() == 0);
}

TEST_CASE("only the catalogue that was set aside last is kept") {
    Damaged site;
    for (int i = 0; i < 2; ++i) {
        site.fill();
        site.write_at(0, std::string(16'384, '\0'));
        const std::string moved = set_aside(site.path, i * kNsPerDay);
        CHECK(std::filesystem::exists(moved));
    }
    size_t kept = 0;
    for (const auto& file : std::filesystem::directory_iterator(site.folder.path()))
        kept += static_cast<size_t>(file.path().string().starts_with(site.path + ".damaged-"));
    CHECK(kept == 1);
}

TEST_CASE("a file that is no catalogue is refused and stays where it is") {
    Damaged site;
    const std::string text = "name,size\r\nthis is somebody's table and no database at all\r\n";
    std::ofstream(site.path) << text;
    CHECK_THROWS_WITH_AS(site.open(), doctest::Contains("is no catalogue, and looks like none that was damaged, so it stays where it is"), Error);
    std::ifstream file(site.path);
    CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == text);
}

TEST_CASE("what stands in the place of a catalogue or its log and is no file is named with what to do") {
    Damaged site;
    REQUIRE(mkfifo(site.path.c_str(), 0600) == 0);
    CHECK_THROWS_WITH_AS(site.open(), doctest::Contains("catalogue.db is no file but a FIFO, a socket or a device; move it away"), Error);
    std::filesystem::remove(site.path);
    for (const char* const beside : {"-wal", "-shm", "-journal"}) {
        site.fill();
        std::filesystem::remove(site.path + beside);
        std::filesystem::create_directory(site.path + beside);
        CHECK_THROWS_WITH_AS(site.open(), doctest::Contains((std::string("catalogue.db") + beside + " is no file").c_str()), Error);
        std::filesystem::remove(site.path + beside);
    }
}

TEST_CASE("a catalogue that SQLite opens and that cannot be one is looked at as a whole and set aside") {
    Damaged site;
    site.fill();
    SUBCASE("two pages in each other's place") {
        Database database(site.path, Database::Access::read);
        const auto page_of = [&](const std::string& table) { return database.read_integer("SELECT rootpage FROM sqlite_schema WHERE name = '" + table + "'"); };
        std::ifstream file(site.path, std::ios::binary);
        std::string pages[2];
        const int64_t at[2] = {(page_of("instance") - 1) * 16'384, (page_of("file_move") - 1) * 16'384};
        for (int i = 0; i < 2; ++i) {
            pages[i].resize(16'384);
            file.seekg(at[i]).read(pages[i].data(), 16'384);
        }
        for (int i = 0; i < 2; ++i) site.write_at(at[i], pages[1 - i]);
    }
    SUBCASE("a format of schema that there is not") { site.write_at(44, std::string("\0\0\0\x09", 4)); }
    site.open();
    CHECK(site.set_aside.size() == 1);
    CHECK(site.shares() == 0);
}

TEST_CASE("a note about a catalogue that is sound goes away and the second one within a day is believed") {
    Damaged site;
    site.fill();
    note_damage(site.path, "database corruption at line 1");
    site.open();
    CHECK(site.set_aside.empty());
    CHECK(site.shares() == 1);
    site.open();  // without a note
    CHECK(site.set_aside.empty());
    note_damage(site.path, "database corruption at line 1");
    CHECK(!find_noted_damage(site.path, system_clock().now_ns() + 2 * kNsPerDay));
    note_damage(site.path, "database corruption at line 1");
    site.open();
    CHECK(site.set_aside.size() == 1);
}

TEST_CASE("damage that opening does not see is heard of when it is read and found by a look at all of the file") {
    Damaged site;
    site.fill();
    const auto root = Database(site.path, Database::Access::read).read_integer("SELECT rootpage FROM sqlite_schema WHERE name = 'file_move'");
    site.write_at((root - 1) * 16'384, std::string(16'384, 'x'));
    site.open();
    CHECK(site.set_aside.empty());
    CHECK(take_met_damage().empty());
    try {
        static_cast<void>(Database(site.path, Database::Access::read).read_integer("SELECT sum(moved_ns) FROM file_move"));
        FAIL("read over damage");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::corrupt);
    }
    const std::string what = take_met_damage();
    CHECK(what.find("corruption") != what.npos);
    note_damage(site.path, what);
    site.open();
    REQUIRE(site.set_aside.size() == 1);
    CHECK(take_met_damage().empty());
}

}  // namespace tocd
