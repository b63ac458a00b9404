// The scanner's work: jobs that wait, threads that list directories, and the bytes they made.
// The loop's thread adds jobs and takes output; libuv's worker threads take turns at listing. One lock guards it all;
// it is held for the step to the next directory and for appending a frame, never while a file system is asked.
#pragma once

#include "base/mutex.hpp"
#include "scan/job_walk.hpp"

#include <functional>
#include <list>
#include <memory>
#include <string>

namespace tocd {

inline constexpr size_t kMaxWaitingOutputBytes = 2u << 20;  // more than this unsent: nobody lists
inline constexpr size_t kFlushBytes = 64u << 10;            // less waits for the next tick of the loop's timer

inline constexpr int kMaxLargeListings = 1;

// What one thread needs for its turns.
struct WorkerScratch {
    ListingScratch listing;
    std::string message;
};

class ScanWorkers final : private Pace {
public:
    // As many turns at a time as `governor` allows; rules.pace is set. `wake_loop` is called from worker threads: output
    // is worth sending, or there is work for one more turn.
    ScanWorkers(FileSystem& file_system, DirectoryPtr root, ListingRules rules, Governor& governor,
                std::function<void()> wake_loop);

    void add(Job job) TOCD_EXCLUDES(mutex_);

    // True when one more turn is worth a thread: it counts as begun, and take_turn() is to be called for it.
    [[nodiscard]] bool begin_turn() TOCD_EXCLUDES(mutex_);

    // Lists directories until none waits or too much output does. Thread: a worker.
    void take_turn(WorkerScratch& scratch) TOCD_EXCLUDES(mutex_);

    // Everything that was made and not taken. The caller tells by sent() when it left.
    [[nodiscard]] std::string take_output() TOCD_EXCLUDES(mutex_);
    void sent(size_t bytes) TOCD_EXCLUDES(mutex_);

    // While held nothing is listed; a directory that is being listed stops at its next names.
    void hold(bool held) TOCD_EXCLUDES(mutex_);

    // True when something was done since the last call, or waits on purpose: nothing hangs.
    [[nodiscard]] bool gets_on() TOCD_EXCLUDES(mutex_);

    // No job is left.
    [[nodiscard]] bool idle() TOCD_EXCLUDES(mutex_);

private:
    struct Run {
        Run(Job job, const Clock& clock) : key(job.hash_key[0], job.hash_key[1]), walk(std::move(job), clock) {}
        const ListingKey key;
        JobWalk walk;
    };
    using Runs = std::list<std::shared_ptr<Run>>;

    void done(uint64_t entries, uint64_t calls, int64_t took_ns) override TOCD_EXCLUDES(mutex_);  // waits

    [[nodiscard]] bool backed_up() const TOCD_REQUIRES(mutex_) {
        return output_.size() + sending_bytes_ >= kMaxWaitingOutputBytes;
    }
    // The oldest job that has a directory to list; ends those that are over on the way.
    [[nodiscard]] std::shared_ptr<Run> find_work() TOCD_REQUIRES(mutex_);
    void end_job(Runs::iterator run) TOCD_REQUIRES(mutex_);
    void check(Run& run, const StampCheck& check, std::string& message) TOCD_EXCLUDES(mutex_);
    void list(Run& run, ListingTask& task, WorkerScratch& scratch) TOCD_EXCLUDES(mutex_);
    void send_frame(Run& run, ListingTask& task, Listing& frame, const DirectoryPtr& opened, std::string& message)
        TOCD_EXCLUDES(mutex_);

    FileSystem& file_system_;
    const DirectoryPtr root_;
    LargeListings large_{kMaxLargeListings};
    const ListingRules rules_;
    Governor& governor_;
    const std::function<void()> wake_loop_;

    Mutex mutex_;
    Runs runs_ TOCD_GUARDED_BY(mutex_);  // the oldest first: it is worked on first, so that jobs end
    uint32_t turns_ TOCD_GUARDED_BY(mutex_) = 0;
    std::string output_ TOCD_GUARDED_BY(mutex_);
    size_t sending_bytes_ TOCD_GUARDED_BY(mutex_) = 0;
    bool held_ TOCD_GUARDED_BY(mutex_) = false;
    uint32_t waiting_ TOCD_GUARDED_BY(mutex_) = 0;  // threads that wait on purpose
    uint64_t calls_seen_ TOCD_GUARDED_BY(mutex_) = 0;  // by gets_on()
};

}  // namespace tocd
