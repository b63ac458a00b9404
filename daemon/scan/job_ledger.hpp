// What an engine still owes for one job. An engine may be another machine: what it sends is checked before the
// catalogue may conclude anything from it.
// Thread: one.
#pragma once

#include "model/records.hpp"
#include "scan/engine.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

// How deep in the share a path relative to it is: 0 is the root.
[[nodiscard]] uint32_t level_of_path(std::string_view path) noexcept;
// The level of that depth; the last one stands for everything deeper, too.
[[nodiscard]] LevelProgress& level_at(std::vector<LevelProgress>& levels, size_t depth);

class JobLedger {
public:
    explicit JobLedger(const Job& job);

    // A frame of this job. Throws Error(corrupt) when it speaks of a node that nobody announced or that was answered
    // already, numbers children other than in order, or goes down where it must not.
    void take(const Listing& listing);

    void take(const Unchanged& unchanged);

    // The job's end. Throws Error(corrupt) unless every node was answered or is left over, never both; the items
    // themselves are always answered.
    void end(const JobDone& done) const;

    // How deep in the share a node of a frame that take() took is: 0 is the root.
    [[nodiscard]] uint32_t level(uint32_t node) const { return levels_.at(node); }

    // Nodes announced and not answered yet.
    [[nodiscard]] size_t open_nodes() const noexcept { return open_; }

    // Adds them to `waiting` of their levels. A pass over all nodes.
    void add_open_nodes(std::vector<LevelProgress>& levels) const;

    // Present files directly in an item, as the catalogue knew them.
    [[nodiscard]] int64_t known_files(uint32_t node) const { return node < items_ ? known_files_[node] : 0; }

    [[nodiscard]] const std::string& first_path() const noexcept { return first_path_; }  // for people

private:
    enum class State : uint8_t { open, in_parts, answered };
    [[noreturn]] void refuse(uint32_t node, const char* what) const;

    uint64_t id_;
    size_t items_;
    size_t open_;
    std::string first_path_;
    std::vector<State> nodes_;
    std::vector<uint32_t> levels_;   // of nodes
    std::vector<bool> may_descend_;  // of items; of everything below: yes
    std::vector<bool> trusted_;      // items whose stamp proves something
    std::vector<int64_t> known_files_;  // of items
};

}  // namespace tocd
