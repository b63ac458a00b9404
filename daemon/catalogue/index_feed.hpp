// Keeps an index of the catalogue in memory: loads it, and follows what the writer commits. Every epoch that it publishes
// holds exactly what one moment's read transaction saw.
// Thread: any; it works on threads of its own.
#pragma once

#include "base/mutex.hpp"
#include "base/projects_in_force.hpp"
#include "catalogue/changed_rows.hpp"
#include "index/index_epoch.hpp"
#include "index/index_workers.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace tocd {

class IndexFeed {
public:
    // `changes` tells of the writer that has the database open, and outlives this. `threads`: for loading and for
    // queries, the asking one included. `projects`: the rules that directories get their projects by, which outlive this, too; null: none.
    IndexFeed(std::string database_path, ChangedRows& changes, size_t threads, ProjectsInForce* projects = nullptr);
    ~IndexFeed();
    IndexFeed(const IndexFeed&) = delete;
    IndexFeed& operator=(const IndexFeed&) = delete;

    // The newest epoch that holds all that was settled before this call, by the rules that are in force; waits for it, wait_ns at most. Null: there
    // is none yet, and the catalogue has to be asked itself.
    [[nodiscard]] std::shared_ptr<const IndexEpoch> pin(int64_t wait_ns);

    enum class State : uint8_t { loading, ready, failed };
    friend std::string_view state_name(State state) noexcept {
        return state == State::ready ? "ready" : state == State::loading ? "loading" : "failed";
    }
    struct Status {
        State state = State::loading;
        uint64_t epoch = 0;
        int64_t files = 0;
        int64_t memory_bytes = 0;  // of chunks and directories, estimated
        std::string failure;       // failed: it is tried again
    };
    [[nodiscard]] Status status() const;
    [[nodiscard]] IndexWorkers& workers() noexcept { return workers_; }

private:
    void work();
    void load(Database& database);
    void load_chunks(IndexEpoch& epoch, Database& database, int64_t last_directory);
    void follow(Database& database);
    [[nodiscard]] std::shared_ptr<const IndexEpoch> next_epoch(Database& database, const IndexEpoch& old);
    // Null: there are no rules, and never will be.
    [[nodiscard]] std::shared_ptr<const ProjectRules> project_rules() const { return projects_ == nullptr ? nullptr : projects_->get(); }
    void find_projects(IndexEpoch& epoch, const std::shared_ptr<const ProjectRules>& rules);
    void update_projects(IndexEpoch& epoch, const IndexEpoch& old, const std::vector<IndexedDirectory>& changed);
    void publish(std::shared_ptr<const IndexEpoch> epoch);

    const std::string path_;
    ChangedRows& changes_;
    ProjectsInForce* const projects_;
    IndexWorkers workers_;
    std::atomic<bool> closed_{false};

    mutable Mutex mutex_;
    Condition changed_;
    std::shared_ptr<const IndexEpoch> epoch_ TOCD_GUARDED_BY(mutex_);
    Status status_ TOCD_GUARDED_BY(mutex_);
    size_t asking_ TOCD_GUARDED_BY(mutex_) = 0;  // queries that wait
    bool rung_ TOCD_GUARDED_BY(mutex_) = false;
    Bell::Listening listening_, listening_to_rules_;
    std::thread thread_;
};

}  // namespace tocd
