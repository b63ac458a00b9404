// The sort orders of datasets: which directories are on a page.
// Thread: any (values).
#pragma once

#include "index/directory_table.hpp"
#include "index/index_sum.hpp"
#include "model/facets.hpp"

#include <limits>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace tocd {

// A directory and what is summed up of the files in it; where times are not asked for, and of one without files, they are at their ends.
struct DatasetGroup {
    int64_t directory_id = 0;
    IndexSum sum;
    UnixNs oldest_ns = std::numeric_limits<UnixNs>::max();
    UnixNs newest_ns = std::numeric_limits<UnixNs>::min();
    uint32_t fit = 0;  // of its own name; 0: it is not called so
};

struct DatasetOrder {
    DatasetSort sort = DatasetSort::relevance;
    bool descending = false;
};

// Where groups stand in an order.
class DatasetPositions {
public:
    // `groups`: all that will be asked for, where the order is one by text.
    DatasetPositions(const std::vector<DatasetGroup>& groups, const DirectoryTable& table, DatasetOrder order);
    [[nodiscard]] static bool is_by_text(DatasetSort sort) noexcept { return sort == DatasetSort::name || sort == DatasetSort::path; }
    [[nodiscard]] bool is_before(const DatasetGroup& a, const DatasetGroup& b) const { return order_.descending ? compares(b, a) : compares(a, b); }
    [[nodiscard]] bool is_behind(const SortPosition& position, const DatasetGroup& group) const {
        return order_.descending ? of(group) < position : position < of(group);
    }
    [[nodiscard]] SortPosition of(const DatasetGroup& group) const;

private:
    [[nodiscard]] bool compares(const DatasetGroup& a, const DatasetGroup& b) const;
    const DatasetOrder order_;
    std::unordered_map<int64_t, std::string> texts_;  // of an order by text
};

// Leaves of `groups` the `count` first ones behind `after` and behind `offset` more, in order.
// `last`: where the last one of them stands, when more follow.
void take_page(std::vector<DatasetGroup>& groups, const DirectoryTable& table, DatasetOrder order, const std::optional<SortPosition>& after,
                             size_t offset, size_t count, std::optional<SortPosition>& last);

}  // namespace tocd
