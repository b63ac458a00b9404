// Directories that are called what a query looks for, whatever they hold. Agrees with search/directory_match for each.
// Thread: any.
#pragma once

#include "index/chunk_filter.hpp"
#include "index/index_workers.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace tocd {

struct CalledDirectory {
    int64_t id = 0;
    uint32_t fit = 0;   // of its own name, more is better; never 0
    bool alone = true;  // the query holds by name and place; false: what it says of files decides
};

struct CalledDirectories {
    std::vector<CalledDirectory> directories;  // ascending by id
    bool complete = true;                      // false: `is_over` said true
};

// Those in scope, whose own names a word of the query stands in, and which the query does not rule out. A directory
// that is gone counts as a file that is gone. Throws as ChunkFilter.
[[nodiscard]] CalledDirectories find_called(const IndexEpoch& epoch, const QueryTree& tree, const SearchScope& scope,
                                            IndexWorkers& workers, const std::function<bool()>& is_over);

// Those that fit best first, then by id; at most `count`.
[[nodiscard]] std::vector<int64_t> best_called(std::vector<CalledDirectory> called, size_t count);

}  // namespace tocd
