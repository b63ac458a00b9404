#include "search/quantities.hpp"

#include "search/query_samples.hpp"

#include <limits>

using namespace tocd;

namespace {

UnixNs at(const char* iso) { return parse_iso(iso).value(); }

}  // namespace

TEST_CASE("sizes are powers of 1024 with or without decimals and letters behind") {
    const auto bytes = [](const char* text) { return read_size(text).value_or(Quantity{-1, -1, ""}).first; };
    CHECK(bytes("0") == 0);
    CHECK(bytes("4096") == 4096);
    CHECK(bytes("12b") == 12);
    CHECK(bytes("10M") == 10 << 20);
    CHECK(bytes("10mb") == 10 << 20);
    CHECK(bytes("10MiB") == 10 << 20);
    CHECK(bytes("1.5k") == 1536);
    CHECK(bytes("0.3K") == 307);  // 307.2
    CHECK(bytes("2T") == int64_t{2} << 40);
    CHECK(bytes("1P") == int64_t{1} << 50);
    CHECK(read_size("1.5G")->said == "1536M");
    CHECK(read_size("1024")->said == "1K");
    CHECK(read_size("007")->said == "7");
    for (const char* bad : {"", "M", "10X", "10 M", "-1", "+1", "1e3", "1.", ".5", "1.2.3", "10iB", "10Mi", "10MBB",
                            "5000P", "9999999999999999999999999"})
        CHECK_MESSAGE(!read_size(bad).has_value(), bad);
}

TEST_CASE("counts are whole numbers") {
    CHECK(read_count("12")->first == 12);
    CHECK(read_count("012")->said == "12");
    for (const char* bad : {"", "-1", "-0", "+1", "1.5", "1k", " 1", "9223372036854775807"})
        CHECK_MESSAGE(!read_count(bad).has_value(), bad);
}

TEST_CASE("durations are numbers with a unit") {
    const auto seconds = [](const char* text) {
        return read_duration(text).value_or(Quantity{-1, -1, ""}).first / kNsPerSecond;
    };
    CHECK(seconds("90s") == 90);
    CHECK(seconds("15m") == 900);
    CHECK(seconds("12h") == 43'200);
    CHECK(seconds("30d") == 2'592'000);
    CHECK(seconds("6w") == 3'628'800);
    CHECK(seconds("1mo") == 2'592'000);
    CHECK(seconds("1y") == 31'536'000);
    CHECK(seconds("1.5h") == 5400);
    CHECK(read_duration("01.50y")->said == "1.5y");
    CHECK(read_duration("1000y")->first == std::numeric_limits<int64_t>::max());  // held
    for (const char* bad : {"", "30", "d", "1M", "1D", "-1d", "1d2h", "1 d", "1001y", "1.y"})
        CHECK_MESSAGE(!read_duration(bad).has_value(), bad);
}

TEST_CASE("dates stand for all of what they name") {
    const auto spans = [](const char* text, const char* first, const char* next) {
        const auto date = read_date(text, kNow);
        REQUIRE_MESSAGE(date.has_value(), text);
        CHECK_MESSAGE(format_iso(date->first) == first, text);
        CHECK_MESSAGE(format_iso(date->last + 1) == next, text);
    };
    spans("2017", "2017-01-01T00:00:00Z", "2018-01-01T00:00:00Z");
    spans("2017-12", "2017-12-01T00:00:00Z", "2018-01-01T00:00:00Z");
    spans("2016-02", "2016-02-01T00:00:00Z", "2016-03-01T00:00:00Z");
    spans("2016-02-29", "2016-02-29T00:00:00Z", "2016-03-01T00:00:00Z");
    spans("2017-05-03T10", "2017-05-03T10:00:00Z", "2017-05-03T11:00:00Z");
    spans("2017-05-03 10:30", "2017-05-03T10:30:00Z", "2017-05-03T10:31:00Z");
    spans("2017-05-03T23:59:59", "2017-05-03T23:59:59Z", "2017-05-04T00:00:00Z");
    spans("2017-05-03T10:30:15.25", "2017-05-03T10:30:15.250Z", "2017-05-03T10:30:15.260Z");
    spans("2017-05-03T10:30Z", "2017-05-03T10:30:00Z", "2017-05-03T10:31:00Z");
    spans("2017-05-03T01:30+02:00", "2017-05-02T23:30:00Z", "2017-05-02T23:31:00Z");
    spans("1960", "1960-01-01T00:00:00Z", "1961-01-01T00:00:00Z");
    spans("today", "2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z");
    spans("yesterday", "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z");
    CHECK(read_date("2017-05-03T01:30:00+02:00", kNow)->said == "2017-05-02T23:30:00");
    CHECK(read_date("2017-05-03T10:30:15.123456789", kNow)->first == at("2017-05-03T10:30:15.123456789Z"));
}

TEST_CASE("dates that no calendar has are none") {
    for (const char* bad : {"",
                            "17",
                            "20170503",
                            "2017-",
                            "2017-5",
                            "2017-13",
                            "2017-00",
                            "2017-02-29",
                            "2017-05-32",
                            "2017-05-03T",
                            "2017-05-03T24",
                            "2017-05-03T10:60",
                            "2017-05-03T10:30:60",
                            "2017-05-03T10:30:15.",
                            "2017-05-03T10:30:15.1234567890",
                            "2017-05-03T10Z",
                            "2017-05-03T10:30+2",
                            "2017-05-03T10:30+24:00",
                            "0000",
                            "0001-01-01T00:00+01:00",
                            "Today",
                            "tomorrow",
                            "2017Z"})
        CHECK_MESSAGE(!read_date(bad, kNow).has_value(), bad);
}

TEST_CASE("dates beyond what nanoseconds hold keep to the borders") {
    CHECK(read_date("0001", kNow)->first == std::numeric_limits<int64_t>::min() + 2);
    CHECK(read_date("9999", kNow)->last == std::numeric_limits<int64_t>::max() - 1);
    CHECK(read_date("2000", kNow)->last < read_date("9999", kNow)->first);
}

TEST_CASE("the days before 1970 begin at midnight too") {
    const UnixNs then = at("1969-12-31T12:00:00Z");
    CHECK(format_iso(read_date("today", then)->first) == "1969-12-31T00:00:00Z");
    CHECK(format_iso(read_date("yesterday", then)->first) == "1969-12-30T00:00:00Z");
}
