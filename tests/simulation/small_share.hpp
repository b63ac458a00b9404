// A share of a few names with a catalogue of its own, for what a seed found: told step by step.
// Thread: one.
#pragma once

#include "catalogue/scan_writer.hpp"
#include "catalogue/statement.hpp"
#include "catalogue_comparison.hpp"
#include "recording_store.hpp"
#include "scan/run_scan.hpp"
#include "simulated_engine.hpp"
#include "simulated_file_system.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tocd::simulation {

struct SmallShare {
    explicit SmallShare(const Nature& nature = {}, std::chrono::milliseconds commit_every = std::chrono::milliseconds(0))
        : tree(clock, Random(1), nature),
          writer(folder / "catalogue.db", AccountNames{account_name, account_name}, clock, commit_every) {
        task.share = "small";
        task.options.path = "/small";
    }

    SimNode& make(SimNode& above, const std::string& name, const std::string& file) {
        const NodePtr made = tree.make_directory();
        tree.add(above, name, made);
        tree.add(*made, file, tree.make_file());
        return *made;
    }

    // With children that are called the same in each twin.
    SimNode& make_twin(SimNode& root, const std::string& name) {
        SimNode& made = make(root, name, "of " + name);
        make(make(made, "same", "in " + name), "deep", "deep in " + name);
        return made;
    }

    // An hour later; the rows have to be what the model says.
    ScanRecord scan(ScanMode mode = ScanMode::full, uint64_t order = 1) {
        clock.advance(3600 * kNsPerSecond);
        task.mode = mode;
        EngineTemper temper;
        temper.dies_at_poll = dies_at_poll;
        SimulatedEngine engine(tree, clock, Random(order), temper);
        ScanWatch watch;
        RecordingStore store(writer, model, clock, [] {});
        const ScanRecord record = run_scan(task, engine, store, watch, clock);
        Database reader(folder / "catalogue.db", Database::Access::read);
        for (const std::string& difference : compare_rows(reader, task.share, model)) FAIL_CHECK(difference);
        return record;
    }

    ScanRecord scan_parts(std::vector<ScanPart> parts) {
        task.parts = std::move(parts);
        const ScanRecord record = scan(ScanMode::part);
        task.parts.clear();
        return record;
    }

    // Paths of the present files, one a line.
    [[nodiscard]] std::string present() {
        Database reader(folder / "catalogue.db", Database::Access::read);
        Statement rows(reader,
            "WITH RECURSIVE at(id, path) AS (SELECT id, '' FROM directory WHERE parent_id IS NULL UNION ALL"
            " SELECT d.id, at.path || d.name || '/' FROM at JOIN directory d ON d.parent_id = at.id WHERE d.state <> 4)"
            " SELECT at.path || f.name FROM files f JOIN at ON at.id = f.directory_id WHERE NOT f.gone ORDER BY 1");
        std::string out;
        while (rows.step()) out += rows.text(0) + "\n";
        return out;
    }

    [[nodiscard]] std::string query(const std::string& sql) {
        Database reader(folder / "catalogue.db", Database::Access::read);
        Statement rows(reader, sql);
        std::string out;
        while (rows.step()) out += rows.text(0) + " " + rows.text(1) + "\n";
        return out;
    }

    // Of the file of that name, and of the directory that holds it, with the times at which they were first seen.
    [[nodiscard]] std::string ids(const std::string& name) {
        Database reader(folder / "catalogue.db", Database::Access::read);
        Statement row(reader,
            "SELECT f.id || ' ' || f.first_seen_ns || ' ' || d.id || ' ' || d.first_seen_ns FROM files f"
            " JOIN directories d ON d.id = f.directory_id WHERE f.name = ?1");
        return row.bind_text(1, name).step() ? row.text(0) : "";
    }

    SimulatedClock clock;
    std::optional<uint64_t> dies_at_poll;
    SimulatedFileSystem tree;
    ScanTask task;
    Model model;
    TempDir folder;
    ScanWriter writer;
};

}  // namespace tocd::simulation
