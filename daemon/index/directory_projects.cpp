#include "index/directory_projects.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace tocd {
namespace {

constexpr size_t kPartsPerThread = 16;  // how long a directory's path is differs much

size_t slot(int64_t id) noexcept { return static_cast<size_t>(id); }

bool has_other_path(const DirectoryTable& before, const DirectoryTable& table, int64_t id) {
    return before.share_id(id) != table.share_id(id) || before.parent_id(id) != table.parent_id(id) || before.name(id) != table.name(id);
}

// Projects of directories that come one after the other, mostly with their siblings.
class Finder {
public:
    Finder(const ProjectRules& rules, const DirectoryTable& table) : rules_(rules), table_(table) {}

    // Until the next call.
    [[nodiscard]] std::string_view project(int64_t id) {
        const int64_t parent = table_.parent_id(id);
        if (parent == 0 || parent != parent_) {
            path_ = table_.path_of(parent == 0 ? id : parent);
            parent_ = path_.empty() ? 0 : parent;
            if (path_.empty()) return {};  // it hangs below no root
            if (!path_.ends_with('/')) path_ += '/';
            above_ = path_.size();
            if (parent == 0) return rules_.project_in(path_);
        }
        path_.resize(above_);
        path_.append(table_.name(id)).push_back('/');
        return rules_.project_in(path_);
    }

private:
    const ProjectRules& rules_;
    const DirectoryTable& table_;
    std::string path_;
    int64_t parent_ = 0;  // 0: path_ is nothing to go on with
    size_t above_ = 0;  // bytes of path_ that are the parent's
};

class Numbers {
public:
    explicit Numbers(std::vector<std::string>& names) : names_(names) {
        for (size_t i = 0; i < names.size(); ++i) numbers_.emplace(names[i], static_cast<uint32_t>(i));
    }
    [[nodiscard]] uint32_t of(std::string_view name) {
        if (name == last_) return last_number_;
        const auto [entry, is_new] = numbers_.try_emplace(std::string(name), static_cast<uint32_t>(names_.size()));
        if (is_new) names_.push_back(entry->first);
        last_ = entry->first;
        return last_number_ = entry->second;
    }

private:
    std::vector<std::string>& names_;
    std::unordered_map<std::string, uint32_t> numbers_;
    std::string_view last_;  // directories of a project come together
    uint32_t last_number_ = 0;
};

}  // namespace

DirectoryProjects::DirectoryProjects(std::shared_ptr<const ProjectRules> rules, const DirectoryTable& table, IndexWorkers& workers)
    : rules_(std::move(rules)) {
    if (rules_->empty()) return;
    numbers_.resize(slot(table.end_id()));
    const size_t parts = std::min(workers.threads() * kPartsPerThread, numbers_.size() / DirectoryTable::kPage + 1);
    std::vector<std::vector<std::string>> names(parts, {""});
    const auto edge = [&](size_t part) { return numbers_.size() * part / parts; };
    workers.run(parts, [&](size_t part) {
        Numbers numbers(names[part]);
        Finder finder(*rules_, table);
        for (size_t id = edge(part); id < edge(part + 1); ++id)
            if (table.share_id(static_cast<int64_t>(id)) != 0) numbers_[id] = numbers.of(finder.project(static_cast<int64_t>(id)));
    });
    Numbers all(names_);
    for (size_t part = 0; part < parts; ++part) {
        std::vector<uint32_t> number_of;
        for (const std::string& name : names[part]) number_of.push_back(all.of(name));
        for (size_t id = edge(part); id < edge(part + 1); ++id) numbers_[id] = number_of[numbers_[id]];
    }
}

DirectoryProjects::DirectoryProjects(const DirectoryProjects& old, const DirectoryTable& before, const DirectoryTable& table,
                                     const std::vector<IndexedDirectory>& changed)
    : rules_(old.rules_), numbers_(old.numbers_), names_(old.names_) {
    if (rules_->empty()) return;
    numbers_.resize(slot(table.end_id()));
    std::vector<bool> others(numbers_.size());
    for (const IndexedDirectory& one : changed) {
        if (!has_other_path(before, table, one.id)) continue;
        others[slot(one.id)] = true;
        numbers_[slot(one.id)] = 0;
    }
    Numbers numbers(names_);
    Finder finder(*rules_, table);
    for_each_parent_first(table, [&](int64_t id, int64_t parent) {
        if (others[slot(parent)]) others[slot(id)] = true;
        if (others[slot(id)]) numbers_[slot(id)] = numbers.of(finder.project(id));
    });
}

size_t DirectoryProjects::bytes() const noexcept {
    size_t bytes = numbers_.capacity() * sizeof(uint32_t) + names_.capacity() * sizeof(std::string);
    for (const std::string& name : names_) bytes += name.capacity();
    return bytes;
}

}  // namespace tocd
