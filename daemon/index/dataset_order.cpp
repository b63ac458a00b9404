#include "index/dataset_order.hpp"

#include "search/text_match.hpp"

#include <algorithm>

namespace tocd {
namespace {

// Fit counts first, then files: both in one number.
constexpr int kFileBits = 40;
constexpr int64_t kMostFiles = (int64_t{1} << kFileBits) - 1;
constexpr int64_t kBestFit = (int64_t{1} << (62 - kFileBits)) - 1;

int64_t number_of(const DatasetGroup& group, DatasetSort sort) {
    switch (sort) {
        case DatasetSort::relevance: return -(std::min<int64_t>(group.fit, kBestFit) << kFileBits | std::min(group.sum.files, kMostFiles));
        case DatasetSort::files: return group.sum.files;
        case DatasetSort::size: return group.sum.totals().size_bytes;
        case DatasetSort::newest: return group.newest_ns;
        case DatasetSort::oldest: return group.oldest_ns;
        case DatasetSort::name:
        case DatasetSort::path: break;
    }
    return 0;
}

}  // namespace

DatasetPositions::DatasetPositions(const std::vector<DatasetGroup>& groups, const DirectoryTable& table, DatasetOrder order) : order_(order) {
    if (!is_by_text(order.sort)) return;
    for (const DatasetGroup& group : groups) {
        std::string& text = texts_[group.directory_id];
        // Of a root the name is its path.
        text = order.sort == DatasetSort::path ? table.path_of(group.directory_id) : std::string(name_of(table.name(group.directory_id)));
    }
}

SortPosition DatasetPositions::of(const DatasetGroup& group) const {
    return {number_of(group, order_.sort), texts_.empty() ? std::string() : texts_.at(group.directory_id), group.directory_id};
}

bool DatasetPositions::compares(const DatasetGroup& a, const DatasetGroup& b) const {
    if (texts_.empty()) {
        const int64_t x = number_of(a, order_.sort), y = number_of(b, order_.sort);
        return x != y ? x < y : a.directory_id < b.directory_id;
    }
    const int order = texts_.at(a.directory_id).compare(texts_.at(b.directory_id));
    return order != 0 ? order < 0 : a.directory_id < b.directory_id;
}

void take_page(std::vector<DatasetGroup>& groups, const DirectoryTable& table, DatasetOrder order, const std::optional<SortPosition>& after,
               size_t offset, size_t count, std::optional<SortPosition>& last) {
    const DatasetPositions positions(groups, table, order);
    if (after) std::erase_if(groups, [&](const DatasetGroup& group) { return !positions.is_behind(*after, group); });
    const size_t end = std::min(groups.size(), offset + count);
    const bool more = end < groups.size();
    std::partial_sort(groups.begin(), groups.begin() + static_cast<std::ptrdiff_t>(end), groups.end(),
                      [&](const DatasetGroup& a, const DatasetGroup& b) { return positions.is_before(a, b); });
    groups.resize(end);
    groups.erase(groups.begin(), groups.begin() + static_cast<std::ptrdiff_t>(std::min(offset, end)));
    if (more && !groups.empty()) last = positions.of(groups.back());
}

}  // namespace tocd
