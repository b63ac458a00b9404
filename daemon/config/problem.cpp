#include "config/problem.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <tuple>

namespace tocd {

Position position_of(const Positions& positions, std::string_view key) {
    while (!key.empty()) {
        if (const auto found = positions.find(key); found != positions.end()) return found->second;
        const size_t cut = key.find_last_of(".[");
        key = cut == std::string_view::npos ? std::string_view() : key.substr(0, cut);
    }
    return {};
}

void throw_problems(const std::string& file_name, std::vector<Problem> problems) {
    constexpr size_t kMaxLines = 20;
    if (problems.empty()) return;
    std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
        return std::tie(a.at.line, a.at.column) < std::tie(b.at.line, b.at.column);
    });
    std::string message;
    for (size_t i = 0; i < std::min(problems.size(), kMaxLines); ++i) {
        const Problem& problem = problems[i];
        if (i > 0) message += "\n";
        if (!file_name.empty()) message += display_text(file_name) + ":";
        if (problem.at.line > 0)
            message += std::to_string(problem.at.line) + ":" + std::to_string(problem.at.column) + ":";
        if (!message.empty() && message.back() == ':') message += " ";
        if (!problem.key.empty()) message += problem.key + ": ";
        message += problem.reason;
    }
    if (problems.size() > kMaxLines) message += "\n" + std::to_string(problems.size() - kMaxLines) + " more problems";
    throw Error(ErrorKind::invalid_argument, message);
}

}  // namespace tocd
