// The deterministic simulation: seeded stories of changes, faults and kills over a simulated file system, with the real
// walk, codec, scan and writer. A failure names its seed; run it alone with
//   TOCD_SIMULATION_SEED=n [TOCD_SIMULATION_ROUNDS=n] simulation_test -tc="…"
// TOCD_SIMULATION_SEEDS=n runs n seeds after the fixed ones' first, for a night on a spare machine. TOCD_SIMULATION_TRACE=1
// shows what each scan asked for and was told, TOCD_SIMULATION_KEEP=1 leaves the catalogue where it was.
#include "simulation.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <utility>

namespace tocd::simulation {
namespace {

uint64_t from_environment(const char* name, uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

void tell(const Story& story, uint64_t first_seed, uint64_t seeds, uint64_t rounds) {
    rounds = from_environment("TOCD_SIMULATION_ROUNDS", rounds);
    seeds = from_environment("TOCD_SIMULATION_SEEDS", seeds);
    if (const uint64_t only = from_environment("TOCD_SIMULATION_SEED", 0); only != 0) {
        first_seed = only;
        seeds = 1;
    }
    Simulation::Counts all;
    for (uint64_t seed = first_seed; seed < first_seed + seeds; ++seed) {
        Simulation simulation(seed, story);
        try {
            for (uint64_t round = 0; round < rounds; ++round) simulation.round();
        } catch (const Broken& broken) {
            FAIL_CHECK(std::string(broken.what()));
        }
        const Simulation::Counts& c = simulation.counts;
        all.rounds += c.rounds;
        all.scans += c.scans;
        all.complete += c.complete;
        all.incomplete += c.incomplete;
        all.interrupted += c.interrupted;
        all.refused += c.refused;
        all.kills += c.kills;
        all.faults += c.faults;
        all.changed_during += c.changed_during;
        all.listings += c.listings;
        all.files += c.files;
        all.gone += c.gone;
        all.unchanged += c.unchanged;
        all.purged += c.purged;
        all.replayed += c.replayed;
        all.moved_directories += c.moved_directories;
        all.moved_files += c.moved_files;
    }
    MESSAGE(all.rounds << " rounds, " << all.scans << " scans: " << all.complete << " complete, " << all.incomplete
                       << " incomplete, " << all.interrupted << " interrupted, " << all.refused << " refused, "
                       << all.kills << " kills; " << all.faults << " faults, " << all.changed_during
                       << " changes while listing, " << all.listings << " listings; at the ends " << all.files
                       << " files, " << all.gone << " gone; " << all.unchanged << " directories unchanged by their stamps, "
                       << all.moved_directories << " directories and " << all.moved_files << " files moved, " << all.purged << " files purged, " << all.replayed << " changes replayed on a copy");
    // A story that does not happen proves nothing.
    if (from_environment("TOCD_SIMULATION_SEED", 0) != 0) return;
    CHECK(all.complete > 0);
    CHECK(all.unchanged > 0);
    CHECK(all.purged > 0);
    CHECK(all.replayed > 0);
    CHECK(all.moved_directories > 0);
    CHECK(all.moved_files > 0);
    if (story.faults > 0) CHECK(all.faults > 0);
    if (story.faults > 0) CHECK(all.incomplete > 0);
    if (story.changes_during > 0) CHECK(all.changed_during > 0);
    if (story.root_events > 0) CHECK(all.refused > 0);
    if (story.engine_dies + story.stopped > 0) CHECK(all.interrupted > 0);
    if (story.writer_killed > 0) CHECK(all.kills > 0);
}

TEST_CASE("the catalogue is the tree after every scan of a tree that changed between scans") {
    tell({.other_share = 200}, 1, 10, 250);
}

TEST_CASE("faults and changes in the middle of a scan make no present file gone") {
    tell({.changes_during = 500, .faults = 500, .root_events = 60, .other_share = 200}, 1000, 16, 250);
}

TEST_CASE("scans that are stopped or lose their scanner go on later") {
    tell({.changes_during = 300,
          .faults = 300,
          .root_events = 30,
          .engine_dies = 500,
          .stopped = 300,
          .other_share = 200},
         2030, 8, 250);
}

// Seeds that once found something, up to the round in which they did.
TEST_CASE("what once went wrong goes well") {
    const Story faults{.changes_during = 500, .faults = 500, .root_events = 60, .other_share = 200};
    const std::pair<uint64_t, uint64_t> kFound[] = {{1073, 165},   // a file was first seen after it was last seen
                                                    {1109, 186},   // the same
                                                    {1032, 64},    // asked for below a path that was another one's by then
                                                    {1113, 211},   // moved from a path that another row had too
                                                    {1083, 69},    // moved, and listed in its old place before that was known
                                                    {1547, 207},   // counted twice: before it was moved along, and as one made anew
                                                    {1774, 128}};  // came back, was as it had been, and stayed gone
    for (const auto& [seed, rounds] : kFound) {
        Simulation simulation(seed, faults);
        for (uint64_t round = 0; round < rounds; ++round) REQUIRE_NOTHROW(simulation.round());
    }
}

TEST_CASE("a killed daemon leaves a catalogue that tells no lie") {
    tell({.changes_during = 300,
          .faults = 200,
          .root_events = 30,
          .engine_dies = 200,
          .stopped = 100,
          .writer_killed = 400,
          .other_share = 300},
         3000, 10, 250);
}

}  // namespace
}  // namespace tocd::simulation
