#include "index/top_rows.hpp"

#include <algorithm>
#include <utility>

namespace tocd {

// Whether nothing is worth a look whose path begins with this.
bool TopRows::is_late(const std::string& directory_with_slash) const noexcept {
    const int order = std::string_view(directory_with_slash).compare(std::string_view(kept_.front().text).substr(0, directory_with_slash.size()));
    return descending_ ? order < 0 : order > 0;
}

void TopRows::add(const FileChunk& chunk, const RowBits& all) {
    if (limit_ == 0) return;
    const RowBits rows = is_full() ? order_.may_come_before(kept_.front(), descending_, chunk, all) : all;
    if (rows.none()) return;
    const bool is_by_path = order_.sort() == FileSort::path;
    if (order_.is_one_key(chunk)) return add_runs(chunk, rows);
    for_each_run_of(chunk, rows, [&](int64_t directory, const RunRows& of_run) {
        if (is_by_path && is_full() && order_.is_late(directory, [this](const std::string& path) { return is_late(path); })) return;
        of_run.for_each([&](size_t row) { add(order_.place(chunk, row, of_run.run())); });
    });
}

// Rows of a run that differ by their ids alone: the first one that is not taken tells that no other will be.
void TopRows::add_runs(const FileChunk& chunk, const RowBits& rows) {
    for (size_t i = 0; i < chunk.runs().size(); ++i) {
        const size_t run = descending_ ? chunk.runs().size() - 1 - i : i;
        const size_t begin = chunk.runs()[run].begin, end = chunk.end_of(run);
        if (is_full() && !is_before(order_.place(chunk, descending_ ? end - 1 : begin, run), view(kept_.front()))) continue;
        if (after_ && !is_before(view(*after_), order_.place(chunk, descending_ ? begin : end - 1, run))) continue;  // all were on earlier pages
        for (size_t k = 0; k < end - begin; ++k) {
            const size_t row = descending_ ? end - 1 - k : begin + k;
            if (!rows.has(row)) continue;
            const RowPlace place = order_.place(chunk, row, run);
            if (is_full() && !is_before(place, view(kept_.front()))) break;
            add(place);
        }
    }
}

void TopRows::add(const RowPlace& place) {
    if (is_full() && !is_before(place, view(kept_.front()))) return;
    if (after_ && !is_before(view(*after_), place)) return;
    keep({place.number, std::string(place.text), place.id});
}

void TopRows::keep(SortPosition position) {
    const auto before = [this](const SortPosition& a, const SortPosition& b) { return is_before(view(a), view(b)); };
    if (is_full()) {
        std::pop_heap(kept_.begin(), kept_.end(), before);
        kept_.back() = std::move(position);
    } else {
        kept_.push_back(std::move(position));
    }
    std::push_heap(kept_.begin(), kept_.end(), before);
}

void TopRows::add(TopRows&& other) {
    for (SortPosition& position : other.kept_)
        if (!is_full() || is_before(view(position), view(kept_.front()))) keep(std::move(position));
    other.kept_.clear();
}

std::vector<SortPosition> TopRows::take() {
    std::sort(kept_.begin(), kept_.end(), [this](const SortPosition& a, const SortPosition& b) { return is_before(view(a), view(b)); });
    return std::exchange(kept_, {});
}

}  // namespace tocd
