#include "config/quiet_hours.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>

using namespace tocd;

namespace {

constexpr int kMonday = 0, kFriday = 4 * 1440, kSaturday = 5 * 1440, kSunday = 6 * 1440;

int at(int day, int hour, int minute) { return day + hour * 60 + minute; }

}  // namespace

TEST_CASE("quiet hours hold from their first minute to before their last") {
    const std::vector<std::string> windows = {"08:00-18:00"};
    for (const int day : {kMonday, kFriday, kSunday}) {
        CHECK_FALSE(is_quiet(windows, at(day, 7, 59)));
        CHECK(is_quiet(windows, at(day, 8, 0)));
        CHECK(is_quiet(windows, at(day, 17, 59)));
        CHECK_FALSE(is_quiet(windows, at(day, 18, 0)));
    }
    CHECK_FALSE(is_quiet({}, at(kMonday, 12, 0)));
}

TEST_CASE("quiet hours with days hold on these and over midnight into the next") {
    const std::vector<std::string> office = {"mon-fri 08:00-18:00", "sat 23:30-01:00"};
    CHECK(is_quiet(office, at(kFriday, 9, 0)));
    CHECK_FALSE(is_quiet(office, at(kSaturday, 9, 0)));
    CHECK(is_quiet(office, at(kSaturday, 23, 59)));
    CHECK(is_quiet(office, at(kSunday, 0, 59)));
    CHECK_FALSE(is_quiet(office, at(kSunday, 1, 0)));
    CHECK_FALSE(is_quiet(office, at(kSaturday, 0, 30)));

    CHECK(is_quiet({"sun 22:00-06:00"}, at(kMonday, 5, 59)));  // the week has no seam
    CHECK(is_quiet({"sat-mon,wed 10:00-11:00"}, at(kMonday, 10, 0)));
    CHECK_FALSE(is_quiet({"sat-mon,wed 10:00-11:00"}, at(1440, 10, 0)));
    CHECK(is_quiet({"00:00-00:00"}, at(kFriday, 3, 0)));
    CHECK(is_quiet({"00:00-24:00"}, at(kFriday, 23, 59)));
}

TEST_CASE("what is no time of the week is refused") {
    for (const char* text : {"", "8:00-18:00", "08:00", "08:00-", "08:60-09:00", "24:00-25:00", "25:00-26:00", "08:00-24:01", "mo 08:00-18:00",
                             "mon 08:00 - 18:00", "mon- 08:00-18:00", "mon,,tue 08:00-18:00", " 08:00-18:00", "08:00-18:00 ", "mon", "0a:00-09:00"})
        CHECK_FALSE_MESSAGE(parse_quiet_window(text), text);
    REQUIRE(parse_quiet_window("tue 24:00-01:00") == std::nullopt);
}

TEST_CASE("the minute of the week is one of local time") {
    const char* before = std::getenv("TZ");
    const std::string old = before == nullptr ? "" : before;
    setenv("TZ", "CET-1", 1);
    tzset();
    // 2026-11-22 is a Sunday; 23:30 UTC is Monday 00:30 there.
    CHECK(local_minute(*parse_iso("2026-11-22T23:30:00Z")) == 30);
    CHECK(local_minute(*parse_iso("2026-11-22T20:00:00Z")) == at(kSunday, 21, 0));
    if (before == nullptr) unsetenv("TZ");
    else setenv("TZ", old.c_str(), 1);
    tzset();
}
