#include "scan/job_ledger.hpp"

#include "base/error.hpp"

#include <algorithm>

namespace tocd {

uint32_t level_of_path(std::string_view path) noexcept {
    return path.empty() ? 0 : static_cast<uint32_t>(std::count(path.begin(), path.end(), '/')) + 1;
}

LevelProgress& level_at(std::vector<LevelProgress>& levels, size_t depth) {
    depth = std::min(depth, kMaxLevels - 1);
    if (levels.size() <= depth) levels.resize(depth + 1);
    return levels[depth];
}

JobLedger::JobLedger(const Job& job)
    : id_(job.id), items_(job.directories.size()), open_(job.directories.size()),
      first_path_(job.directories.empty() ? "" : job.directories.front().path), nodes_(items_, State::open) {
    may_descend_.reserve(items_);
    levels_.reserve(items_);
    for (const DirectoryToList& item : job.directories) {
        may_descend_.push_back(item.descend);
        trusted_.push_back(item.trust_stamp);
        known_files_.push_back(item.known_files);
        levels_.push_back(level_of_path(item.path));
    }
}

void JobLedger::refuse(uint32_t node, const char* what) const {
    throw Error(ErrorKind::corrupt, "the scanner sent " + std::string(what) + " (job " + std::to_string(id_) + ", node " +
                                        std::to_string(node) + ")");
}

void JobLedger::take(const Listing& listing) {
    const uint32_t node = listing.node;
    if (node >= nodes_.size()) refuse(node, "a directory that nobody asked for");
    State& state = nodes_[node];
    if (state == State::answered) refuse(node, "a directory twice");
    if (listing.kind == ListingKind::part) {
        if (listing.first_child_node != 0) refuse(node, "child nodes with a part");
        state = State::in_parts;
        return;
    }
    if (state == State::in_parts && listing.kind != ListingKind::listing) refuse(node, "parts without an end");
    const bool in_parts = state == State::in_parts;
    state = State::answered;
    --open_;
    if (listing.first_child_node == 0) return;
    if (listing.kind != ListingKind::listing || in_parts || listing.first_child_node != nodes_.size()) {
        refuse(node, "child nodes out of order");
    }
    if (node < items_ && !may_descend_[node]) refuse(node, "children of a directory that it was not to go into");
    const auto is_directory = [](const Entry& entry) { return entry.type == EntryType::directory; };
    const auto children = static_cast<size_t>(std::count_if(listing.entries.begin(), listing.entries.end(), is_directory));
    nodes_.resize(nodes_.size() + children, State::open);
    levels_.resize(nodes_.size(), levels_[node] + 1);
    open_ += children;
}

void JobLedger::add_open_nodes(std::vector<LevelProgress>& levels) const {
    for (size_t node = 0; node < nodes_.size(); ++node)
        if (nodes_[node] != State::answered) ++level_at(levels, levels_[node]).waiting;
}

void JobLedger::take(const Unchanged& unchanged) {
    for (const uint32_t node : unchanged.nodes) {
        if (node >= items_ || !trusted_[node]) refuse(node, "an unchanged directory that it was to list");
        if (nodes_[node] != State::open) refuse(node, "a directory twice");
        nodes_[node] = State::answered;
        --open_;
    }
}

void JobLedger::end(const JobDone& done) const {
    size_t left_over = 0;
    uint32_t last = 0;
    for (const uint32_t node : done.left_over) {
        if (node >= nodes_.size() || nodes_[node] != State::open || node < items_ || (left_over > 0 && node <= last)) {
            refuse(node, "a left-over directory that is none");
        }
        last = node;
        ++left_over;
    }
    if (left_over != open_) refuse(0, "the end of a job with directories unanswered");
}

}  // namespace tocd
