#include "catalogue/id_set.hpp"

#include <doctest/doctest.h>

#include <random>
#include <set>

using namespace tocd;

TEST_CASE("a set of ids answers as a set of the standard library does") {
    std::mt19937 random(1);
    std::set<int64_t> expected;
    IdSet ids;
    CHECK(ids.empty());
    for (int step = 0; step < 20'000; ++step) {
        const int64_t id = static_cast<int64_t>(random() % 400) - 150;
        if (random() % 2 == 0) {
            CHECK(ids.insert(id) == expected.insert(id).second);
        } else {
            ids.erase(id);
            expected.erase(id);
        }
        REQUIRE(ids.contains(id) == expected.contains(id));
        REQUIRE(ids.empty() == expected.empty());
    }
    for (int64_t id = -200; id < 400; ++id) CHECK(ids.contains(id) == expected.contains(id));
    CHECK_FALSE(ids.contains(int64_t{1} << 39));
}
