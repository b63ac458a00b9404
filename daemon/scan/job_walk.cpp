#include "scan/job_walk.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <unordered_set>

namespace tocd {
namespace {

constexpr uint32_t kMostEntries = 1u << 30;  // so that node numbers never wrap

}  // namespace

JobWalk::JobWalk(Job job, const Clock& clock)
    : job_(std::move(job)), clock_(clock), next_node_(static_cast<uint32_t>(job_.directories.size())) {
    job_.max_entries = std::min(job_.max_entries, kMostEntries);
    for (uint32_t item = next_node_; item-- > 0;) (job_.directories[item].trust_stamp ? to_check_ : to_list_).push_back(item);
}

bool JobWalk::spent() const {
    return entries_ >= job_.max_entries || (deadline_ns_ != 0 && clock_.monotonic_ns() >= deadline_ns_);
}

bool JobWalk::has_step() const {
    return !to_check_.empty() || !to_list_.empty() || (!waiting_.empty() && !spent());
}

std::optional<StampCheck> JobWalk::next_check() {
    if (to_check_.empty()) return std::nullopt;
    StampCheck check;
    while (!to_check_.empty() && check.nodes.size() < kMostStampChecks) {
        check.nodes.push_back(to_check_.back());
        to_check_.pop_back();
    }
    ++in_air_;
    return check;
}

void JobWalk::checked(const StampsChecked& result) {
    --in_air_;
    entries_ += result.unchanged.nodes.size();
    to_list_.insert(to_list_.end(), result.changed.rbegin(), result.changed.rend());
}

std::optional<ListingTask> JobWalk::step() {
    if (deadline_ns_ == 0) deadline_ns_ = clock_.monotonic_ns() + int64_t{job_.max_ms} * 1'000'000;
    ListingTask task;
    task.job_id = job_.id;
    if (!waiting_.empty() && !spent()) {
        Waiting& top = waiting_.back();
        task.node = top.node;
        task.path = std::move(top.path);
        task.parent = std::move(top.parent);
        task.descend = true;
        waiting_.pop_back();
    } else if (!to_list_.empty()) {
        task.node = to_list_.back();
        to_list_.pop_back();
        DirectoryToList& item = job_.directories[task.node];
        task.path = item.path;  // a check of its neighbours may be in the air
        task.known_hash = item.known_hash;
        task.known = item.known;
        task.moved_from = std::move(item.moved_from);
        task.descend = item.descend;
    } else {
        return std::nullopt;
    }
    ++in_air_;
    return task;
}

void JobWalk::listed(ListingTask& task, Listing& frame, const DirectoryPtr& opened) {
    if (frame.kind == ListingKind::part) {
        task.descend = false;
        return;
    }
    --in_air_;
    entries_ += frame.entry_count + 1;  // the directory itself: a chain of empty ones must spend the budget too
    if (frame.kind != ListingKind::listing || !task.descend || spent()) return;
    const auto is_directory = [](const Entry& entry) { return entry.type == EntryType::directory; };
    const auto children = static_cast<size_t>(std::count_if(frame.entries.begin(), frame.entries.end(), is_directory));
    if (children == 0) return;
    frame.first_child_node = next_node_;
    next_node_ += static_cast<uint32_t>(children);
    waiting_.resize(waiting_.size() + children);
    auto slot = waiting_.rbegin();  // the first child on top
    uint32_t node = frame.first_child_node;
    std::unordered_set<std::string_view> once;
    for (const Entry& entry : frame.entries) {
        if (!is_directory(entry)) continue;
        if (!once.insert(entry.name).second) {
            repeated_.push_back(node++);
            continue;
        }
        slot->node = node++;
        slot->path.reserve(task.path.size() + 1 + entry.name.size());
        if (!task.path.empty()) slot->path.append(task.path).push_back('/');
        slot->path.append(entry.name);
        slot->parent = opened;
        ++slot;
    }
    waiting_.erase(waiting_.end() - static_cast<std::ptrdiff_t>(children), slot.base());
}

bool JobWalk::over() const { return in_air_ == 0 && !has_step(); }

JobDone JobWalk::done() const {
    JobDone done;
    done.job_id = job_.id;
    done.left_over = repeated_;
    for (const Waiting& waiting : waiting_) done.left_over.push_back(waiting.node);
    std::sort(done.left_over.begin(), done.left_over.end());
    return done;
}

}  // namespace tocd
