#include "base/lexical_path.hpp"

#include <doctest/doctest.h>

namespace tocd {

TEST_CASE("a directory holds what lies below it and not what begins like it") {
    CHECK(is_at_or_below("/srv/a", "/srv"));
    CHECK(is_at_or_below("/srv", "/srv"));
    CHECK(is_at_or_below("/srv", "/"));
    CHECK_FALSE(is_at_or_below("/srvx/a", "/srv"));
    CHECK(is_at_or_below("/data", "/data"));
    CHECK(is_at_or_below("/data/x", "/data"));
    CHECK(is_at_or_below("/x", "/"));
    CHECK_FALSE(is_at_or_below("/database", "/data"));
    CHECK(is_at_or_below("a/b", "a"));
    CHECK_FALSE(is_at_or_below("a", "a/b"));
}

}  // namespace tocd
