// Moves that the seeds found to go wrong, each as the smallest tree that shows it.
#include "catalogue/scan_writer.hpp"
#include "catalogue/statement.hpp"
#include "catalogue_comparison.hpp"
#include "recording_store.hpp"
#include "scan/run_scan.hpp"
#include "simulated_engine.hpp"
#include "simulated_file_system.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <set>

namespace tocd::simulation {
namespace {

struct SmallShare {
    SmallShare() : tree(clock, Random(1), Nature{}) {
        task.share = "small";
        task.options.path = "/small";
    }

    SimNode& make(SimNode& above, const std::string& name, const std::string& file) {
        const NodePtr made = tree.make_directory();
        tree.add(above, name, made);
        tree.add(*made, file, tree.make_file());
        return *made;
    }

    ScanRecord scan(ScanMode mode = ScanMode::full, uint64_t order = 1) {
        clock.advance(3600 * kNsPerSecond);
        task.mode = mode;
        SimulatedEngine engine(tree, clock, Random(order), {});
        ScanWatch watch;
        RecordingStore store(writer, model, clock, [] {});
        const ScanRecord record = run_scan(task, engine, store, watch, clock);
        Database reader(folder / "catalogue.db", Database::Access::read);
        for (const std::string& difference : compare_rows(reader, task.share, model)) FAIL_CHECK(difference);
        return record;
    }

    [[nodiscard]] std::set<std::string> present() {
        Database reader(folder / "catalogue.db", Database::Access::read);
        Statement rows(reader,
            "WITH RECURSIVE at(id, path) AS (SELECT id, '' FROM directory WHERE parent_id IS NULL UNION ALL"
            " SELECT d.id, at.path || d.name || '/' FROM at JOIN directory d ON d.parent_id = at.id WHERE d.state <> 4)"
            " SELECT at.path || f.name FROM files f JOIN at ON at.id = f.directory_id WHERE NOT f.gone");
        std::set<std::string> out;
        while (rows.step()) out.insert(rows.text(0));
        return out;
    }

    SimulatedClock clock;
    SimulatedFileSystem tree;
    ScanTask task;
    Model model;
    TempDir folder;
    ScanWriter writer{folder / "catalogue.db", AccountNames{account_name, account_name}, clock, std::chrono::milliseconds(0)};
};

}  // namespace

TEST_CASE("directories that changed places keep their own children of one name") {
    for (uint64_t order = 1; order <= 40; ++order) {
        CAPTURE(order);
        SmallShare share;
        SimNode& root = *share.tree.root;
        SimNode& a = share.make(root, "a", "of a");
        SimNode& b = share.make(root, "b", "of b");
        share.make(share.make(a, "same", "in a"), "deep", "deep in a");
        share.make(share.make(b, "same", "in b"), "deep", "deep in b");
        CHECK(share.scan(ScanMode::full, order).outcome == ScanOutcome::complete);
        share.tree.exchange(root, "a", root, "b");
        const ScanRecord record = share.scan(order % 2 == 0 ? ScanMode::full : ScanMode::fast, order);
        CHECK(record.outcome == ScanOutcome::complete);
        CHECK(record.moved == 2);
        CHECK(record.added == 0);
        CHECK(record.gone == 0);
        CHECK(share.present() == std::set<std::string>{"a/of b", "a/same/deep/deep in b", "a/same/in b", "b/of a",
                                                       "b/same/deep/deep in a", "b/same/in a"});
    }
}

}  // namespace tocd::simulation
