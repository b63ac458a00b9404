// Rules by which a directory belongs to a project: regular expressions of RE2 over its path.
// Thread: any after construction.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace tocd {

class ProjectRules {
public:
    ProjectRules();  // none: no directory belongs to a project
    // Each with a group (?P<project>…). Throws Error(invalid_argument) that says what is wrong with the first that is none, and
    // what would be right.
    explicit ProjectRules(const std::vector<std::string>& rules);
    ~ProjectRules();
    ProjectRules(const ProjectRules&) = delete;
    ProjectRules& operator=(const ProjectRules&) = delete;

    [[nodiscard]] bool empty() const noexcept { return rules_.empty(); }

    // `directory`: its absolute path as it is shown, with a '/' behind. What the group holds in the first rule that matches
    // anywhere in it, a part of `directory`; empty: none.
    [[nodiscard]] std::string_view project_in(std::string_view directory) const;
    // The same of a path without the '/' behind.
    [[nodiscard]] std::string project_of(std::string_view directory) const;

private:
    struct Rule {
        std::unique_ptr<re2::RE2> pattern;
        int group = 0;  // number of (?P<project>…)
    };
    std::vector<Rule> rules_;
};

}  // namespace tocd
