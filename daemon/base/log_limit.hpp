// How often one event may stand in the log: what clients or a broken disk can cause again and again must not drive other lines out of
// the journal, which drops a service's lines when they come too fast (RateLimitBurst=, journald.conf(5)).
// Thread: any.
#pragma once

#include "base/mutex.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace tocd {

class LogLimit {
public:
    static constexpr int64_t kMostLines = 60;  // of an event in a minute

    // Whether a line of this event may be written now, and then how many were left out since the last one that was.
    // Both are constants: each is remembered.
    [[nodiscard]] std::optional<int64_t> admit(std::string_view domain, std::string_view event, int64_t monotonic_ns) TOCD_EXCLUDES(mutex_);
    // As if nothing had been logged.
    void forget() TOCD_EXCLUDES(mutex_);

private:
    struct Count {
        int64_t minute = 0, lines = 0, left_out = 0;
    };
    Mutex mutex_;
    std::map<std::pair<std::string_view, std::string_view>, Count> counts_ TOCD_GUARDED_BY(mutex_);
};

}  // namespace tocd
