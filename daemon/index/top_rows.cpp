#include "index/top_rows.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace tocd {

// Whether no file of a directory is worth a look, by its path.
bool TopRows::is_late(const std::string& directory_with_slash) const noexcept {
    if (!is_full()) return false;
    const int order = std::string_view(directory_with_slash).compare(std::string_view(kept_.front().text).substr(0, directory_with_slash.size()));
    return descending_ ? order < 0 : order > 0;
}

void TopRows::add(const FileChunk& chunk, const RowBits& all) {
    if (limit_ == 0) return;
    const RowBits rows = is_full() ? order_.may_come_before(kept_.front(), descending_, chunk, all) : all;
    for (size_t run = 0; run < chunk.runs().size(); ++run) {
        const size_t end = chunk.end_of(run);
        bool looked = order_.sort() != FileSort::path;
        for (size_t row = chunk.runs()[run].begin; row < end;) {
            const uint64_t word = rows.word(row / 64) >> row % 64;
            if (word == 0) {
                row = (row | 63) + 1;
                continue;
            }
            row += static_cast<size_t>(std::countr_zero(word));
            if (row >= end) break;
            if (!looked && is_late(order_.directory_with_slash(chunk.runs()[run].directory_id()))) break;
            looked = true;
            add(order_.place(chunk, row, run));
            ++row;
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
