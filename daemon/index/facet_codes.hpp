// The values of facets that stand in no dictionary: classes of size and age, years.
// Thread: any (pure).
#pragma once

#include "base/time.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace tocd {

struct FacetBucket {
    int64_t least;  // of what falls into it; up to the next one's
    std::string_view value, query;
};

inline constexpr int64_t kKilo = 1024, kMega = kKilo * 1024, kGiga = kMega * 1024;
inline constexpr std::array<FacetBucket, 9> kSizeBuckets = {{{0, "0", "size:0"},
                                                             {1, "1..4K", "size:1..<4K"},
                                                             {4 * kKilo, "4K..64K", "size:4K..<64K"},
                                                             {64 * kKilo, "64K..1M", "size:64K..<1M"},
                                                             {kMega, "1M..16M", "size:1M..<16M"},
                                                             {16 * kMega, "16M..256M", "size:16M..<256M"},
                                                             {256 * kMega, "256M..4G", "size:256M..<4G"},
                                                             {4 * kGiga, "4G..64G", "size:4G..<64G"},
                                                             {64 * kGiga, "64G..", "size:64G.."}}};
// What lies in the future is younger than all.
inline constexpr std::array<FacetBucket, 9> kAgeBuckets = {{{std::numeric_limits<int64_t>::min(), "..1d", "age:<1d"},
                                                            {kNsPerDay, "1d..7d", "age:1d..<7d"},
                                                            {7 * kNsPerDay, "7d..30d", "age:7d..<30d"},
                                                            {30 * kNsPerDay, "30d..90d", "age:30d..<90d"},
                                                            {90 * kNsPerDay, "90d..1y", "age:90d..<1y"},
                                                            {365 * kNsPerDay, "1y..2y", "age:1y..<2y"},
                                                            {730 * kNsPerDay, "2y..5y", "age:2y..<5y"},
                                                            {1825 * kNsPerDay, "5y..10y", "age:5y..<10y"},
                                                            {3650 * kNsPerDay, "10y..", "age:10y.."}}};

inline constexpr int64_t kFirstYear = 1677;  // what 64 bits of nanoseconds hold
inline constexpr size_t kYears = 600;

[[nodiscard]] inline size_t bucket_of(const std::array<FacetBucket, 9>& buckets, int64_t number) noexcept {
    size_t at = 0;
    while (at + 1 < buckets.size() && buckets[at + 1].least <= number) ++at;
    return at;
}

// In UTC.
[[nodiscard]] std::chrono::year_month_day date_of(UnixNs time) noexcept;

// Counted from kFirstYear.
[[nodiscard]] size_t year_code(UnixNs time) noexcept;

// now_ns - mtime_ns, as far as 64 bits reach.
[[nodiscard]] int64_t age_ns(UnixNs now_ns, UnixNs mtime_ns) noexcept;

}  // namespace tocd
