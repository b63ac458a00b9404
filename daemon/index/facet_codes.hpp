// The values of facets that stand in no dictionary: classes of size and age, years.
// Thread: any (pure).
#pragma once

#include "base/time.hpp"

#include <array>
#include <bit>
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

[[nodiscard]] constexpr size_t bucket_of(const std::array<FacetBucket, 9>& buckets, int64_t number) noexcept {
    size_t at = 0;
    while (at + 1 < buckets.size() && buckets[at + 1].least <= number) ++at;
    return at;
}

// Place in kSizeBuckets, whose borders are powers of two.
[[nodiscard]] inline size_t size_code(int64_t size_bytes) noexcept {
    static constexpr auto kByWidth = [] {
        std::array<uint8_t, 65> out{};
        for (size_t width = 1; width < 64; ++width) out[width] = static_cast<uint8_t>(bucket_of(kSizeBuckets, int64_t{1} << (width - 1)));
        return out;
    }();
    return size_bytes < 0 ? 0 : kByWidth[static_cast<size_t>(std::bit_width(static_cast<uint64_t>(size_bytes)))];
}

// In UTC, counted from the first month of kFirstYear and from kFirstYear.
[[nodiscard]] size_t month_code(UnixNs time) noexcept;
[[nodiscard]] size_t year_code(UnixNs time) noexcept;

// Places in kAgeBuckets as of one moment.
class AgeCodes {
public:
    explicit AgeCodes(UnixNs now_ns) noexcept {
        for (size_t i = 1; i < after_.size(); ++i)
            if (__builtin_sub_overflow(now_ns, kAgeBuckets[i].least - 1, &after_[i])) after_[i] = std::numeric_limits<UnixNs>::min();
    }
    // Without a branch, which would be guessed wrong.
    [[nodiscard]] size_t operator()(UnixNs mtime_ns) const noexcept {
        size_t at = mtime_ns < after_[4] ? 4 : 0;
        at += mtime_ns < after_[at + 2] ? 2 : 0;
        at += mtime_ns < after_[at + 1] ? 1 : 0;
        return at + (mtime_ns < after_[8] ? 1 : 0);
    }

private:
    static_assert(kAgeBuckets.size() == 9);
    std::array<UnixNs, kAgeBuckets.size()> after_{};  // the first mtime that is too young for a class
};

}  // namespace tocd
