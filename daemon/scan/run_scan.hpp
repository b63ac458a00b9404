// One scan of one share, from the look at its root to the settled catalogue: the story that the daemon's scan
// threads, `tocd scan` and the simulation all run.
#pragma once

#include "model/ports.hpp"
#include "scan/engine.hpp"

#include <atomic>

namespace tocd {

// Progress that others may read while the scan runs. Thread: any.
class ScanWatch {
public:
    void stop();                 // asks the scan to end; it ends as interrupted
    [[nodiscard]] bool stopping() const;
    void pause(bool paused);     // nothing is listed until it goes on
    [[nodiscard]] bool pausing() const;
    [[nodiscard]] ScanProgress progress() const;  // after the scan: idle, or stuck when it was given up since nothing answered
    // filled by run_scan:
    ScanWatch();
    ~ScanWatch();
    struct State;
    State& state() { return *state_; }

private:
    std::unique_ptr<State> state_;
};

struct ScanTask {
    std::string share;          // name
    ShareOptions options;
    ScanMode mode = ScanMode::full;
    bool accept_root = false;
    std::vector<ScanPart> parts;  // see ScanStart
    ScanRules rules;
};

// Runs the scan and returns its record (also for refused and interrupted ones; their `failure` says why).
// Throws only Error(internal) and what `store` throws of itself (disk full, corrupt database).
// A scan is refused when the root cannot be opened, is exchanged or emptied; nothing is concluded then.
ScanRecord run_scan(const ScanTask& task, Engine& engine, ListingStore& store, ScanWatch& watch, const Clock& clock);

}  // namespace tocd
