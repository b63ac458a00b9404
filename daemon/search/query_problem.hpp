// Why a text is no query, and where: what a person needs to mend it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tocd {

struct QueryProblem {
    std::string reason;       // "there is no key sise"
    std::string remedy;       // "did you mean size?"; may be empty
    size_t at_bytes = 0;      // where in the text, in bytes; at most its length
    size_t length_bytes = 0;  // 0: at its end something is missing
    size_t at_points = 0;     // the same in Unicode code points, for a page
    size_t length_points = 0;

    // "at 5: there is no key sise; did you mean size?", counted in code points from 1.
    [[nodiscard]] std::string text() const;
};

// About `length` bytes of the query `text` from `at` on; both are cut to what there is.
[[nodiscard]] QueryProblem problem_at(std::string_view text, size_t at, size_t length, std::string reason,
                                      std::string remedy);

}  // namespace tocd
