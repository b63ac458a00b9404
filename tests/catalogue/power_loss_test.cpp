// Whenever the power goes, the catalogue on the disk is one that was committed, and not one from before the last sync.
#include "catalogue/crash_image.hpp"
#include "catalogue/database.hpp"
#include "catalogue/statement.hpp"
#include "catalogue/token_store.hpp"
#include "catalogue/writer_fixture.hpp"

#include <doctest/doctest.h>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>

namespace tocd {
namespace {

using Kind = TestDisk::Event::Kind;

void change(WriterFixture& site, simulation::Random& random) {
    const std::string path = "d" + std::to_string(random.below(6));
    auto& directories = site.tree[""].directories;
    if (std::find(directories.begin(), directories.end(), path) == directories.end()) directories.push_back(path);
    auto& files = site.tree[path].files;
    if (random.below(3) == 0 && !files.empty()) files.pop_back();
    for (uint64_t i = random.below(30); i > 0; --i)
        files.push_back({"f" + std::to_string(random.next()), random.below(1000)});
    if (!files.empty()) files.front().size_bytes = random.below(1000);
}

// Everything that happens to the disk while a share is scanned a few times.
std::vector<TestDisk::Event> record() {
    TestDisk disk;
    disk.records = true;
    simulation::Random random(7);
    WriterFixture site;
    for (int scans = 0; scans < 8; ++scans) {
        change(site, random);
        site.clock.advance_seconds(3600);
        static_cast<void>(site.scan(scans == 4 ? 2 : SIZE_MAX, scans == 4));
        if (scans == 4) site.reopen();
    }
    return std::move(disk.events);
}

void write(const DiskImage& image, const TempDir& folder) {
    for (const auto& [path, bytes] : image) std::ofstream(folder / std::filesystem::path(path).filename().string(), std::ios::binary) << bytes;
}

// A catalogue in a directory of its own, with what SQLite makes of it.
struct Opened {
    explicit Opened(const DiskImage& image) { write(image, folder); }
    [[nodiscard]] std::string text(const std::string& sql) {
        Statement read(database, sql, Statement::Use::once);
        std::string out;
        while (read.step())
            for (int column = 0; column < read.columns(); ++column)
                out.append(read.is_null(column) ? "-" : read.text(column)).append(column + 1 < read.columns() ? "|" : "\n");
        return out;
    }
    // Of every row of every table.
    [[nodiscard]] size_t digest() {
        std::string all = text("PRAGMA user_version");
        Statement tables(database, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name");
        while (tables.step()) all += tables.text(0) + "\n" + text("SELECT * FROM \"" + tables.text(0) + "\"");
        return std::hash<std::string>{}(all);
    }

    TempDir folder;
    Database database{folder / "catalogue.db", Database::Access::write};
};

// Whether the event begins the last frame of a transaction: https://sqlite.org/fileformat.html#the_write_ahead_log
bool begins_commit(const TestDisk::Event& event) {
    return event.kind == Kind::write && event.path.ends_with("-wal") && event.offset_bytes >= 32 && event.bytes.size() == 24 &&
           event.bytes.substr(4, 4) != std::string(4, '\0');
}

// What was committed, and which of it was on the disk for sure, behind each event.
struct History {
    std::vector<size_t> states;  // digests; the first: of no catalogue
    std::vector<size_t> committed, synced;  // by event: places in states
};

History history_of(const std::vector<TestDisk::Event>& events) {
    History out;
    out.states.push_back(Opened({}).digest());
    DiskImage image;
    size_t synced = 0;
    bool is_last_frame = false;
    for (const TestDisk::Event& event : events) {
        apply(image, event);
        if (is_last_frame) out.states.push_back(Opened(image).digest());
        is_last_frame = begins_commit(event);
        if (event.kind == Kind::sync && event.path.ends_with("-wal")) synced = out.states.size() - 1;
        out.committed.push_back(out.states.size() - 1);
        out.synced.push_back(synced);
    }
    return out;
}

size_t images(size_t usual) {
    const char* const text = std::getenv("TOCD_CRASH_IMAGES");
    return text == nullptr ? usual : static_cast<size_t>(std::atoll(text));
}

}  // namespace

TEST_CASE("after a loss of power the catalogue is sound and as one commit left it that is no older than the last sync") {
    const std::vector<TestDisk::Event> events = record();
    const History history = history_of(events);
    REQUIRE(history.states.size() > 30);
    REQUIRE(history.synced.back() > 10);
    simulation::Random random(23);
    size_t lost = 0;
    for (size_t i = images(100); i > 0; --i) {
        const size_t end = random.below(events.size());
        CAPTURE(end);
        Opened after(crash_image(std::span(events).first(end + 1), random));
        REQUIRE(after.text("PRAGMA integrity_check") == "ok\n");
        const auto first = history.states.begin() + static_cast<ptrdiff_t>(history.synced[end]);
        const auto last = history.states.begin() + static_cast<ptrdiff_t>(history.committed[end]) + 1;
        const auto found = std::find(first, last, after.digest());
        REQUIRE(found != last);
        lost += static_cast<size_t>(last - 1 - found);
    }
    MESSAGE(images(100) << " losses of power among " << events.size() << " events and " << history.states.size() << " commits; unsynced commits lost: " << lost);
    CHECK(lost > 0);  // else the images lose nothing
}

TEST_CASE("after a loss of power every token is there that somebody was told and none that was revoked") {
    constexpr int kTokens = 24;
    std::vector<TestDisk::Event> events;
    std::vector<size_t> told;  // events when each was made, and the one before every fourth revoked
    {
        TestDisk disk;
        disk.records = true;
        TempDir folder;
        TokenStore store(folder / "tokens.db");
        for (int i = 0; i < kTokens; ++i) {
            static_cast<void>(store.create({0, "token" + std::to_string(i), Role::viewer, {"data"}, {}, 1, {}}));
            if (i % 4 == 3) store.revoke("token" + std::to_string(i - 1));
            told.push_back(disk.events.size());
        }
        events = std::move(disk.events);
    }
    simulation::Random random(5);
    for (size_t i = images(100); i > 0; --i) {
        const size_t end = i % 2 == 0 ? told[random.below(kTokens)] : random.below(events.size() + 1);  // or: just when somebody is told
        CAPTURE(end);
        TempDir folder;
        write(crash_image(std::span(events).first(end), random), folder);
        TokenStore store(folder / "tokens.db");
        std::set<std::string> names;
        for (const TokenRecord& token : store.list()) names.insert(token.name);
        for (int n = 0; n < kTokens && told[static_cast<size_t>(n)] <= end; ++n) {
            const bool is_revoked = n % 4 == 2 && n + 1 < kTokens && told[static_cast<size_t>(n) + 1] <= end;
            const bool may_be_revoked = n % 4 == 2;  // the next one, which revokes it, was under way
            const bool is_there = names.contains("token" + std::to_string(n));
            if (is_revoked) CHECK_FALSE(is_there);
            else if (!may_be_revoked) CHECK(is_there);
        }
    }
}

}  // namespace tocd
