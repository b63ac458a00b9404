#include "index/facet_codes.hpp"


namespace tocd {

std::chrono::year_month_day date_of(UnixNs time) noexcept {
    return std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::nanoseconds>(std::chrono::nanoseconds(time)));
}

size_t year_code(UnixNs time) noexcept { return static_cast<size_t>(static_cast<int>(date_of(time).year()) - kFirstYear); }

int64_t age_ns(UnixNs now_ns, UnixNs mtime_ns) noexcept {
    int64_t out = 0;
    if (__builtin_sub_overflow(now_ns, mtime_ns, &out)) return mtime_ns > 0 ? std::numeric_limits<int64_t>::min() : std::numeric_limits<int64_t>::max();
    return out;
}

}  // namespace tocd
