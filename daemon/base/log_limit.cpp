#include "base/log_limit.hpp"

#include "base/time.hpp"

namespace tocd {

std::optional<int64_t> LogLimit::admit(std::string_view domain, std::string_view event, int64_t monotonic_ns) {
    Lock lock(mutex_);
    Count& count = counts_[{domain, event}];
    const int64_t minute = monotonic_ns / (60 * kNsPerSecond);
    if (minute != count.minute) count.lines = 0;
    count.minute = minute;
    if (++count.lines > kMostLines) {
        ++count.left_out;
        return std::nullopt;
    }
    return std::exchange(count.left_out, 0);
}

void LogLimit::forget() {
    Lock lock(mutex_);
    counts_.clear();
}

}  // namespace tocd
