// The writer's thread goes on with forgetting by itself when there is nothing else to do.
#include "catalogue/queued_store.hpp"
#include "catalogue/statement.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <deque>
#include <future>
#include <string>
#include <thread>
#include <vector>

using namespace tocd;

namespace {

// A scan of a share that is one directory with these many files.
ScanRecord scan(QueuedStore& store, int files) {
    ScanStart start{"share", "/share", ScanMode::full, {2, kNoTime, "ext4", "/dev/sda1", false}, false, system_clock().now_ns(), {}, true, 0, {}};
    start.rules.keep_gone_ns = 1;
    start.rules.keep_gone_scans = 1;
    start.rules.hold_files = 1'000'000;
    const ScanBegun begun = store.begin(start);
    std::vector<DirectoryToList> items = begun.directories;
    const auto answered = [](auto&& ask) {
        std::promise<std::vector<DirectoryToList>> answer;
        ask([&answer](std::vector<DirectoryToList> more) { answer.set_value(std::move(more)); });
        return answer.get_future().get();
    };
    if (items.empty()) items = answered([&](auto next) { store.plan(begun.scan_id, 10, next); });
    REQUIRE(items.size() == 1);
    store.expect(begun.scan_id, 1, std::move(items));
    Listing listing;
    listing.job_id = 1;
    listing.attributes.inode = 2;
    listing.hash = {static_cast<uint64_t>(files) + 1, 1};
    listing.listed_at_ns = start.started_ns;
    std::deque<std::string> names;
    for (int i = 0; i < files; ++i) {
        Entry& entry = listing.entries.emplace_back();
        entry.name = names.emplace_back("f" + std::to_string(i));
        entry.inode = static_cast<uint64_t>(i) + 10;
    }
    answered([&](auto next) { store.take(begun.scan_id, {std::move(listing)}, next); });
    answered([&](auto next) { store.job_done(begun.scan_id, 1, {}, next); });
    return store.finish(begun.scan_id, ScanEnding::clean, "");
}

std::string figures(const std::string& path) {
    Database database(path, Database::Access::read);
    Statement read(database,
        "SELECT (SELECT count(*) FROM file), (SELECT sum(purged) FROM scan), gone_files, (SELECT count(*) FROM gone_row) FROM share");
    if (!read.step()) return {};
    return read.text(0) + "|" + read.text(1) + "|" + read.text(2) + "|" + read.text(3);
}

}  // namespace

TEST_CASE("what one step does not forget the writer forgets when it is idle") {
    const TempDir folder;
    const std::string path = folder / "catalogue.db";
    const auto make = [&] { return std::make_unique<ScanWriter>(path, AccountNames{}, system_clock(), std::chrono::milliseconds(1)); };
    QueuedStore store(make);
    scan(store, 20'000);
    CHECK(scan(store, 10).gone == 19'990);

    const ScanRecord last = scan(store, 10);

    CHECK(last.purged > 0);
    CHECK(last.purged < 19'990);
    for (int tries = 0; tries < 600 && figures(path) != "10|19990|0|0"; ++tries) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    CHECK(figures(path) == "10|19990|0|0");
}

TEST_CASE("what a process that ended had not forgotten yet is forgotten after the next scan") {
    const TempDir folder;
    const std::string path = folder / "catalogue.db";
    const auto make = [&] { return std::make_unique<ScanWriter>(path, AccountNames{}, system_clock(), std::chrono::milliseconds(1)); };
    {
        QueuedStore store(make);
        scan(store, 20'000);
        scan(store, 10);
        scan(store, 10);
    }
    QueuedStore store(make);
    scan(store, 10);
    for (int tries = 0; tries < 600 && figures(path) != "10|19990|0|0"; ++tries) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    CHECK(figures(path) == "10|19990|0|0");
}
