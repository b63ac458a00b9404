#include "base/ignore_patterns.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

namespace tocd {
namespace {

// Blanks at the end do not count, unless a '\' stands before them.
std::string_view without_trailing_blanks(std::string_view pattern) noexcept {
    size_t end = 0;
    for (size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == ' ') continue;
        if (pattern[i] == '\\' && i + 1 < pattern.size()) ++i;
        end = i + 1;
    }
    return pattern.substr(0, end);
}

// Adds the bytes that a text which `pattern` matches can begin with.
void add_beginnings(std::bitset<256>& begins, std::string_view pattern) {
    const bool escaped = pattern.starts_with('\\');
    const std::string_view first = pattern.substr(escaped ? 1 : 0, 1);
    if (first.empty() || (!escaped && std::string_view("*?[").find(first[0]) != std::string_view::npos)) begins.set();
    else begins.set(static_cast<unsigned char>(first[0]));
}

}  // namespace

IgnorePatterns::IgnorePatterns(const std::vector<std::string>& patterns) {
    for (size_t index = 0; index < patterns.size(); ++index) {
        const std::string& written = patterns[index];
        std::string_view pattern = without_trailing_blanks(written);
        if (pattern.empty() || pattern[0] == '#') continue;
        Rule rule;
        rule.index = index;
        rule.negated = pattern[0] == '!';
        if (rule.negated) pattern.remove_prefix(1);
        rule.directories_only = pattern.ends_with('/');
        if (rule.directories_only) pattern.remove_suffix(1);
        rule.anchored = pattern.find('/') != std::string_view::npos;
        if (pattern.starts_with('/')) pattern.remove_prefix(1);
        if (const std::string_view problem = glob_problem(pattern); !problem.empty())
            throw Error(ErrorKind::invalid_argument,
                        "pattern \"" + display_text(written) + "\": " + std::string(problem));
        rule.pattern = pattern;
        add_beginnings(rule.anchored ? path_begins_ : name_begins_, pattern);
        concern_files_ |= !rule.directories_only;
        rules_.push_back(std::move(rule));
    }
}

std::optional<IgnorePatterns::Decision> IgnorePatterns::deciding(std::string_view path, bool is_directory) const noexcept {
    const std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
    const auto begins_so = [](const std::bitset<256>& begins, std::string_view text) {
        return text.empty() || begins[static_cast<unsigned char>(text[0])];
    };
    if (!begins_so(name_begins_, name) && !begins_so(path_begins_, path)) return std::nullopt;  // nearly every entry
    for (auto rule = rules_.rbegin(); rule != rules_.rend(); ++rule) {
        if (rule->directories_only && !is_directory) continue;
        if (glob_matches(rule->pattern, rule->anchored ? path : name)) return Decision{rule->index, rule->negated};
    }
    return std::nullopt;
}

bool IgnorePatterns::ignores(std::string_view path, bool is_directory) const noexcept {
    const auto decision = deciding(path, is_directory);
    return decision && !decision->negated;
}

std::string pattern_of(std::string_view path) {
    std::string pattern = "/";
    for (const char c : path) {
        if (std::string_view("*?[]\\").find(c) != std::string_view::npos) pattern.push_back('\\');
        pattern.push_back(c);
    }
    return pattern;
}

}  // namespace tocd
