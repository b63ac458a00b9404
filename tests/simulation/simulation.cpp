#include "simulation.hpp"

#include "base/error.hpp"
#include "recording_store.hpp"
#include "tree_comparison.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <utility>

namespace tocd::simulation {
namespace {

namespace fs = std::filesystem;

// Memory where there is some: the simulation is about logic, and waits for no disk.
std::string make_folder() {
    std::error_code ignored;
    const bool memory =
        fs::is_directory("/dev/shm", ignored) && fs::space("/dev/shm", ignored).available > (256u << 20);
    std::string pattern = (memory ? fs::path("/dev/shm") : fs::temp_directory_path()) / "tocd-simulation-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make " + pattern);
    return pattern;
}

Nature draw_nature(Random& random) {
    constexpr int64_t kGranularities[] = {1, 1, 1'000, 4'000'000, 1'000'000'000, 2'000'000'000};
    Nature nature;
    nature.granularity_ns = kGranularities[random.below(6)];
    nature.reuses_inodes = random.permille(600);
    nature.has_birth_times = random.permille(600);
    nature.tells_types = random.permille(800);
    nature.repeats_names = random.permille(150);
    nature.stale_handles = random.permille(300);
    nature.first_inode = random.permille(200) ? 0xfffffffffff00000 : 2 + random.below(1000);
    return nature;
}

ScanTask draw_task(Random& random, const std::string& name) {
    ScanTask task;
    task.share = name;
    task.options.path = random.permille(100) ? "/srv/\xff" + name : "/srv/" + name;
    if (random.permille(500)) task.options.exclude = {"*.tmp", "!keep.tmp", "build/", "/b"};
    task.options.one_file_system = random.permille(800);
    constexpr AtimeResolution kResolutions[] = {AtimeResolution::day, AtimeResolution::off, AtimeResolution::exact};
    task.options.atime_resolution = kResolutions[random.below(3)];
    return task;
}

}  // namespace

Simulation::Share::Share(SimulatedClock& clock, Random random, const Nature& nature, ScanTask scan, size_t max_names)
    : file_system(clock, Random(random.next()), nature),
      changes(file_system, Random(random.next()), max_names, scan.options.one_file_system),
      task(std::move(scan)),
      copy(task.share, task.options.path) {}

Simulation::Simulation(uint64_t seed, const Story& story)
    : seed_(seed), story_(story), random_(seed), policies_(seed * 31 + 7), extras_(seed * 77 + 5),
      hold_agree_ns_(extras_.between(4, 24) * 3600 * kNsPerSecond), folder_(make_folder()) {
    const size_t sizes[] = {20 + random_.below(120), 5 + random_.below(25)};
    for (const size_t size : sizes) {
        const std::string name = shares_.empty() ? "raw" : "other";
        Random draws(random_.next());
        const Nature nature = draw_nature(draws);
        shares_.push_back(
            std::make_unique<Share>(clock_, Random(random_.next()), nature, draw_task(draws, name), size));
        for (uint64_t i = random_.below(size); i > 0; --i) change(*shares_.back());
    }
    database_path_ = folder_ + "/catalogue0.db";
    doing_ = "seed " + std::to_string(seed_);
    open_writer();
}

Simulation::~Simulation() {
    reader_.reset();
    writer_.reset();
    std::error_code ignored;
    if (std::getenv("TOCD_SIMULATION_KEEP") == nullptr) fs::remove_all(folder_, ignored);
}

void Simulation::open_writer() {
    const std::chrono::milliseconds commit_every(random_.permille(300) ? 0 : random_.between(1, 60));
    writer_ =
        std::make_unique<ScanWriter>(database_path_, AccountNames{account_name, account_name}, clock_, commit_every);
    reader_ = std::make_unique<Database>(database_path_, Database::Access::read);
}

// The process ends. As after kill -9 its files stay as they are at this moment, or it ends in good order.
void Simulation::die(bool image) {
    ++counts.kills;
    if (image) {
        const std::string next = folder_ + "/catalogue" + std::to_string(++generation_) + ".db";
        for (const char* part : {"", "-wal"})
            if (fs::exists(database_path_ + part)) fs::copy_file(database_path_ + part, next + part);
        reader_.reset();
        writer_.reset();
        for (const char* part : {"", "-wal", "-shm"}) fs::remove(database_path_ + part);
        database_path_ = next;
        for (auto& share : shares_) share->model = share->committed;
    } else {
        reader_.reset();
        writer_.reset();
    }
    for (auto& share : shares_) {
        share->model.abandoned();
        share->scanned = true;
    }
    for (auto& share : shares_) share->committed = share->model;
    open_writer();
}

void Simulation::require(const Differences& differences, const std::string& when) {
    if (differences.empty()) return;
    std::string text = doing_ + ", " + when + ":";
    for (const std::string& difference : differences) text += "\n    " + difference;
    throw Broken(text);
}

void Simulation::change(Share& share) {
    share.changes.change();
    clock_.advance(random_.permille(700) ? random_.between(0, 1'000'000) : random_.between(0, 3 * kNsPerSecond));
}

Simulation::Plan Simulation::prepare(Share& share) {
    Plan plan;
    plan.changes_during = random_.permille(story_.changes_during);
    if (random_.permille(story_.faults)) {
        share.file_system.rates = {random_.below(30), random_.below(30), random_.below(20)};
        if (random_.permille(500)) share.changes.break_something();
        plan.quiet = false;
    }
    if (plan.changes_during) plan.quiet = false;
    if (random_.permille(story_.writer_killed)) {
        plan.kill_after = 1 + random_.below(random_.permille(500) ? 8 : 60);
        plan.image = random_.permille(700);
        plan.quiet = false;
    }
    share.task.accept_root = false;
    if (random_.permille(story_.root_events))
        prepare_root(share, plan);
    else if (share.file_system.root->names.empty() && random_.permille(500))
        share.task.accept_root = true;
    return plan;
}

void Simulation::prepare_root(Share& share, Plan& plan) {
    plan.quiet = plan.changes_during = false;
    SimulatedFileSystem& tree = share.file_system;
    switch (random_.below(5)) {
        case 0:  // missing, or nobody may read it
            tree.root_error = random_.permille(500) ? ENOENT : EACCES;
            plan.refused = true;
            break;
        case 1:  // another one
            if (!share.model.root()) break;
            plan.old_root = tree.root;
            tree.root = tree.make_directory();
            if (random_.permille(500)) tree.add(*tree.root, "a", tree.make_file());
            if (tree.nature.has_birth_times && random_.permille(300)) tree.root->stat.inode = plan.old_root->stat.inode;
            plan.refused = tree.root->stat.inode != plan.old_root->stat.inode ||
                           tree.root->stat.btime_ns != plan.old_root->stat.btime_ns;
            break;
        case 2:
        case 3:  // the same, but empty: the mount is there, and its server shows nothing
            plan.hidden = std::exchange(tree.root->names, {});
            plan.refused = share.model.present_files() > 0;
            break;
        default:  // really deleted, and an admin says so
            while (!tree.root->names.empty()) tree.remove(*tree.root, std::string(tree.root->names.begin()->first));
            share.task.accept_root = true;
            break;
    }
}

void Simulation::restore(Share& share, Plan& plan) {
    share.file_system.rates = {};
    if (plan.old_root) share.file_system.root = plan.old_root;
    if (!plan.hidden.empty()) share.file_system.root->names = std::move(plan.hidden);
    share.changes.repair();
    share.task.accept_root = false;
}

ScanRecord Simulation::scan(Share& share, const Plan& plan) {
    ++counts.scans;
    share.scanned = true;
    share.task.mode = random_.permille(story_.fast) ? ScanMode::fast : ScanMode::full;
    share.task.rules.racy_margin_ns = 2 * kNsPerSecond + share.file_system.nature.granularity_ns;
    share.task.rules.full_every_ns = random_.between(1, 48) * 3600 * kNsPerSecond;
    share.task.parts.clear();
    if (!checks_again_ && extras_.permille(story_.parts)) draw_parts(share);
    if (story_.holds) {
        share.task.rules.hold_files = static_cast<int64_t>(extras_.below(8));
        share.task.rules.hold_permille = static_cast<int64_t>(extras_.below(150));
        share.task.rules.hold_agree_ns = hold_agree_ns_;
    }
    EngineTemper temper;
    temper.max_entries = static_cast<uint32_t>(1 + random_.below(random_.permille(500) ? 10 : 200));
    temper.max_ms = static_cast<uint32_t>(1 + random_.below(50));
    temper.max_part_entries = 1 + random_.below(random_.permille(400) ? 8 : 200);
    temper.in_the_air = 1 + random_.below(4);
    const bool may_end_early = !nested_ && !plan.quiet;
    if (may_end_early && random_.permille(story_.engine_dies)) temper.dies_at_poll = random_.below(15);
    const bool stops = may_end_early && random_.permille(story_.stopped);
    const uint64_t stop_at = random_.below(15);
    uint64_t polls = 0;

    share.task.rules.keep_gone_ns = checks_again_ || policies_.permille(300) ? 0 : policies_.between(1, 48 * 3600) * kNsPerSecond;
    share.task.rules.keep_gone_scans = static_cast<int64_t>(policies_.below(6));
    SimulatedFileSystem& tree = share.file_system;
    const uint64_t rate = plan.changes_during ? 1 + random_.below(150) : 0;
    tree.between = [&, rate] {
        if (rate == 0 || !random_.permille(rate)) return;
        ++counts.changed_during;
        share.changes.change();
    };
    SimulatedEngine engine(tree, clock_, Random(random_.next()), temper);
    ScanWatch watch;
    engine.at_poll = [&] {
        clock_.advance(random_.between(0, 5'000'000));
        writer_->commit_waiting();
        note_commit();
        if (stops && polls++ == stop_at) watch.stop();
        if (nested_ || !random_.permille(story_.other_share)) return;
        nested_ = true;
        Share& other = *shares_[&share == shares_[0].get() ? 1 : 0];
        if (other.task.share != share.task.share && random_.permille(100)) scan(other, Plan{});
        nested_ = false;
    };
    RecordingStore store(*writer_, share.model, clock_, [&] { after_call(); });
    const int64_t present_before = share.model.present_files();
    share.model.keeps_stamps =
        count_rows(*reader_, "SELECT count(*) FROM share WHERE NOT keeps_stamps AND name = '" + share.task.share + "'") == 0;
    const uint64_t faults_before = tree.faults;
    const ScanRecord record = run_scan(share.task, engine, store, watch, clock_);
    tree.between = nullptr;
    counts.faults += tree.faults - faults_before;
    if (!nested_) met_fault_ = tree.faults != faults_before;
    counts.listings += record.directories;
    const bool emptied =
        (plan.changes_during || tree.root->names.empty()) && !share.task.accept_root && present_before > 0;
    if (record.outcome == ScanOutcome::refused && !plan.refused && !emptied && tree.faults == faults_before)
        require({"the scan was refused: " + record.failure}, "after the scan");
    const bool was_emptied = plan.changes_during && record.failure.find("root was emptied") != std::string::npos;
    const bool other_root = tree.faults != faults_before || was_emptied;  // at the end of the scan
    if (!stops && !temper.dies_at_poll && store.ending == ScanEnding::interrupted && !other_root)
        require({"the scan was interrupted by itself: " + record.failure}, "after the scan");
    check_outcome(share, plan, record, store.ending, present_before);
    return record;
}

void Simulation::note_commit() {
    if (calls_left_ == 0 || writer_->has_waiting()) return;
    for (auto& each : shares_) each->committed = each->model;
}

void Simulation::after_call() {
    note_commit();
    if (calls_left_ > 0 && --calls_left_ == 0) throw Killed{};
}

void Simulation::check_outcome(const Share& share, const Plan& plan, const ScanRecord& record,
                               std::optional<ScanEnding> ending, int64_t present_before) {
    Differences out;
    const auto expect = [&](const char* what, int64_t is, int64_t wanted) {
        if (is != wanted)
            out.push_back(std::string(what) + " of the scan is " + std::to_string(is) + " not " +
                          std::to_string(wanted));
    };
    const Model& model = share.model;
    if (!ending) {
        expect("outcome", static_cast<int>(record.outcome), static_cast<int>(ScanOutcome::refused));
        if (record.failure.empty()) out.push_back("a refused scan does not say why");
        ++counts.refused;
    } else {
        if (plan.refused) out.push_back("the scan should have been refused");
        const ScanOutcome wanted = *ending == ScanEnding::interrupted      ? ScanOutcome::interrupted
                                   : model.failed > 0 || model.unclean > 0 ? ScanOutcome::incomplete
                                                                           : ScanOutcome::complete;
        expect("outcome", static_cast<int>(record.outcome), static_cast<int>(wanted));
        expect("directories", record.directories, model.directories_listed);
        expect("unchanged", record.unchanged, model.unchanged);
        expect("moved", record.moved, model.moved_directories + model.moved_files);
        expect("purged", record.purged, model.purged);
        expect("held", record.held, model.held);
        counts.fast += record.mode == ScanMode::fast ? 1 : 0;
        counts.parts += record.mode == ScanMode::part ? 1 : 0;
        counts.held += model.held > 0 ? 1 : 0;
        counts.agreed += model.agreed ? 1 : 0;
        counts.met += model.met;
        counts.purged += record.purged;
        counts.unchanged += record.unchanged;
        counts.moved_directories += model.moved_directories;
        counts.moved_files += model.moved_files;
        expect("skipped_mounts", record.skipped_mounts, model.skipped_mounts);
        expect("others", record.others, model.others);
        expect("excluded", record.excluded, model.excluded);
        expect("files before, added less gone,", present_before + record.added - record.gone, model.present_files());
        (wanted == ScanOutcome::interrupted  ? counts.interrupted
         : wanted == ScanOutcome::incomplete ? counts.incomplete
                                             : counts.complete)++;
        if (wanted == ScanOutcome::complete) expect("files", record.files, model.present_files_listed());
    }
    require(out, "scan of " + share.task.share);
}

void Simulation::check_rows(const std::string& when, bool confirmed) {
    ++counts.compared;
    const Transaction one_moment(*reader_, Transaction::Kind::read);
    require(check_references(*reader_), when);
    for (auto& share : shares_) {
        if (!std::exchange(share->scanned, false) && counts.compared % 8 != 0) continue;
        const std::string of = when + ", share " + share->task.share;
        require(compare_rows(*reader_, share->task.share, share->model), of);
        require(compare_totals(*reader_, share->task.share, share->model), of);
        require(check_presence(share->file_system, share->model, confirmed), of);
    }
}

// Invariant 6, and nothing left over: a quiet scan right after a quiet one writes no file row.
void Simulation::check_again(Share& share) {
    const uint64_t before = file_table_fingerprint(*reader_);
    clock_.advance(random_.between(1, 60 * kNsPerSecond));
    nested_ = checks_again_ = true;
    const ScanRecord record = scan(share, Plan{});
    nested_ = checks_again_ = false;
    check_rows("after the quiet scan again");
    Differences out;
    if (file_table_fingerprint(*reader_) != before) out.push_back("a scan of an unchanged tree wrote file rows");
    if (record.added != 0 || record.changed != 0 || record.gone != 0)
        out.push_back("a scan of an unchanged tree counts changes");
    require(out, "after the quiet scan again");
}

void Simulation::round() {
    doing_ = "seed " + std::to_string(seed_) + ", round " + std::to_string(++counts.rounds);
    Share& share = *shares_[random_.permille(850) ? 0 : 1];
    for (uint64_t i = random_.below(9); i > 0; --i) change(share);
    clock_.advance(random_.between(1'000'000, 4 * 3600 * kNsPerSecond));
    if (extras_.permille(story_.confirms)) confirm(share);
    Plan plan = prepare(share);
    calls_left_ = plan.kill_after;
    for (auto& each : shares_) each->committed = each->model;
    std::optional<ScanRecord> record;
    try {
        record = scan(share, plan);
    } catch (const Killed&) {
        share.file_system.between = nullptr;
        nested_ = false;
        for (auto& each : shares_) each->file_system.between = nullptr;
        calls_left_ = 0;
        die(plan.image);
    } catch (const Error& error) {
        require({std::string("an error came out of the scan: ") + error.what()}, "scan of " + share.task.share);
    } catch (const std::logic_error& error) {
        require({error.what()}, "scan of " + share.task.share);
    }
    calls_left_ = 0;
    restore(share, plan);
    check_rows("after the scan");
    for (auto& each : shares_) require(each->copy.follow(*reader_), "on a copy of share " + each->task.share);
    if (plan.quiet && !met_fault_ && record->outcome != ScanOutcome::refused) {
        const std::string when = "after a quiet scan of " + share.task.share;
        const bool names_only = record->unchanged > 0;
        // A name that the server told twice, once: the next listing seems to have lost one, and concludes nothing.
        const bool held = record->held > 0 || share.model.unclean > 0;
        if (record->mode == ScanMode::part) {
            const PartsComparison parts = compare_parts(share.file_system, share.task.options, share.model, share.task.parts, held);
            counts.part_paths += parts.there + parts.away;
            counts.parted_away += parts.away;
            if (record->outcome == ScanOutcome::complete) require(parts.out, "after a quiet scan of parts of " + share.task.share);
        } else {
            require(compare_with_tree(share.file_system, share.task.options, share.model, names_only, held), when);
            require(check_nothing_left(*reader_, share.task.share, held), when);
            if (!names_only && !held && !share.file_system.nature.repeats_names && random_.permille(250)) check_again(share);
        }
    }
    counts.files = shares_[0]->model.present_files() + shares_[1]->model.present_files();
    counts.replayed = shares_[0]->copy.replayed + shares_[1]->copy.replayed;
    counts.gone = count_rows(*reader_, "SELECT count(*) FROM files WHERE gone");
}

}  // namespace tocd::simulation
