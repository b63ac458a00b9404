// An engine turns jobs into listing frames: a tocd-scan on this machine, later a cluster.
// Thread: all calls from the scan's own thread, but wake(), which any thread may call.
#pragma once

#include "config/config.hpp"
#include "model/listing.hpp"
#include "model/ports.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tocd {

// What a scanner needs to know of a share. Travels in the hello message.
struct ShareOptions {
    std::string path;  // absolute, bytes
    std::vector<std::string> exclude;
    uint32_t threads = 0;  // 0: automatic
    ShareKind kind = ShareKind::automatic;
    bool one_file_system = true;
    AtimeResolution atime_resolution = AtimeResolution::day;
};

// Directories to list. The scanner descends from items that say so until the budget is spent.
struct Job {
    uint64_t id = 0;                        // unique within the session, counts up
    uint32_t max_entries = 50'000;          // budget: names seen before it stops going down
    uint32_t max_ms = 2'000;
    uint64_t hash_key[2] = {0, 0};
    std::vector<DirectoryToList> directories;
};

struct JobDone {
    uint64_t job_id = 0;
    std::vector<uint32_t> left_over;  // nodes announced but not gone into
};

struct EngineEvents {
    std::vector<Listing> listings;  // in order; a job's listings come before its JobDone
    std::vector<Unchanged> unchanged;  // likewise
    std::vector<JobDone> done;
};

class Engine {
public:
    virtual ~Engine() = default;

    // Opens the share's root. Throws Error(unavailable) that names path and errno when it cannot be listed.
    virtual RootIdentity open(const ShareOptions& options) = 0;

    virtual void submit(Job job) = 0;

    // Waits until something came, wake() was called or `timeout` passed. Throws Error(unavailable) when the engine
    // is lost (scanner died or its stream broke) and Error(corrupt) when it sent what no scanner may send.
    virtual EngineEvents poll(std::chrono::milliseconds timeout) = 0;

    // Makes a poll() that waits return.
    virtual void wake() = 0;
};

}  // namespace tocd
