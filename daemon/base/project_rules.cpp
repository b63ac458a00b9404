#include "base/project_rules.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <re2/re2.h>

#include <array>

namespace tocd {
namespace {

constexpr int64_t kMaxBytes = 8 << 20;  // of one rule with its automata
constexpr int kMostGroups = 16;         // up to (?P<project>…), which is one of them
constexpr const char* kExample = "^/srv/projects/(?P<project>[^/]+)/";

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

[[noreturn]] void refuse(const std::string& rule, const std::string& reason) {
    throw Error(ErrorKind::invalid_argument, "\"" + display_text(rule) + "\" " + reason);
}

}  // namespace

ProjectRules::ProjectRules() = default;
ProjectRules::~ProjectRules() = default;

ProjectRules::ProjectRules(const std::vector<std::string>& rules) {
    re2::RE2::Options options;
    options.set_dot_nl(true);  // a name may hold a line end
    options.set_log_errors(false);
    options.set_max_mem(kMaxBytes);
    for (const std::string& rule : rules) {
        auto pattern = std::make_unique<re2::RE2>(piece(rule), options);
        if (!pattern->ok())
            refuse(rule, "is no regular expression of RE2: " + pattern->error() + "; write it such as \"" + kExample +
                             "\" (https://github.com/google/re2/wiki/Syntax)");
        const auto named = pattern->NamedCapturingGroups().find("project");
        if (named == pattern->NamedCapturingGroups().end())
            refuse(rule, std::string("has no group (?P<project>…): put one around the part of the path that names the project, such as \"") + kExample + "\"");
        if (named->second >= kMostGroups)
            refuse(rule, "has " + std::to_string(named->second - 1) + " groups before (?P<project>…), at most " + std::to_string(kMostGroups - 2) +
                             " may stand there: write those that are not needed as (?:…)");
        rules_.push_back({std::move(pattern), named->second});
    }
}

std::string_view ProjectRules::project_in(std::string_view directory) const {
    const re2::StringPiece path = piece(directory);
    std::array<re2::StringPiece, kMostGroups> groups;
    for (const Rule& rule : rules_) {
        if (!rule.pattern->Match(path, 0, path.size(), re2::RE2::UNANCHORED, groups.data(), rule.group + 1)) continue;
        const re2::StringPiece& project = groups[static_cast<size_t>(rule.group)];
        return project.data() == nullptr ? std::string_view() : std::string_view(project.data(), project.size());
    }
    return {};
}

std::string ProjectRules::project_of(std::string_view directory) const {
    if (rules_.empty()) return {};
    std::string path(directory);
    if (!path.ends_with('/')) path += '/';
    return std::string(project_in(path));
}

}  // namespace tocd
