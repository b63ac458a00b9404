// What the writer asks the catalogue for costs as much per directory in a large share as in a small one.
#include "catalogue/removals.hpp"
#include "catalogue/scan_plan.hpp"
#include "catalogue/scan_state.hpp"
#include "catalogue/settle.hpp"
#include "catalogue_fixture.hpp"

#include <doctest/doctest.h>

#include <sqlite3.h>

#include <functional>

using namespace tocd;

namespace {

class Share : public CatalogueFixture {
public:
    explicit Share(int directories) : id(add_share("raw", "/srv/raw")) {
        const int64_t root = add_directory(id, 0, "");
        for (int i = 1; i < directories; ++i) add_directory(id, root, std::to_string(i));
        settle();
        database().execute("UPDATE directory SET inode = abs(random())");
        scan.share_id = id;
        scan.plan.last_id = directories;
        scan.record.started_ns = kScanStart + 1;
    }
    // Steps of SQLite's virtual machine.
    int64_t steps_of(const std::function<void()>& work) {
        int64_t steps = 0;
        const auto count = [](void* to) {
            ++*static_cast<int64_t*>(to);
            return 0;
        };
        sqlite3_progress_handler(database().handle(), 1, count, &steps);
        work();
        sqlite3_progress_handler(database().handle(), 0, nullptr, nullptr);
        return steps;
    }
    int64_t id;
    ScanState scan;
    const std::atomic<bool> given_up = false;
};

void check(const std::function<void(Share&)>& work) {
    Share small(200);
    Share large(4000);
    const int64_t of_small = small.steps_of([&] { work(small); });
    const int64_t of_large = large.steps_of([&] { work(large); });
    CHECK(of_small > 0);
    CHECK(of_large < of_small * 30);  // 20 times as many directories
}

}  // namespace

TEST_CASE("to plan a directory costs the same in a large share") {
    check([](Share& share) {
        size_t planned = 0;
        while (true) {
            const auto next = next_planned(share.database(), share.scan, 20);
            if (next.empty()) break;
            planned += next.size();
        }
        CHECK(planned == static_cast<size_t>(share.scan.plan.last_id));
    });
}

TEST_CASE("to add up a directory costs the same in a large share") {
    check([](Share& share) { settle_totals(share.database(), share.scan, share.given_up); });
}

TEST_CASE("to look for what is missed costs the same in a large share") {
    check([](Share& share) { apply_removals(share.database(), share.scan, share.given_up); });
}
