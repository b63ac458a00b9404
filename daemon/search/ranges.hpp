// One value of a key that compares: "10M", "1G..", "..2017", "2015..2017", "4K..<64K", ">=1y", "<30d".
// Thread: any (pure).
#pragma once

#include "search/query_keys.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace tocd {

struct RangeProblem {
    std::string reason;
    std::string remedy;
};

// For keys of the kinds size, time, age and count. A duration of a time is time gone by: "<30d" is less than 30 days
// ago, "30d.." 30 days ago or longer. `key` is the name to use in texts.
[[nodiscard]] std::variant<RangeValue, RangeProblem> read_range(const KeyRow& key, std::string_view text,
                                                                UnixNs now_ns);

}  // namespace tocd
