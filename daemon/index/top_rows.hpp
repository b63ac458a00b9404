// The first so many rows in a sort order, of rows that come in any.
// Thread: one at a time per object.
#pragma once

#include "index/row_order.hpp"

#include <optional>
#include <vector>

namespace tocd {

class TopRows {
public:
    // The first `limit` behind `after`, which outlives this; the last first when `descending`.
    TopRows(const RowOrder& order, size_t limit, bool descending, const std::optional<SortPosition>& after)
        : order_(order), limit_(limit), descending_(descending), after_(after) {}

    // False: add() would take none of its rows.
    [[nodiscard]] bool may_take(const FileChunk& chunk) const noexcept { return limit_ > 0 && (!is_full() || order_.may_come_before(kept_.front(), descending_, chunk)); }
    void add(const FileChunk& chunk, const RowBits& all);
    void add(TopRows&& other);
    [[nodiscard]] std::vector<SortPosition> take();  // in order

private:
    [[nodiscard]] bool is_before(const RowPlace& a, const RowPlace& b) const noexcept { return descending_ ? b < a : a < b; }
    [[nodiscard]] RowPlace view(const SortPosition& position) const noexcept { return {position.number, position.text, position.id}; }
    [[nodiscard]] bool is_full() const noexcept { return kept_.size() == limit_; }
    [[nodiscard]] bool is_late(const std::string& directory_with_slash) const noexcept;
    void add(const RowPlace& place);
    void add_runs(const FileChunk& chunk, const RowBits& rows);
    void keep(SortPosition position);

    RowOrder order_;
    const size_t limit_;
    const bool descending_;
    const std::optional<SortPosition>& after_;
    std::vector<SortPosition> kept_;  // a heap, the last one in order at its front
};

}  // namespace tocd
