// The walk of one job: which directory is next, what its children are called, when the budget is spent.
// No threads and no file system in it: the scanner's threads and the simulation drive it.
// Thread: one at a time (the scanner calls it under its lock).
#pragma once

#include "scan/check_stamps.hpp"
#include "scan/engine.hpp"
#include "scan/list_directory.hpp"

#include <optional>
#include <vector>

namespace tocd {

class JobWalk {
public:
    // The clock starts the budget's milliseconds at the first step.
    JobWalk(Job job, const Clock& clock);

    // The next items whose stamps are to be looked at, if any; before the directories to list, since it tells which.
    [[nodiscard]] std::optional<StampCheck> next_check();
    // What the look brought: the changed ones are listed.
    void checked(const StampsChecked& result);

    // The next directory to list: new children first, the youngest before the older ones (few directories stay
    // open and waiting), then the job's items in order. Items are listed whatever the budget; children only
    // while it lasts. Nothing: see over(); steps that are in the air may still bring more.
    [[nodiscard]] std::optional<ListingTask> step();

    // True when next_check() or step() would give one.
    [[nodiscard]] bool has_step() const;

    // Every frame of a step, in the order in which list_directory gave them; each is to be sent before step() is
    // called again (parents come before children). Sets the frame's first_child_node when the walk goes into its
    // children. Children of a directory that came in parts are the receiver's: by then the budget is spent anyway.
    // `opened` is the listed directory, or null when it is not to be kept open for the children.
    void listed(ListingTask& task, Listing& frame, const DirectoryPtr& opened);

    // Every step that was given out came back, and none is left within the budget.
    [[nodiscard]] bool over() const;

    // When over(): the nodes that were announced and not gone into.
    [[nodiscard]] JobDone done() const;

    [[nodiscard]] const Job& job() const noexcept { return job_; }

private:
    struct Waiting {
        uint32_t node = 0;
        std::string path;
        DirectoryPtr parent;
    };
    [[nodiscard]] bool spent() const;

    Job job_;
    const Clock& clock_;
    int64_t deadline_ns_ = 0;  // monotonic; 0: not started
    uint64_t entries_ = 0;     // names seen so far
    std::vector<uint32_t> to_check_;  // items, the last one first
    std::vector<uint32_t> to_list_;   // likewise
    uint32_t next_node_ = 0;
    size_t in_air_ = 0;
    std::vector<uint32_t> repeated_;  // nodes of names that readdir gave twice: listed once, and left over
    std::vector<Waiting> waiting_;  // a stack; what is left when the budget is spent is left over
};

}  // namespace tocd
