#include "index/facet_codes.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <random>

using namespace tocd;

namespace {

size_t month_by_calendar(UnixNs time) {
    const std::chrono::year_month_day date = std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::nanoseconds>(std::chrono::nanoseconds(time)));
    return static_cast<size_t>((static_cast<int>(date.year()) - static_cast<int>(kFirstYear)) * 12) + static_cast<unsigned>(date.month()) - 1;
}

}  // namespace

TEST_CASE("months and years are those of the calendar in all of time") {
    std::mt19937_64 random(3);
    for (int i = 0; i < 200'000; ++i) {
        const auto time = static_cast<UnixNs>(random());
        REQUIRE(month_code(time) == month_by_calendar(time));
    }
    for (int year = 1678; year <= 2262; ++year) {
        for (unsigned month = 1; month <= (year == 2262 ? 4U : 12U); ++month) {
            const std::chrono::year_month_day first{std::chrono::year(year), std::chrono::month(month), std::chrono::day(1)};
            const UnixNs begin = std::chrono::sys_days(first).time_since_epoch().count() * kNsPerDay;
            for (const UnixNs time : {begin - 1, begin, begin + 1}) REQUIRE(month_code(time) == month_by_calendar(time));
            REQUIRE(year_code(begin) == static_cast<size_t>(year - static_cast<int>(kFirstYear)));
        }
    }
    for (const UnixNs time : {std::numeric_limits<UnixNs>::min(), std::numeric_limits<UnixNs>::max(), UnixNs{0}, UnixNs{-1}})
        REQUIRE(month_code(time) == month_by_calendar(time));
}

TEST_CASE("classes of size are those of their borders") {
    for (size_t bit = 0; bit < 63; ++bit)
        for (const int64_t off : {-1, 0, 1}) {
            const int64_t size_bytes = (int64_t{1} << bit) + off;
            REQUIRE(size_code(size_bytes) == bucket_of(kSizeBuckets, size_bytes));
        }
    CHECK(size_code(-5) == bucket_of(kSizeBuckets, -5));
    CHECK(size_code(std::numeric_limits<int64_t>::max()) == kSizeBuckets.size() - 1);
}

TEST_CASE("classes of age are those of their borders") {
    std::mt19937_64 random(4);
    for (const UnixNs now : {UnixNs{1'795'000'000'000'000'000}, UnixNs{0}, std::numeric_limits<UnixNs>::min(), std::numeric_limits<UnixNs>::max()}) {
        const AgeCodes codes(now);
        const auto check = [&](UnixNs mtime) {
            __extension__ using Wide = __int128;
            size_t expected = 0;
            while (expected + 1 < kAgeBuckets.size() && Wide{now} - mtime >= kAgeBuckets[expected + 1].least) ++expected;
            REQUIRE(codes(mtime) == expected);
        };
        for (int i = 0; i < 50'000; ++i) check(static_cast<UnixNs>(random()));
        for (const FacetBucket& bucket : kAgeBuckets)
            for (const int64_t off : {-1, 0, 1}) {
                UnixNs border = 0;
                if (!__builtin_sub_overflow(now, bucket.least, &border) && !__builtin_add_overflow(border, off, &border)) check(border);
            }
        check(now);
    }
}
