#include "search/regex.hpp"

#include "base/error.hpp"

#include <re2/re2.h>

namespace tocd {
namespace {

// What one pattern may take, its automata made while it matches included. A query has a handful of patterns at most.
constexpr int64_t kMaxBytes = 4 << 20;

std::unique_ptr<re2::RE2> compile(std::string_view pattern) {
    re2::RE2::Options options;
    options.set_case_sensitive(false);
    options.set_dot_nl(true);
    options.set_log_errors(false);
    options.set_max_mem(kMaxBytes);
    return std::make_unique<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
}

}  // namespace

Regex::Regex(std::string_view pattern) : compiled_(compile(pattern)) {
    if (!compiled_->ok()) throw Error(ErrorKind::invalid_argument, "regular expression: " + compiled_->error());
}

Regex::~Regex() = default;
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;

bool Regex::finds(std::string_view text) const {
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled_);
}

std::optional<RegexProblem> regex_problem(std::string_view pattern) {
    if (pattern.size() > kMaxRegexBytes)
        return RegexProblem{"it has " + std::to_string(pattern.size()) + " bytes, at most " +
                                std::to_string(kMaxRegexBytes) + " are taken",
                            0, pattern.size()};
    const auto compiled = compile(pattern);
    if (compiled->ok()) return std::nullopt;
    // RE2 says what is wrong, and not where; the first place that reads so is the likely one.
    const std::string& wrong = compiled->error_arg();
    const size_t at = wrong.empty() ? std::string_view::npos : pattern.find(wrong);
    if (at == std::string_view::npos) return RegexProblem{compiled->error(), 0, pattern.size()};
    return RegexProblem{compiled->error(), at, wrong.size()};
}

}  // namespace tocd
