// The directories that a scan still has to send to its engine, as the catalogue hands them over.
#pragma once

#include "base/mutex.hpp"
#include "model/ports.hpp"
#include "scan/engine.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace tocd {

// Owned by the scan and by every callback that the store still holds, so that a late one finds it.
// Thread: arrive() any, everything else the scan's.
class Frontier : public std::enable_shared_from_this<Frontier> {
public:
    explicit Frontier(Engine& engine) : engine_(&engine) {}

    // A callback for ListingStore: directories that come back wake the engine. `on_arrival` sees how many came; it is
    // called on the scan's thread by absorb().
    [[nodiscard]] ListingStore::Next expect_answer(std::function<void(size_t)> on_arrival = {}) TOCD_EXCLUDES(mutex_);

    // Moves what came since to waiting(); true when the store has answered everything.
    bool absorb() TOCD_EXCLUDES(mutex_);

    // A stack: the directories that came last go out first, so that few wait (their parents' siblings stay low).
    [[nodiscard]] std::vector<DirectoryToList>& waiting() noexcept { return waiting_; }

    // Late answers wake nobody from now on.
    void close() TOCD_EXCLUDES(mutex_);

private:
    struct Answer {
        std::vector<DirectoryToList> directories;
        std::function<void(size_t)> on_arrival;
    };
    void arrive(Answer answer) TOCD_EXCLUDES(mutex_);

    std::vector<DirectoryToList> waiting_;
    Mutex mutex_;
    Engine* engine_ TOCD_GUARDED_BY(mutex_);
    size_t unanswered_ TOCD_GUARDED_BY(mutex_) = 0;
    bool woken_ TOCD_GUARDED_BY(mutex_) = false;  // since the last absorb(): once is enough
    std::vector<Answer> answers_ TOCD_GUARDED_BY(mutex_);
};

}  // namespace tocd
