// Regular expressions of strangers: RE2, so that time grows with the text's length and memory has a cap.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace tocd {

inline constexpr size_t kMaxRegexBytes = 1024;

// Thread: any; one object may be used by several at once.
class Regex {
public:
    // Without case, unless the pattern says (?-i); '.' matches line ends too. Throws Error(invalid_argument).
    explicit Regex(std::string_view pattern);
    ~Regex();
    Regex(Regex&&) noexcept;
    Regex& operator=(Regex&&) noexcept;

    [[nodiscard]] bool finds(std::string_view text) const;  // anywhere in it; `text` is UTF-8

private:
    class Copies;
    std::unique_ptr<Copies> copies_;
};

// Folded texts, and which of them have to be there together: all those of one clause at least.
struct NeededLiterals {
    std::vector<std::string> texts;
    std::vector<std::vector<size_t>> clauses;  // places in texts
};

struct RegexProblem {
    std::string reason;  // "missing )"
    size_t at = 0;       // bytes within the pattern
    size_t length = 0;
};
// Why `pattern` (UTF-8) cannot be used; nothing when it can.
[[nodiscard]] std::optional<RegexProblem> regex_problem(std::string_view pattern);

// What the folded form of whatever the pattern is found in has to hold. Without clauses nothing of the kind is known, or
// the pattern is malformed.
[[nodiscard]] NeededLiterals regex_literals(std::string_view pattern);

}  // namespace tocd
