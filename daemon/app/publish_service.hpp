// Writes the configured tables of contents when their time has come, one after the other on a thread of its own that
// gives way to all others. Thread: the loop's, except where said.
#pragma once

#include "app/publication.hpp"
#include "base/mutex.hpp"
#include "config/config.hpp"
#include "model/ports.hpp"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace tocd {

class ReaderPool;

class PublishService {
public:
    explicit PublishService(ReaderPool& readers);
    ~PublishService();  // close(), and waits for the thread
    PublishService(const PublishService&) = delete;
    PublishService& operator=(const PublishService&) = delete;

    // What is to be published from now on. One that stays as it was keeps its turn; the first turn of a new one is when its
    // file is older than `every`, but not before a scan has ended. One that is being written and not among them, or for other
    // eyes, is given up.
    void set_publications(const std::vector<PublishConfig>& publications, const AccessInForce& access) TOCD_EXCLUDES(mutex_);
    // No other begins, and the one that is being written is given up: the older file stays.
    void close() TOCD_EXCLUDES(mutex_);

    // In the order of the configuration. Any thread.
    [[nodiscard]] std::vector<PublicationState> states() const TOCD_EXCLUDES(mutex_);
    // "Publication all failed 2026-11-22T20:17:05Z: cannot write /srv/…: No space left on device", of the first that failed at
    // its last turn; empty: none. Any thread.
    [[nodiscard]] std::string trouble() const TOCD_EXCLUDES(mutex_);

private:
    struct Entry {
        Publication publication;
        PublicationState state;
    };
    void run() TOCD_EXCLUDES(mutex_);
    // The next whose turn it is, as running; or how long to wait for it.
    bool take_due(Publication& due, UnixNs now_ns, int64_t& wait_ns) TOCD_REQUIRES(mutex_);
    void publish(const Publication& publication) TOCD_EXCLUDES(mutex_);
    [[nodiscard]] bool knows_anything();

    ReaderPool& readers_;
    std::atomic<bool> closed_{false};
    std::atomic<bool> given_up_{false};  // what is being written
    mutable Mutex mutex_;
    Condition changed_;
    std::vector<Entry> entries_ TOCD_GUARDED_BY(mutex_);
    std::thread thread_;  // last: it uses the others
};

}  // namespace tocd
