// The catalogue's writer on a thread of its own, fed by a bounded queue: scans that run at once share it.
// Thread: any; begin, refuse and finish wait for their answer, the others wait only while the queue is full.
#pragma once

#include "base/mutex.hpp"
#include "catalogue/scan_writer.hpp"

#include <atomic>
#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <unordered_map>

namespace tocd {

class QueuedStore final : public ListingStore {
public:
    // `make` opens the writer on the writer's thread; what it throws comes out here.
    explicit QueuedStore(std::function<std::unique_ptr<ScanWriter>()> make);
    ~QueuedStore() override;  // stores what is queued, then ends the thread

    // As ScanWriter has it. Does not wait, not even for room. `done` runs on the writer's thread with the reason of a failure, or "".
    using SharesConfigured = std::function<void(const std::string& failure, std::vector<KeptAccess> kept)>;
    void configure_shares(std::vector<ConfiguredShare> shares, SharesConfigured done);
    std::vector<KeptAccess> configure_shares(const std::vector<ConfiguredShare>& shares);  // waits; throws

    // Does not wait: `answered` runs on the writer's thread, after all that was asked of it before.
    void ask_for_answer(std::function<void()> answered);
    // Processor time that the writer's thread has used: it tells one that works on something long from one that is
    // stuck. Source: pthread_getcpuclockid(3).
    [[nodiscard]] int64_t worked_ns();
    // True while the kernel holds that thread: it waits for its disk.
    [[nodiscard]] bool waits_for_disk() const;

    ScanBegun begin(const ScanStart& start) override;
    void expect(int64_t scan_id, uint64_t job_id, std::vector<DirectoryToList> items) override;
    void plan(int64_t scan_id, size_t count, Next next) override;
    void take_unchanged(int64_t scan_id, Unchanged unchanged) override;
    ScanRecord confirm(int64_t scan_id) override;  // waits; throws: see ScanWriter
    void take(int64_t scan_id, std::vector<Listing> listings, Next next) override;  // throws why an earlier one failed
    void job_done(int64_t scan_id, uint64_t job_id, std::vector<uint32_t> left_over, Next next) override;
    ScanRecord refuse(const ScanStart& start, const std::string& failure) override;
    ScanRecord finish(int64_t scan_id, ScanEnding ending, const std::string& failure) override;
    void give_up() noexcept override;

    [[nodiscard]] size_t queued() const noexcept { return weight_.load(std::memory_order_relaxed); }

private:
    struct Task {
        std::function<void(ScanWriter&)> run;
        size_t weight;
    };
    void post(size_t weight, std::function<void(ScanWriter&)> run) TOCD_EXCLUDES(mutex_);
    template <class Result>
    Result ask(std::function<Result(ScanWriter&)> question);
    void post_for(int64_t scan_id, size_t weight, std::function<void(ScanWriter&)> run);
    void work(const std::function<std::unique_ptr<ScanWriter>()>& make, std::function<void(std::exception_ptr)> opened);

    Mutex mutex_;
    Condition room_;
    Condition filled_;
    std::deque<Task> tasks_ TOCD_GUARDED_BY(mutex_);
    std::unordered_map<int64_t, std::exception_ptr> failed_ TOCD_GUARDED_BY(mutex_);  // by scan: why it cannot go on
    bool closed_ TOCD_GUARDED_BY(mutex_) = false;
    std::atomic<ScanWriter*> writer_{nullptr};  // while its thread runs
    std::atomic<size_t> weight_{0};  // entries queued
    std::atomic<pid_t> thread_number_{0};
    std::thread thread_;
};

}  // namespace tocd
