// The project of each directory of an epoch, as numbers by directory id: made for all of them, or for those whose paths changed.
// Thread: any; never changes once it is made.
#pragma once

#include "base/project_rules.hpp"
#include "index/directory_table.hpp"
#include "index/index_workers.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tocd {

class DirectoryProjects {
public:
    DirectoryProjects() : rules_(std::make_shared<const ProjectRules>()) {}  // without rules
    // All of `table`.
    DirectoryProjects(std::shared_ptr<const ProjectRules> rules, const DirectoryTable& table, IndexWorkers& workers);
    // Those of `table`, which came of `before` by a change of the directories `changed`, from those of `before`.
    DirectoryProjects(const DirectoryProjects& old, const DirectoryTable& before, const DirectoryTable& table, const std::vector<IndexedDirectory>& changed);

    [[nodiscard]] const std::shared_ptr<const ProjectRules>& rules() const noexcept { return rules_; }

    // 0: none, or no such directory.
    [[nodiscard]] uint32_t number(int64_t directory_id) const noexcept {
        return directory_id > 0 && static_cast<size_t>(directory_id) < numbers_.size() ? numbers_[static_cast<size_t>(directory_id)] : 0;
    }
    // By number; the first is empty. Some may be those of no directory any more.
    [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }
    [[nodiscard]] const std::string& name(int64_t directory_id) const noexcept { return names_[number(directory_id)]; }

    [[nodiscard]] size_t bytes() const noexcept;  // of memory

private:
    std::shared_ptr<const ProjectRules> rules_;
    std::vector<uint32_t> numbers_;  // by directory id; empty: none belongs to a project
    std::vector<std::string> names_{""};
};

}  // namespace tocd
