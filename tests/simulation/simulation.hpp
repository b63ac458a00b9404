// One seeded story: shares that change, scans that meet faults, a writer that is killed; after every round the
// catalogue is compared with the model and the tree.
// Thread: one.
#pragma once

#include "catalogue/scan_writer.hpp"
#include "catalogue_comparison.hpp"
#include "feed_copy.hpp"
#include "model.hpp"
#include "scan/run_scan.hpp"
#include "simulated_engine.hpp"
#include "simulated_file_system.hpp"
#include "tree_changes.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace tocd::simulation {

// What may happen, of 1000 rounds each.
struct Story {
    uint64_t changes_during = 0;  // the tree changes while it is listed
    uint64_t faults = 0;          // opens, reads and looks fail
    uint64_t root_events = 0;     // the root is missing, exchanged, emptied
    uint64_t engine_dies = 0;
    uint64_t stopped = 0;
    uint64_t writer_killed = 0;  // kill -9, or an end without finish
    uint64_t other_share = 0;    // the other share is scanned in the middle
    uint64_t fast = 500;         // a scan believes stamps
    uint64_t parts = 0;          // a scan looks at some paths only
    uint64_t confirms = 0;       // somebody confirms what the last whole scan held
    bool holds = false;          // few removals at once are too many
};

// What went wrong, with seed, round and the rows.
class Broken : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Simulation {
public:
    Simulation(uint64_t seed, const Story& story);
    ~Simulation();

    // Changes, a scan, all checks. Throws Broken.
    void round();

    // How often each thing happened, to see that the story is told at all.
    struct Counts {
        int64_t purged = 0, unchanged = 0, moved_directories = 0, moved_files = 0;
        int rounds = 0, scans = 0, complete = 0, incomplete = 0, interrupted = 0, refused = 0, kills = 0, compared = 0;
        uint64_t faults = 0, changed_during = 0;
        int64_t files = 0, gone = 0, listings = 0, replayed = 0;  // the last: changes of the feed
        int64_t fast = 0, parts = 0, part_paths = 0, parted_away = 0;  // part scans, paths checked after them, of these: not there
        int64_t held = 0, agreed = 0, confirmed = 0;
        Model::Met met;
        Counts& operator+=(const Counts& more);
        [[nodiscard]] std::string text() const;
    };
    Counts counts;

private:
    struct Share {
        Share(SimulatedClock& clock, Random random, const Nature& nature, ScanTask scan, size_t max_names);
        SimulatedFileSystem file_system;
        TreeChanges changes;
        ScanTask task;
        Model model;
        Model committed;
        FeedCopy copy;
        bool scanned = false;  // since it was compared
    };
    struct Killed {};  // the process is no more
    struct Plan {
        bool quiet = true;
        bool changes_during = false;
        bool image = false;       // killed: the files as they are at that moment; else the writer ends without finish
        uint64_t kill_after = 0;  // calls of the store
        NodePtr old_root;
        std::map<std::string, SimName> hidden;  // what an emptied root held
        bool refused = false;                   // it must be
    };

    void open_writer();
    void die(bool image);
    Plan prepare(Share& share);
    void prepare_root(Share& share, Plan& plan);
    void restore(Share& share, Plan& plan);
    void change(Share& share);
    ScanRecord scan(Share& share, const Plan& plan);
    void note_commit();
    void after_call();
    void check_outcome(const Share& share, const Plan& plan, const ScanRecord& record, std::optional<ScanEnding> ending,
                       int64_t present_before);
    void check_rows(const std::string& when, bool confirmed = false);
    void check_again(Share& share);
    void draw_parts(Share& share);
    void confirm(Share& share);
    void require(const Differences& differences, const std::string& when);

    const uint64_t seed_;
    const Story story_;
    Random random_;
    Random policies_;  // of forgetting
    Random extras_;    // of holds and parts
    const int64_t hold_agree_ns_;
    SimulatedClock clock_;
    std::string folder_;
    int generation_ = 0;  // of database files
    std::string database_path_;
    std::vector<std::unique_ptr<Share>> shares_;
    std::unique_ptr<ScanWriter> writer_;
    std::unique_ptr<Database> reader_;
    std::string doing_;        // the round, for messages
    uint64_t calls_left_ = 0;  // of the store until the process is killed; 0: it is not
    bool kill_leaves_image_ = false;
    bool nested_ = false;
    bool checks_again_ = false;  // what is gone stays
    bool met_fault_ = false;  // the last scan did
};

}  // namespace tocd::simulation
