// An engine without process and threads: runs jobs on any file system, one directory per poll.
#pragma once

#include "base/error.hpp"
#include "scan/job_walk.hpp"

#include <atomic>
#include <deque>
#include <functional>
#include <memory>

namespace tocd {

class DirectEngine final : public Engine {
public:
    DirectEngine(FileSystem& files, const Clock& time) : file_system(files), clock(time) {}

    RootIdentity open(const ShareOptions& options) override {
        root_ = file_system.open_root(options.path).value;
        if (!root_) throw Error(ErrorKind::unavailable, "cannot list directory " + options.path + ": no such thing");
        exclude_ = std::make_unique<IgnorePatterns>(options.exclude);
        return look_at_root(file_system, root_).value;
    }

    RootIdentity look_again() override {
        before_look();
        Outcome<DirectoryPtr> now = file_system.open_root("/share");
        if (!now.ok()) throw error_from_errno(ErrorKind::unavailable, "cannot list directory", "/share", now.error_number);
        return look_at_root(file_system, now.value).value;
    }

    void submit(const Job& job) override {
        most_jobs = std::max(most_jobs, walks_.size() + 1);
        jobs.push_back(job);
        walks_.push_back(std::make_unique<JobWalk>(job, clock));
    }

    EngineEvents poll(std::chrono::milliseconds) override {
        ++polls;
        EngineEvents events;
        before_poll(events);
        if (walks_.empty()) return events;
        JobWalk& walk = *walks_.front();
        if (const std::optional<StampCheck> check = walk.next_check()) {
            StampsChecked result = check_stamps(file_system, root_, walk.job(), *check, false, clock);
            walk.checked(result);
            if (!result.unchanged.nodes.empty()) events.unchanged.push_back(std::move(result.unchanged));
        } else if (std::optional<ListingTask> task = walk.step()) {
            const ListingKey key(walk.job().hash_key[0], walk.job().hash_key[1]);
            list_directory(file_system, root_, *task, ListingRules{*exclude_}, key, clock, scratch_,
                           [&](Listing& frame, const DirectoryPtr& opened) {
                               walk.listed(*task, frame, opened);
                               events.listings.push_back(std::move(frame));
                           });
        }
        if (walk.over()) {
            events.done.push_back(walk.done());
            walks_.pop_front();
        }
        return events;
    }
    void hold(bool held) override { holds.push_back(held); }
    void wake() override { ++wakes; }

    FileSystem& file_system;
    const Clock& clock;
    std::function<void(EngineEvents&)> before_poll = [](EngineEvents&) {};  // may throw, or add what no engine sends
    std::function<void()> before_look = [] {};  // may throw
    std::vector<Job> jobs;  // all that were submitted
    size_t most_jobs = 0;
    size_t polls = 0;
    std::vector<bool> holds;
    std::atomic<size_t> wakes{0};

private:
    DirectoryPtr root_;
    std::unique_ptr<IgnorePatterns> exclude_;
    ListingScratch scratch_;
    std::deque<std::unique_ptr<JobWalk>> walks_;
};

}  // namespace tocd
