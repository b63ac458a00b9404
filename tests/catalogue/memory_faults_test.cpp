// Every allocation of the writer fails once, or fails from then on: a scan is given up, and nothing else is lost.
#include "catalogue/failing_memory.hpp"
#include "catalogue/writer_fixture.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <new>

namespace tocd {
namespace {

uint64_t stride(uint64_t usual) {
    const char* const text = std::getenv("TOCD_MEMORY_FAULT_STRIDE");
    return text == nullptr ? usual : static_cast<uint64_t>(std::atoll(text));
}

struct PoorSite : WriterFixture {
    PoorSite() {
        tree[""].directories = {"a", "b"};
        for (int i = 0; i < 40; ++i) tree[i % 2 == 0 ? "a" : "b"].files.push_back({"file" + std::to_string(i)});
        scan();
        tree["a"].files.pop_back();
        tree["b"].files.push_back({"new"});
        tree["b"].files.front().size_bytes = 99;
        tree[""].directories = {"a", "b", "c"};
        tree["c"].files = {{"deep"}};
    }
    // False: it did not find the memory that it needs.
    bool try_scan() {
        try {
            scan();
            return true;
        } catch (const std::bad_alloc&) {
        } catch (const Error& error) {  // what SQLite says of it, or a scan that was given up
            CHECK((error.kind() == ErrorKind::unavailable || error.kind() == ErrorKind::cancelled));
        }
        return false;
    }
    // Without starting anew: the daemon goes on.
    void check_whole() {
        clock.advance_seconds(60);
        scan();
        CHECK(query("PRAGMA integrity_check") == "ok\n");
        CHECK(query("SELECT count(*), sum(size_bytes) FROM files WHERE NOT gone") == "41|139\n");
        CHECK(query("SELECT files, size_bytes FROM share") == "41|139\n");
        CHECK(query("SELECT group_concat(name) FROM files WHERE gone") == "file38\n");
        CHECK(query("SELECT count(*) FROM staged_gone") == "0\n");
    }
};

uint64_t allocations_of_scan() {
    PoorSite site;
    const FailingMemory memory(0, false);
    CHECK(site.try_scan());
    return memory.allocations();
}

void sweep(bool for_ever) {
    const uint64_t all = allocations_of_scan();
    uint64_t runs = 0, given_up = 0;
    for (uint64_t allocation = 1; allocation <= all; allocation += stride(all / 80 + 1)) {
        CAPTURE(allocation);
        PoorSite site;
        {
            const FailingMemory memory(allocation, for_ever);
            given_up += site.try_scan() ? 0 : 1;
        }
        ++runs;
        site.check_whole();
        if (!for_ever) CHECK(site.query("SELECT count(*) FROM scan WHERE failure LIKE 'tocd ended%'") == "0\n");  // it goes on
    }
    MESSAGE(runs << " scans over " << all << " allocations, of which " << given_up << " were given up");
    CHECK(given_up > runs / 2);
}

}  // namespace

TEST_CASE("whichever allocation of a scan fails once the writer goes on and the next scan is whole") { sweep(false); }

TEST_CASE("from whichever allocation on memory fails for ever the writer goes on when there is some again") { sweep(true); }

}  // namespace tocd
