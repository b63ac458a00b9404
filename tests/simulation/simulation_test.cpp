// The deterministic simulation: seeded stories of changes, faults and kills over a simulated file system, with the real
// walk, codec, scan and writer. A failure names its seed; run it alone with
//   TOCD_SIMULATION_SEED=n [TOCD_SIMULATION_ROUNDS=n] simulation_test -tc="…"
// A million rounds, on two processes: ctest -L simulation_slow -j 2 --output-on-failure.
// TOCD_SIMULATION_SEEDS=n runs n seeds after the fixed ones' first, for a night on a spare machine. TOCD_SIMULATION_TRACE=1
// shows what each scan asked for and was told, TOCD_SIMULATION_KEEP=1 leaves the catalogue where it was.
#include "simulation.hpp"

#include <doctest/doctest.h>

#include <climits>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <unistd.h>
#include <utility>

namespace tocd::simulation {
namespace {

constexpr uint64_t kRounds = 250;  // of one seed

constexpr Story kBetween{.other_share = 200};
constexpr Story kFaults{.changes_during = 500, .faults = 500, .root_events = 60, .other_share = 200};
constexpr Story kStopped{.changes_during = 300, .faults = 300, .root_events = 30, .engine_dies = 500, .stopped = 300, .other_share = 200};
constexpr Story kKilled{.changes_during = 300, .faults = 200, .root_events = 30, .engine_dies = 200, .stopped = 100, .writer_killed = 400, .other_share = 300};
constexpr Story kHeld{.changes_during = 100, .faults = 100, .root_events = 40, .engine_dies = 50, .writer_killed = 60, .other_share = 200,
                      .parts = 250, .confirms = 80, .holds = true};

uint64_t from_environment(const char* name, uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::string this_program() {
    char path[PATH_MAX];
    const ssize_t size = readlink("/proc/self/exe", path, sizeof path);
    return size > 0 ? std::string(path, static_cast<size_t>(size)) : "simulation_test";
}

// One seed of the story that the test of that name tells; a failure says how to see it again, at once.
void tell_one(const char* name, const Story& story, uint64_t seed, uint64_t rounds, Simulation::Counts& all) {
    Simulation simulation(seed, story);
    try {
        for (uint64_t round = 0; round < rounds; ++round) simulation.round();
    } catch (const Broken& broken) {
        const std::string replay = "TOCD_SIMULATION_SEED=" + std::to_string(seed) + " TOCD_SIMULATION_ROUNDS=" + std::to_string(rounds) + " " +
                                   this_program() + " -tc='" + name + "'";
        std::fprintf(stderr, "replay: %s\n", replay.c_str());
        FAIL_CHECK(std::string(broken.what()) << "\n  replay: " << replay);
    }
    all += simulation.counts;
}

// A story that does not happen proves nothing.
void check_told(const Story& story, const Simulation::Counts& all) {
    MESSAGE(all.text());
    CHECK(all.complete > 0);
    CHECK(all.fast > 0);
    CHECK(all.unchanged > 0);
    CHECK(all.purged > 0);
    CHECK(all.replayed > 0);
    CHECK(all.moved_directories > 0);
    CHECK(all.moved_files > 0);
    CHECK(all.met.big_moves > 0);
    CHECK(all.met.reused_inodes > 0);
    if (story.faults > 0) CHECK(all.faults > 0);
    if (story.faults > 0) CHECK(all.incomplete > 0);
    if (story.changes_during > 0) CHECK(all.changed_during > 0);
    if (story.changes_during > 0) CHECK(all.met.racy > 0);
    if (story.changes_during > 0) CHECK(all.met.racy_changes > 0);
    if (story.root_events > 0) CHECK(all.refused > 0);
    if (story.engine_dies + story.stopped > 0) CHECK(all.interrupted > 0);
    if (story.engine_dies + story.stopped + story.writer_killed > 0) CHECK(all.met.resumed > 0);
    if (story.writer_killed > 0) CHECK(all.kills > 0);
    if (story.parts > 0) CHECK(all.parts > 0);
    if (story.parts > 0) CHECK(all.part_paths > all.parted_away);
    if (story.parts > 0) CHECK(all.parted_away > 0);
    if (story.holds) CHECK(all.held > 0);
    if (story.holds) CHECK(all.agreed > 0);
    if (story.confirms > 0) CHECK(all.confirmed > 0);
}

void tell(const Story& story, uint64_t first_seed, uint64_t seeds) {
    const uint64_t rounds = from_environment("TOCD_SIMULATION_ROUNDS", kRounds);
    const uint64_t only = from_environment("TOCD_SIMULATION_SEED", 0);
    seeds = only != 0 ? 1 : from_environment("TOCD_SIMULATION_SEEDS", seeds);
    if (only != 0) first_seed = only;
    Simulation::Counts all;
    for (uint64_t seed = first_seed; seed < first_seed + seeds; ++seed)
        tell_one(doctest::getContextOptions()->currentTest->m_name, story, seed, rounds, all);
    if (only == 0) check_told(story, all);
    else MESSAGE(all.text());
}

TEST_CASE("the catalogue is the tree after every scan of a tree that changed between scans") { tell(kBetween, 1, 10); }

TEST_CASE("faults and changes in the middle of a scan make no present file gone") { tell(kFaults, 1000, 16); }

TEST_CASE("scans that are stopped or lose their scanner go on later") { tell(kStopped, 2030, 8); }

TEST_CASE("a killed daemon leaves a catalogue that tells no lie") { tell(kKilled, 3000, 10); }

TEST_CASE("removals that are too many wait for a second scan or an admin and parts of a share are as they are") { tell(kHeld, 4000, 12); }

// Run by name: TOCD_SIMULATION_PROCESS says which of TOCD_SIMULATION_PROCESSES this is, each tells other seeds. Seeds begin at
// TOCD_SIMULATION_FROM, so that another night tells other ones.
TEST_CASE("a million rounds of all stories together" * doctest::skip()) {
    constexpr std::pair<const char*, Story> kStories[] = {
        {"the catalogue is the tree after every scan of a tree that changed between scans", kBetween},
        {"faults and changes in the middle of a scan make no present file gone", kFaults},
        {"scans that are stopped or lose their scanner go on later", kStopped},
        {"a killed daemon leaves a catalogue that tells no lie", kKilled},
        {"removals that are too many wait for a second scan or an admin and parts of a share are as they are", kHeld}};
    const uint64_t rounds = from_environment("TOCD_SIMULATION_ROUNDS", kRounds);
    const uint64_t seeds = from_environment("TOCD_SIMULATION_SEEDS", 1'000'000 / rounds / std::size(kStories) + 1);
    const uint64_t from = from_environment("TOCD_SIMULATION_FROM", 10'000);
    const uint64_t processes = from_environment("TOCD_SIMULATION_PROCESSES", 1);
    const uint64_t mine = from_environment("TOCD_SIMULATION_PROCESS", 0);
    for (const auto& [name, story] : kStories) {
        Simulation::Counts all;
        for (uint64_t seed = from + mine; seed < from + seeds; seed += processes) tell_one(name, story, seed, rounds, all);
        MESSAGE(std::string(name));
        check_told(story, all);
    }
}

// Seeds that once found something, up to the round in which they did.
TEST_CASE("what once went wrong goes well") {
    const std::pair<uint64_t, uint64_t> kFound[] = {{1073, 165},   // a file was first seen after it was last seen
                                                    {1109, 186},   // the same
                                                    {1032, 64},    // asked for below a path that was another one's by then
                                                    {1113, 211},   // moved from a path that another row had too
                                                    {1083, 69},    // moved, and listed in its old place before that was known
                                                    {1547, 207},   // counted twice: before it was moved along, and as one made anew
                                                    {1774, 128}};  // came back, was as it had been, and stayed gone
    for (const auto& [seed, rounds] : kFound) {
        Simulation simulation(seed, kFaults);
        for (uint64_t round = 0; round < rounds; ++round) REQUIRE_NOTHROW(simulation.round());
    }
}

}  // namespace
}  // namespace tocd::simulation
