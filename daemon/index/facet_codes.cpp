#include "index/facet_codes.hpp"

#include <chrono>

namespace tocd {

// A month is guessed from the mean length of months, which is off by one at most.
size_t month_code(UnixNs time) noexcept {
    constexpr size_t kMonths = (2262 - kFirstYear) * 12 + 4;  // up to the last one that 64 bits of nanoseconds reach
    static const std::array<UnixNs, kMonths> begins = [] {
        std::array<UnixNs, kMonths> out{};
        for (size_t month = 0; month < kMonths; ++month) {
            const std::chrono::year_month_day first{std::chrono::year(static_cast<int>(kFirstYear) + static_cast<int>(month / 12)),
                                                    std::chrono::month(static_cast<unsigned>(month % 12) + 1), std::chrono::day(1)};
            const int64_t day = std::chrono::sys_days(first).time_since_epoch().count();
            constexpr int64_t kFirst = std::numeric_limits<int64_t>::min();
            out[month] = day < kFirst / kNsPerDay ? kFirst : day * kNsPerDay;
        }
        return out;
    }();
    constexpr int64_t kNsPerMonth = 31'556'952'000'000'000 / 12;
    auto month = static_cast<size_t>(time / kNsPerMonth - (time % kNsPerMonth < 0 ? 1 : 0) + (1970 - kFirstYear) * 12);
    if (time < begins[month]) --month;
    else if (month + 1 < begins.size() && time >= begins[month + 1]) ++month;
    return month;
}

}  // namespace tocd
