#include "search/query_problem.hpp"

#include "base/utf8.hpp"

#include <algorithm>
#include <utility>

namespace tocd {

std::string QueryProblem::text() const {
    std::string out = "at " + std::to_string(at_points + 1) + ": " + reason;
    if (!remedy.empty()) out += "; " + remedy;
    return out;
}

QueryProblem problem_at(std::string_view text, size_t at, size_t length, std::string reason, std::string remedy) {
    at = std::min(at, text.size());
    length = std::min(length, text.size() - at);
    return {std::move(reason),
            std::move(remedy),
            at,
            length,
            count_code_points(text.substr(0, at)),
            count_code_points(text.substr(at, length))};
}

}  // namespace tocd
