#include "config/units.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>

using namespace tocd;
using std::chrono::milliseconds;

TEST_CASE("durations are numbers with units or plain seconds") {
    CHECK(parse_duration("24h") == std::chrono::hours(24));
    CHECK(parse_duration("90s") == std::chrono::seconds(90));
    CHECK(parse_duration("1d") == std::chrono::hours(24));
    CHECK(parse_duration("2w") == std::chrono::hours(336));
    CHECK(parse_duration("500ms") == milliseconds(500));
    CHECK(parse_duration("15m") == std::chrono::minutes(15));
    CHECK(parse_duration("1h30m") == std::chrono::minutes(90));
    CHECK(parse_duration("90") == std::chrono::seconds(90));
    CHECK(parse_duration("0") == milliseconds(0));
    CHECK(parse_duration("0.5") == milliseconds(500));
    CHECK(parse_duration("1.25") == milliseconds(1250));
    CHECK(parse_duration("1.025") == milliseconds(1025));
}

TEST_CASE("what is not a duration or too long is not read as one") {
    for (const char* bad : {"",
                            "h",
                            "-1s",
                            "+1s",
                            "1 h",
                            "1x",
                            "1hh",
                            "1h30",
                            "1.5h",
                            "1.",
                            ".5",
                            "1.0000",
                            "1e3",
                            "1s ",
                            "ms",
                            "999999999999999999999s",
                            "9223372036854775807w",
                            "36601d",
                            "36600d1s",
                            "3162240001",
                            "3162240000.001"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_duration(bad).has_value());
    }
    CHECK(parse_duration("36600d") == kMaxDuration);
}

TEST_CASE("durations are printed in the largest unit that says them exactly") {
    CHECK(format_duration(milliseconds(0)) == "0s");
    CHECK(format_duration(milliseconds(1500)) == "1500ms");
    CHECK(format_duration(std::chrono::seconds(90)) == "90s");
    CHECK(format_duration(std::chrono::minutes(90)) == "90m");
    CHECK(format_duration(std::chrono::hours(24)) == "1d");
    CHECK(format_duration(std::chrono::hours(168)) == "1w");
    std::mt19937_64 random(1);
    for (int i = 0; i < 2000; ++i) {
        const milliseconds duration(static_cast<int64_t>(random() >> (random() % 63 + 1)) % kMaxDuration.count());
        CHECK(parse_duration(format_duration(duration)) == duration);
    }
}

TEST_CASE("sizes are bytes or multiples of 1024") {
    CHECK(parse_size("0") == 0);
    CHECK(parse_size("1000") == 1000);
    CHECK(parse_size("16k") == 16384);
    CHECK(parse_size("16K") == 16384);
    CHECK(parse_size("16KiB") == 16384);
    CHECK(parse_size("1M") == 1048576);
    CHECK(parse_size("2GiB") == int64_t{2} << 30);
    CHECK(parse_size("3T") == int64_t{3} << 40);
    CHECK(parse_size("1p") == int64_t{1} << 50);
    CHECK(parse_size("10MB") == 10 << 20);
    CHECK(parse_size("10mib") == 10 << 20);
    for (const char* bad :
         {"", "k", "-1", "1.5M", "1B", "1Mb/s", "1 M", "1kk", "16ki", "99999999999999999999", "8388608T"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_size(bad).has_value());
    }
    CHECK(parse_size("9223372036854775807") == std::numeric_limits<int64_t>::max());
}

TEST_CASE("sizes are printed as short as they are exact") {
    CHECK(format_size(0) == "0");
    CHECK(format_size(16384) == "16k");
    CHECK(format_size(1 << 20) == "1M");
    CHECK(format_size((1 << 20) + 1024) == "1025k");
    CHECK(format_size(1000) == "1000");
}
