// An engine turns jobs into listing frames: a tocd-scan on this machine, later a cluster.
// Thread: all calls from the scan's own thread, but wake(), which any thread may call.
#pragma once

#include "base/error.hpp"
#include "config/config.hpp"
#include "model/listing.hpp"
#include "model/ports.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
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
    std::string marker;                   // must exist below the root; empty: none is asked for
    uint32_t max_entries_per_second = 0;  // 0: as many as come
    bool back_off = true;                 // fewer threads while the share answers slower than it usually does
    uint32_t usual_latency_us = 0;        // of one call, from an earlier scan; 0: not known
    std::chrono::milliseconds stuck_after = std::chrono::minutes(5);  // the daemon's own: does not travel
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

// A sign that the engine gets on though it has nothing to send yet, and how the share answers it.
struct Pulse {
    uint64_t calls = 0;             // of the file system, answered since it began
    uint32_t threads = 0;           // that it uses now
    uint32_t latency_us = 0;        // of one call lately, median; 0: not known
    uint32_t usual_latency_us = 0;  // what is normal for the share; 0: not known
};

struct EngineEvents {
    std::vector<Listing> listings;  // in order; a job's listings come before its JobDone
    std::vector<Unchanged> unchanged;  // likewise
    std::vector<JobDone> done;
    std::optional<Pulse> pulse;     // the last one that came
};

// The share, or what stands between, does not answer: a mount of a server that is gone.
class ShareHangs : public Error {
public:
    explicit ShareHangs(const std::string& message) : Error(ErrorKind::unavailable, message) {}
};

class Engine {
public:
    virtual ~Engine() = default;

    // Opens the share's root. Throws Error(unavailable) that names path and errno when it cannot be listed, and
    // ShareHangs when options.stuck_after has passed.
    virtual RootIdentity open(const ShareOptions& options) = 0;

    // Who stands at the root's path now, and whether its marker is there: asked when every job has ended. A mount that
    // was detached meanwhile still answers those who hold it open. Throws as open(), and Error(cancelled) when wake()
    // was called: calling it again goes on waiting.
    virtual RootIdentity look_again() = 0;

    virtual void submit(const Job& job) = 0;

    // Waits until something came, wake() was called or `timeout` passed. Throws Error(unavailable) when the engine
    // is lost (scanner died or its stream broke) and Error(corrupt) when it sent what no scanner may send.
    virtual EngineEvents poll(std::chrono::milliseconds timeout) = 0;

    // While held the engine lists nothing more; what it owes stays owed.
    virtual void hold(bool held) = 0;

    // Makes a poll() that waits return.
    virtual void wake() = 0;
};

}  // namespace tocd
