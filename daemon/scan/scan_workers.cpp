#include "scan/scan_workers.hpp"

#include "scan/frame_codec.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

namespace tocd {

namespace {

constexpr std::chrono::nanoseconds kStoppedStep = std::chrono::milliseconds(5);

constexpr size_t kKeptMessageBytes = 1u << 20;

ListingRules completed(ListingRules rules, Pace* pace, LargeListings* large) {
    rules.pace = pace;
    rules.large = large;
    return rules;
}

}  // namespace

ScanWorkers::ScanWorkers(FileSystem& file_system, DirectoryPtr root, ListingRules rules, Governor& governor,
                         std::function<void()> wake_loop)
    : file_system_(file_system), root_(std::move(root)), rules_(completed(rules, this, &large_)), governor_(governor),
      wake_loop_(std::move(wake_loop)) {}

void ScanWorkers::hold(bool held) {
    Lock lock(mutex_);
    held_ = held;
}

bool ScanWorkers::gets_on() {
    const uint64_t calls = governor_.pulse().calls;
    Lock lock(mutex_);
    return std::exchange(calls_seen_, calls) != calls || waiting_ > 0;
}

void ScanWorkers::done(uint64_t entries, uint64_t calls, int64_t took_ns) {
    int64_t wait_ns = governor_.note(entries, calls, took_ns);
    bool stopped = false;  // by a hold, or since nobody takes what a huge directory gives
    {
        Lock lock(mutex_);
        stopped = held_ || backed_up();
        if (wait_ns <= 0 && !stopped) return;
        ++waiting_;
    }
    // In steps: what stops it may end, and none of this has to be exact.
    while (wait_ns > 0 || stopped) {
        const auto step = stopped ? kStoppedStep : std::min<std::chrono::nanoseconds>(std::chrono::nanoseconds(wait_ns), std::chrono::seconds(1));
        std::this_thread::sleep_for(step);
        wait_ns -= step.count();
        Lock lock(mutex_);
        stopped = held_ || backed_up();
    }
    Lock lock(mutex_);
    --waiting_;
}

void ScanWorkers::add(Job job) {
    auto run = std::make_shared<Run>(std::move(job), system_clock());
    Lock lock(mutex_);
    runs_.push_back(std::move(run));
}

bool ScanWorkers::begin_turn() {
    const uint32_t threads = governor_.threads();
    Lock lock(mutex_);
    if (held_ || turns_ >= threads || backed_up() || !find_work()) return false;
    ++turns_;
    return true;
}

std::shared_ptr<ScanWorkers::Run> ScanWorkers::find_work() {
    for (auto run = runs_.begin(); run != runs_.end();) {
        if ((*run)->walk.has_step()) return *run;
        // Its milliseconds may have ended while everybody waited for the socket.
        const auto checked = run++;
        if ((*checked)->walk.over()) end_job(checked);
    }
    return nullptr;
}

void ScanWorkers::end_job(Runs::iterator run) {
    append_message(output_, (*run)->walk.done());
    runs_.erase(run);
}

void ScanWorkers::take_turn(WorkerScratch& scratch) {
    for (;;) {
        std::shared_ptr<Run> run;
        std::optional<StampCheck> stamps;
        std::optional<ListingTask> task;
        const uint32_t threads = governor_.threads();
        {
            Lock lock(mutex_);
            if (!backed_up() && !held_ && turns_ <= threads) run = find_work();
            if (!run) {
                --turns_;
                return;
            }
            stamps = run->walk.next_check();
            if (!stamps) task = run->walk.step();
        }
        if (stamps) check(*run, *stamps, scratch.message);
        else if (task) list(*run, *task, scratch);  // none: its milliseconds ended just now
    }
}

void ScanWorkers::check(Run& run, const StampCheck& check, std::string& message) {
    const StampsChecked result = check_stamps(file_system_, root_, run.walk.job(), check, !rules_.one_file_system, system_clock());
    message.clear();
    if (!result.unchanged.nodes.empty()) append_message(message, result.unchanged);
    Lock lock(mutex_);
    const size_t before = output_.size();
    run.walk.checked(result);
    output_.append(message);
    bool wake = before / kFlushBytes != output_.size() / kFlushBytes;
    if (run.walk.over()) {
        end_job(std::find_if(runs_.begin(), runs_.end(), [&](const auto& other) { return other.get() == &run; }));
        wake = true;
    }
    if (wake) wake_loop_();
}

void ScanWorkers::list(Run& run, ListingTask& task, WorkerScratch& scratch) {
    struct Step {
        ScanWorkers& workers;
        Run& run;
        ListingTask& task;
        std::string& message;
    } step{*this, run, task, scratch.message};
    list_directory(file_system_, root_, task, rules_, run.key, system_clock(), scratch.listing,
                   [&step](Listing& frame, const DirectoryPtr& opened) {  // one pointer: std::function allocates nothing
                       step.workers.send_frame(step.run, step.task, frame, opened, step.message);
                   });
}

void ScanWorkers::send_frame(Run& run, ListingTask& task, Listing& frame, const DirectoryPtr& opened,
                             std::string& message) {
    message.clear();
    append_message(message, frame);  // the long part, outside the lock
    bool wake = false;
    const uint32_t threads = governor_.threads();
    {
        Lock lock(mutex_);
        const size_t before = output_.size();
        run.walk.listed(task, frame, file_system_.may_keep_open() ? opened : nullptr);
        if (frame.first_child_node != 0) set_first_child_node(message, frame.first_child_node);
        output_.append(message);
        if (message.capacity() > kKeptMessageBytes) message = {};
        if (run.walk.over()) {
            end_job(std::find_if(runs_.begin(), runs_.end(), [&](const auto& other) { return other.get() == &run; }));
            wake = true;  // the daemon may wait for it
        }
        wake = wake || before / kFlushBytes != output_.size() / kFlushBytes ||
               (frame.first_child_node != 0 && turns_ < threads);
    }
    if (wake) wake_loop_();
}

std::string ScanWorkers::take_output() {
    Lock lock(mutex_);
    sending_bytes_ += output_.size();
    return std::exchange(output_, {});
}

void ScanWorkers::sent(size_t bytes) {
    Lock lock(mutex_);
    sending_bytes_ -= bytes;
}

bool ScanWorkers::idle() {
    Lock lock(mutex_);
    return runs_.empty();
}

}  // namespace tocd
