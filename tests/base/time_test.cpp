#include "base/time.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>

using namespace tocd;

TEST_CASE("times are printed with as many fraction digits as they need") {
    CHECK(format_iso(0) == "1970-01-01T00:00:00Z");
    CHECK(format_iso(1) == "1970-01-01T00:00:00.000000001Z");
    CHECK(format_iso(500'000'000) == "1970-01-01T00:00:00.500Z");
    CHECK(format_iso(123'456'000) == "1970-01-01T00:00:00.123456Z");
    CHECK(format_iso(-1) == "1969-12-31T23:59:59.999999999Z");
    CHECK(format_iso(1'795'378'625'123'456'789) == "2026-11-22T20:17:05.123456789Z");
}

TEST_CASE("dates and months and years mean their first moment in UTC") {
    CHECK(parse_iso("2026") == parse_iso("2026-01-01T00:00:00Z"));
    CHECK(parse_iso("2026-11") == parse_iso("2026-11-01T00:00:00Z"));
    CHECK(parse_iso("2026-11-22") == parse_iso("2026-11-22T00:00:00Z"));
    CHECK(parse_iso("1970") == 0);
}

TEST_CASE("offsets east and west lead to the same moment") {
    const auto moment = parse_iso("2026-11-22T20:17:05Z");
    REQUIRE(moment.has_value());
    CHECK(*moment == 1'795'378'625 * kNsPerSecond);
    CHECK(parse_iso("2026-11-22T21:17:05+01:00") == moment);
    CHECK(parse_iso("2026-11-22T14:47:05-05:30") == moment);
    CHECK(parse_iso("2026-11-22 20:17:05z") == moment);
    CHECK(parse_iso("2026-11-22T20:17:05.0000000009Z") == moment);
    CHECK(parse_iso("2026-11-22T20:17:05.5Z") == *moment + kNsPerSecond / 2);
}

TEST_CASE("a bare integer of at least five digits is Unix seconds") {
    CHECK(parse_iso("1795378625") == 1'795'378'625 * kNsPerSecond);
    CHECK(parse_iso("-86400") == -kNsPerDay);
    CHECK(parse_iso("10000") == 10'000 * kNsPerSecond);
    CHECK_FALSE(parse_iso("123").has_value());
}

TEST_CASE("what is not a time is not read as one") {
    for (const char* bad : {"",
                            "now",
                            "20",
                            "2026-",
                            "2026-13",
                            "2026-00",
                            "2026-02-29",
                            "2026-04-31",
                            "2026-11-2",
                            "2026-11-22T",
                            "2026-11-22T20:17",
                            "2026-11-22T20:17:05",
                            "2026-11-22T24:00:00Z",
                            "2026-11-22T20:60:00Z",
                            "2026-11-22T20:17:61Z",
                            "2026-11-22T20:17:05.Z",
                            "2026-11-22T20:17:05+1:00",
                            "2026-11-22T20:17:05+24:00",
                            "2026-11-22T20:17:05ZZ",
                            "2026-11-22x",
                            "99999999999999",
                            "1e9",
                            "12345 ",
                            "+12345",
                            "0000",
                            "1600-01-01",
                            "2300-01-01",
                            "99999999999"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_iso(bad).has_value());
    }
    CHECK(parse_iso("2024-02-29").has_value());
    CHECK(parse_iso("2000-02-29").has_value());
    CHECK_FALSE(parse_iso("1900-02-29").has_value());
}

TEST_CASE("every printed time is read back to the nanosecond") {
    std::mt19937_64 random(3);
    for (int i = 0; i < 3000; ++i) {
        const auto t = static_cast<UnixNs>(random()) / 2;  // 1824 to 2116
        CHECK(parse_iso(format_iso(t)) == t);
    }
}

TEST_CASE("file times beyond the range are saturated") {
    constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
    CHECK(to_unix_ns(12, 34) == 12 * kNsPerSecond + 34);
    CHECK(to_unix_ns(-1, 999'999'999) == -1);
    CHECK(to_unix_ns(kMax, 0) == kMax);
    CHECK(to_unix_ns(9'223'372'036, 999'999'999) == kMax);
    CHECK(to_unix_ns(std::numeric_limits<int64_t>::min(), 0) == -kMax);
    CHECK(format_iso(kMax) == "2262-04-11T23:47:16.854775807Z");
    CHECK(format_iso(std::numeric_limits<int64_t>::min()) == "1677-09-21T00:12:43.145224192Z");
}

TEST_CASE("the boot clock never goes back") {
    const int64_t before = system_clock().monotonic_ns();
    CHECK(system_clock().monotonic_ns() >= before);
    CHECK(system_clock().now_ns() > *parse_iso("2026"));
}
