// The sort orders of files, over the rows of chunks.
// Thread: one at a time per object (it remembers the last directory); the epoch and the match are shared.
#pragma once

#include "index/fit_of_names.hpp"
#include "index/index_epoch.hpp"
#include "model/query.hpp"
#include "search/file_match.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

// A SortPosition without memory of its own: `text` lives as long as the chunk, or until the next row is asked for.
struct RowPlace {
    int64_t number = 0;
    std::string_view text;
    int64_t id = 0;
    friend auto operator<=>(const RowPlace&, const RowPlace&) = default;
};

class RowOrder {
public:
    // `match`: of the search, for relevance; null: nothing fits better than another.
    // `fit`: of the same, for what may be left out; null with `match`.
    // `relevance`: that of every row, without `match`.
    RowOrder(const IndexEpoch& epoch, FileSort sort, const FileMatch* match, const FitOfNames* fit, uint32_t relevance = 0)
        : epoch_(epoch), sort_(sort), match_(match), fit_(fit), relevance_(relevance) {}

    // Rows that may come before or at `last` (behind or at it when `descending`); those that are left out surely do not.
    [[nodiscard]] RowBits may_come_before(const SortPosition& last, bool descending, const FileChunk& chunk, const RowBits& rows) const;

    // Whether there can be rows before `last` at all: a look at the chunk's least and greatest number.
    [[nodiscard]] bool may_come_before(const SortPosition& last, bool descending, const FileChunk& chunk) const noexcept;

    // Throws Error(internal) for an order by what the index does not hold, see index_search.hpp.
    [[nodiscard]] RowPlace place(const FileChunk& chunk, size_t row, size_t run);

    // For orders by a number column alone: that column; else null.
    [[nodiscard]] const Column* numbers(const FileChunk& chunk) const noexcept;
    [[nodiscard]] FileSort sort() const noexcept { return sort_; }
    // Where relevance is the same for all, it is the order by name.
    [[nodiscard]] bool is_by_name() const noexcept { return sort_ == FileSort::name || (sort_ == FileSort::relevance && match_ == nullptr); }
    // Whether the rows of each run differ by their ids alone: where all have what counts from their directory, or all of the chunk have the same.
    [[nodiscard]] bool is_one_key(const FileChunk& chunk) const noexcept;
    // For an order by path: calls is_late(path) with what the paths of all files below a directory begin with, from the share's root
    // down to the directory, until it says true. What was late once is not asked for again.
    template <class IsLate>
    [[nodiscard]] bool is_late(int64_t directory_id, IsLate&& is_late);

private:
    [[nodiscard]] const std::string& directory_with_slash(int64_t directory_id);
    const IndexEpoch& epoch_;
    const FileSort sort_;
    const FileMatch* const match_;
    const FitOfNames* const fit_;
    const uint32_t relevance_;
    int64_t directory_id_ = 0;
    std::string directory_, path_;
    std::vector<bool> late_;      // by directory id
    std::vector<int64_t> above_;  // room
};

template <class IsLate>
bool RowOrder::is_late(int64_t directory_id, IsLate&& is_late) {
    const DirectoryTable& directories = epoch_.directories;
    if (late_.empty()) late_.resize(static_cast<size_t>(directories.end_id()));
    above_.clear();
    for (int64_t at = directory_id; at != 0 && above_.size() < 1000; at = directories.parent_id(at)) {
        if (late_[static_cast<size_t>(at)]) {
            for (const int64_t below : above_) late_[static_cast<size_t>(below)] = true;
            return true;
        }
        above_.push_back(at);
    }
    path_.clear();
    while (!above_.empty()) {
        path_ += directories.name(above_.back());
        if (!path_.ends_with('/')) path_ += '/';
        if (is_late(path_)) {
            for (const int64_t below : above_) late_[static_cast<size_t>(below)] = true;
            return true;
        }
        above_.pop_back();
    }
    return false;
}

}  // namespace tocd
