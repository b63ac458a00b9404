#include "scan/scan_workers.hpp"

#include "scan/frame_codec.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

namespace tocd {

namespace {

constexpr auto kHeldStep = std::chrono::milliseconds(100);

ListingRules with_pace(ListingRules rules, Pace* pace) {
    rules.pace = pace;
    return rules;
}

}  // namespace

ScanWorkers::ScanWorkers(FileSystem& file_system, DirectoryPtr root, ListingRules rules, Governor& governor,
                         std::function<void()> wake_loop)
    : file_system_(file_system), root_(std::move(root)), rules_(with_pace(rules, this)), governor_(governor),
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
    bool held = false;
    {
        Lock lock(mutex_);
        held = held_;
        if (wait_ns <= 0 && !held) return;
        ++waiting_;
    }
    // In steps: a hold may end, and none of this has to be exact.
    for (; wait_ns > 0 || held;) {
        const auto step = held ? kHeldStep : std::min<std::chrono::nanoseconds>(std::chrono::nanoseconds(wait_ns), std::chrono::seconds(1));
        std::this_thread::sleep_for(step);
        wait_ns -= std::chrono::nanoseconds(step).count();
        Lock lock(mutex_);
        held = held_;
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
        std::optional<ListingTask> task;
        const uint32_t threads = governor_.threads();
        {
            Lock lock(mutex_);
            if (!backed_up() && !held_ && turns_ <= threads) run = find_work();
            if (!run) {
                --turns_;
                return;
            }
            task = run->walk.step();
        }
        if (task) list(*run, *task, scratch);  // none: its milliseconds ended just now
    }
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
