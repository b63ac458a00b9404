// The same engine over the machine's file system: after every scan of a real tree the catalogue's views are what
// statx(2) says.
#include "real_tree.hpp"
#include "base/time.hpp"
#include "catalogue/scan_writer.hpp"
#include "catalogue/statement.hpp"
#include "catalogue_comparison.hpp"
#include "recording_store.hpp"
#include "scan/run_scan.hpp"
#include "simulated_engine.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <unordered_map>

namespace tocd::simulation {
namespace {

RealTree::Contents read_catalogue(Database& database) {
    RealTree::Contents contents;
    std::unordered_map<int64_t, std::string> paths;
    Statement directories(
        database,
        "WITH RECURSIVE down(id) AS (SELECT id FROM directories WHERE parent_id IS NULL UNION ALL"
        " SELECT d.id FROM down JOIN directories d ON d.parent_id = down.id)"
        " SELECT d.id, d.parent_id, ifnull(d.name_raw, d.name), inode, mtime_ns, ctime_ns, uid, gid, mode FROM down"
        " CROSS JOIN directories d ON d.id = down.id WHERE NOT gone");
    while (directories.step()) {
        std::string path = directories.text(2);
        if (!directories.is_null(1) && !paths[directories.integer(1)].empty())
            path = paths[directories.integer(1)] + "/" + path;
        contents.directories[path] = directory_facts(
            static_cast<uint64_t>(directories.integer(3)), directories.integer(4), directories.integer(5),
            static_cast<uint32_t>(directories.integer(6)), static_cast<uint32_t>(directories.integer(7)),
            static_cast<uint32_t>(directories.integer(8)));
        paths[directories.integer(0)] = path;
    }
    Statement files(
        database,
        "SELECT directory_id, ifnull(name_raw, name), inode, size_bytes, allocated_bytes, mtime_ns, ctime_ns, atime_ns,"
        " btime_ns, uid, gid, link_count FROM files WHERE NOT gone");
    while (files.step()) {
        const std::string& directory = paths.at(files.integer(0));
        contents.files[(directory.empty() ? "" : directory + "/") + files.text(1)] =
            file_facts(static_cast<uint64_t>(files.integer(2)), static_cast<uint64_t>(files.integer(3)),
                       static_cast<uint64_t>(files.integer(4)), files.integer(5), files.integer(6), files.integer(7),
                       files.optional_integer(8).value_or(kNoTime), static_cast<uint32_t>(files.integer(9)),
                       static_cast<uint32_t>(files.integer(10)), static_cast<uint32_t>(files.integer(11)));
    }
    return contents;
}

Differences differences_of(const std::map<std::string, std::string>& stored,
                           const std::map<std::string, std::string>& real) {
    Differences out;
    for (const auto& [path, facts] : real) {
        const auto row = stored.find(path);
        if (row == stored.end())
            out.push_back(readable(path) + " has no present row");
        else if (row->second != facts)
            out.push_back(readable(path) + "\n  stored " + row->second + "\n  real   " + facts);
    }
    for (const auto& [path, facts] : stored)
        if (!real.contains(path)) out.push_back(readable(path) + " should be gone");
    return out;
}

std::string text_of(const Differences& differences) {
    std::string out;
    for (const std::string& difference : differences) out += difference + "\n";
    return out;
}

TEST_CASE("the catalogue of a real tree is what statx says after every scan") {
    const TempDir dir;
    const std::string root = dir / "tree";
    std::filesystem::create_directory(root);
    Random random(42);
    RealTree tree(root, Random(random.next()));
    const auto file_system = make_posix_file_system({.max_kept_open = 16});
    ScanWriter writer(dir / "catalogue.db", {account_name, account_name}, system_clock());
    Database reader(dir / "catalogue.db", Database::Access::read);
    Model model;
    ScanTask task;
    task.share = "real";
    task.options.path = root;
    task.options.atime_resolution = AtimeResolution::exact;

    for (int round = 1; round <= 30; ++round) {
        CAPTURE(round);
        for (uint64_t i = 10 + random.below(60); i > 0; --i) tree.change();
        std::filesystem::create_directory(root + "/always");  // an emptied root is refused

        SimulatedEngine engine(*file_system, system_clock(), Random(random.next()),
                               {.max_entries = static_cast<uint32_t>(1 + random.below(50)),
                                .max_part_entries = 1 + random.below(20),
                                .dies_at_poll = {}});
        ScanWatch watch;
        RecordingStore store(writer, model, system_clock(), [] {});
        const ScanRecord record = run_scan(task, engine, store, watch, system_clock());

        CHECK(record.outcome == ScanOutcome::complete);
        const RealTree::Contents real = tree.read();
        const RealTree::Contents stored = read_catalogue(reader);
        CHECK(record.files == static_cast<int64_t>(real.files.size()));
        CHECK(text_of(differences_of(stored.directories, real.directories)) == "");
        CHECK(text_of(differences_of(stored.files, real.files)) == "");
        CHECK(text_of(compare_rows(reader, "real", model)) == "");
        CHECK(text_of(compare_totals(reader, "real", model)) == "");
        CHECK(text_of(check_references(reader)) == "");
    }
}

}  // namespace
}  // namespace tocd::simulation
