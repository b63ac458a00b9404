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
    RowOrder(const IndexEpoch& epoch, FileSort sort, const FileMatch* match, const FitOfNames* fit)
        : epoch_(epoch), sort_(sort), match_(match), fit_(fit) {}

    // Rows that may come before or at `last` (behind or at it when `descending`); those that are left out surely do not.
    [[nodiscard]] RowBits may_come_before(const SortPosition& last, bool descending, const FileChunk& chunk, const RowBits& rows) const;

    // Whether there can be such rows at all: a look at the chunk's least and greatest number.
    [[nodiscard]] bool may_come_before(const SortPosition& last, bool descending, const FileChunk& chunk) const noexcept;

    [[nodiscard]] RowPlace place(const FileChunk& chunk, size_t row, size_t run);

    // For orders by a number column alone: that column; else null.
    [[nodiscard]] const Column* numbers(const FileChunk& chunk) const noexcept;
    [[nodiscard]] FileSort sort() const noexcept { return sort_; }
    // For an order by path: what the paths of a run's files begin with.
    [[nodiscard]] const std::string& directory_with_slash(int64_t directory_id);

private:
    const IndexEpoch& epoch_;
    const FileSort sort_;
    const FileMatch* const match_;
    const FitOfNames* const fit_;
    int64_t directory_id_ = 0;
    std::string directory_, path_;
};

}  // namespace tocd
