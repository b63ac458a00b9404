// Every call that SQLite makes to its disk fails once, or fails from then on: nothing is lost but what was being done.
#include "catalogue/database.hpp"
#include "catalogue/test_disk.hpp"
#include "catalogue/writer_fixture.hpp"

#include <doctest/doctest.h>
#include <cstdlib>

namespace tocd {
namespace {

uint64_t stride(uint64_t usual) {
    const char* const text = std::getenv("TOCD_DISK_FAULT_STRIDE");
    return text == nullptr ? usual : static_cast<uint64_t>(std::atoll(text));
}

struct FaultySite {
    FaultySite() {
        fixture.tree[""].directories = {"a", "b"};
        for (int i = 0; i < 40; ++i) fixture.tree[i % 2 == 0 ? "a" : "b"].files.push_back({"file" + std::to_string(i)});
        fixture.scan();
    }
    // What may fail, step by step: the writer is opened, a tree that changes is scanned three times.
    void work() {
        bool open = false;
        const auto step = [&](auto&& body) {
            fixture.clock.advance_seconds(60);
            try {
                if (!open) fixture.reopen();
                open = true;
                body();
            } catch (const Error& error) {
                INFO(error.what());
                CHECK(error.kind() == ErrorKind::unavailable);
            }
        };
        step([&] { fixture.scan(); });
        fixture.tree["a"].files.pop_back();
        fixture.tree["b"].files.push_back({"new"});
        fixture.tree["b"].files.front().size_bytes = 99;
        step([&] { fixture.scan(); });
        fixture.tree[""].directories = {"a", "b", "c"};
        fixture.tree["c"].files = {{"deep"}};
        step([&] { fixture.scan(); });
    }
    void check_whole() {
        fixture.clock.advance_seconds(60);
        fixture.reopen();
        fixture.scan();
        CHECK(fixture.query("PRAGMA integrity_check") == "ok\n");
        CHECK(fixture.query("SELECT count(*), sum(size_bytes) FROM files WHERE NOT gone") == "41|139\n");
        CHECK(fixture.query("SELECT files, size_bytes FROM share") == "41|139\n");
        CHECK(fixture.query("SELECT group_concat(name) FROM files WHERE gone") == "file38\n");
        CHECK(fixture.query("SELECT count(*) FROM staged_gone") == "0\n");
    }

    TestDisk disk;
    WriterFixture fixture;
};

uint64_t calls_of_work() {
    FaultySite site;
    site.disk.calls = 0;
    site.work();
    const uint64_t calls = site.disk.calls;
    site.check_whole();
    return calls;
}

void sweep(bool for_ever) {
    const uint64_t calls = calls_of_work();
    uint64_t failed = 0, runs = 0;
    for (uint64_t call = 1; call <= calls; call += stride(29)) {
        CAPTURE(call);
        FaultySite site;
        site.disk.calls = 0;
        site.disk.failing_call = call;
        site.disk.for_ever = for_ever;
        site.work();
        site.disk.failing_call = 0;
        failed += site.disk.failed;
        ++runs;
        site.check_whole();
    }
    MESSAGE(runs << " runs over " << calls << " calls of the disk, of which " << failed << " failed");
    CHECK(failed >= runs);
}

}  // namespace

TEST_CASE("whichever call of the disk fails once the catalogue is sound and the next scan makes it whole") { sweep(false); }

TEST_CASE("from whichever call on the disk fails for ever the catalogue is sound and whole when it works again") { sweep(true); }

TEST_CASE("a catalogue whose making meets any fault of the disk is made by the next start") {
    uint64_t runs = 0;
    for (uint64_t call = 1;; call += stride(7), ++runs) {
        CAPTURE(call);
        TestDisk disk;
        TempDir folder;
        disk.failing_call = call;
        const auto open = [&] { ScanWriter(folder / "catalogue.db", AccountNames{}, system_clock()).configure_shares({{"data", "/data"}}); };
        try {
            open();
        } catch (const Error& error) {
            CHECK(error.kind() == ErrorKind::unavailable);
        }
        if (disk.failed == 0) break;
        disk.failing_call = 0;
        open();
        CHECK(Database(folder / "catalogue.db", Database::Access::read).read_integer("SELECT count(*) FROM share") == 1);
    }
    CHECK(runs > 10);
}

}  // namespace tocd
