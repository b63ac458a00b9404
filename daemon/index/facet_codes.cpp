#include "index/facet_codes.hpp"

#include <chrono>

namespace tocd {
namespace {

// Where years, or months, begin: as many of them as 64 bits of nanoseconds reach.
template <size_t kInYear>
constexpr auto begins() {
    constexpr size_t kCount = (2262 - kFirstYear) * kInYear + (kInYear == 12 ? 4 : 1);
    constexpr int64_t kFirst = std::numeric_limits<int64_t>::min();
    std::array<UnixNs, kCount> out{};
    for (size_t i = 0; i < kCount; ++i) {
        const std::chrono::year_month_day first{std::chrono::year(static_cast<int>(kFirstYear) + static_cast<int>(i / kInYear)),
                                                std::chrono::month(static_cast<unsigned>(i % kInYear) + 1), std::chrono::day(1)};
        const int64_t day = std::chrono::sys_days(first).time_since_epoch().count();
        out[i] = day < kFirst / kNsPerDay ? kFirst : day * kNsPerDay;
    }
    return out;
}

// Guessed from the mean length, which is off by one at most.
template <size_t kInYear>
size_t code(UnixNs time) noexcept {
    static constexpr auto kBegins = begins<kInYear>();
    constexpr int64_t kMeanNs = 31'556'952'000'000'000 / static_cast<int64_t>(kInYear);
    auto at = static_cast<size_t>(time / kMeanNs - (time % kMeanNs < 0 ? 1 : 0) + (1970 - kFirstYear) * static_cast<int64_t>(kInYear));
    if (time < kBegins[at]) --at;
    else if (at + 1 < kBegins.size() && time >= kBegins[at + 1]) ++at;
    return at;
}

}  // namespace

size_t month_code(UnixNs time) noexcept { return code<12>(time); }

size_t year_code(UnixNs time) noexcept { return code<1>(time); }

}  // namespace tocd
