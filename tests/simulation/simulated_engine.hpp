// An engine without threads and sockets: the real job walk, the real listing of one directory and the real messages,
// over any file system, in an order that the seed decides.
// Thread: one.
#pragma once

#include "base/ignore_patterns.hpp"
#include "random.hpp"
#include "scan/engine.hpp"
#include "scan/file_system.hpp"
#include "scan/frame_codec.hpp"
#include "scan/job_walk.hpp"

#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>

namespace tocd::simulation {

// What the seed decides for one scan.
struct EngineTemper {
    uint32_t max_entries = 20;  // budget of every job, so that directories are left over
    uint32_t max_ms = 1000;
    size_t max_part_entries = 1000;  // of one frame, so that directories come in parts
    size_t in_the_air = 3;           // listings that run at once; their frames mix
    std::optional<uint64_t> dies_at_poll;
};

class SimulatedEngine final : public Engine {
public:
    SimulatedEngine(FileSystem& file_system, const Clock& clock, Random random, const EngineTemper& temper);

    RootIdentity open(const ShareOptions& options) override;
    RootIdentity look_again() override;
    void submit(const Job& job) override;
    EngineEvents poll(std::chrono::milliseconds timeout) override;
    void hold(bool) override {}
    void wake() override {}

    std::function<void()> at_poll;  // runs at the start of every poll

private:
    struct Frame {
        std::string message;  // encoded
        Listing listing;      // decoded again; entries as the walk sees them
        DirectoryPtr opened;
    };
    struct Flight {  // one directory between listing and delivery
        ListingTask task;
        std::deque<Frame> frames;
    };
    struct Run {
        Run(Job job, const Clock& clock);
        JobWalk walk;
        ListingKey key;
        std::list<Flight> flights;
    };
    RootIdentity look_at(const DirectoryPtr& root);
    template <class Message>
    Message travelled_back(const std::string& bytes);
    void list(Run& run, ListingTask task);
    void deliver(Run& run, EngineEvents& events);

    FileSystem& file_system_;
    const Clock& clock_;
    Random random_;
    const EngineTemper temper_;
    uint64_t polls_ = 0;
    std::optional<IgnorePatterns> exclude_;
    ShareOptions options_;
    DirectoryPtr root_;
    ListingScratch scratch_;
    std::list<Run> runs_;
    MessageSplitter stream_;  // from the scanner
};

}  // namespace tocd::simulation
