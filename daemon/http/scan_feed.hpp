// What the scans do now, as texts of events: made at most twice a second, however many clients listen.
// Thread: any.
#pragma once

#include "base/bell.hpp"
#include "base/mutex.hpp"
#include "model/ports.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tocd {

class ScanFeed {
public:
    // `scans` outlives it.
    explicit ScanFeed(ScanControl& scans);

    struct Event {
        std::string share;
        uint64_t version = 0;  // another one when the text is
        std::string text;      // "event: scan\ndata: …\n\n"
    };
    struct Look {
        std::vector<Event> events;  // one per configured share
        bool active = false;        // a scan runs or waits
        int64_t made_ns = 0;        // monotonic
    };
    // What holds now, or did a moment ago: `fresh_in` is how long the next one takes to be worth a call, unless the
    // bell of the scans rings earlier.
    [[nodiscard]] std::shared_ptr<const Look> look(std::chrono::milliseconds& fresh_in) TOCD_EXCLUDES(mutex_);

private:
    [[nodiscard]] std::shared_ptr<const Look> make(int64_t now_ns) const TOCD_REQUIRES(mutex_);

    ScanControl& scans_;
    Mutex mutex_;
    std::shared_ptr<const Look> last_ TOCD_GUARDED_BY(mutex_) = std::make_shared<Look>();
    std::atomic<bool> rung_{true};  // since the last look
    const Bell::Listening listening_;
};

// One event of a stream of server-sent events; `data` is one line.
[[nodiscard]] std::string event_text(const char* name, const std::string& data);

}  // namespace tocd
