// How many files, and how many bytes they are.
// Thread: any (values).
#pragma once

#include "index/file_chunk.hpp"
#include "model/records.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace tocd {

struct IndexSum {
    int64_t files = 0;
    __int128 size_bytes = 0;

    void add(int64_t bytes) noexcept {
        ++files;
        size_bytes += bytes;
    }
    void add(const IndexSum& other, int sign = 1) noexcept {  // -1: takes it away
        files += sign * other.files;
        size_bytes += sign * other.size_bytes;
    }
    void add(const FileChunk& chunk, const RowBits& rows) {
        RowBits one_by_one;  // of others the sum is known, without a look at their sizes
        for (size_t run = 0; run < chunk.runs().size(); ++run) {
            const size_t begin = chunk.runs()[run].begin, end = chunk.end_of(run), found = rows.count(begin, end);
            files += static_cast<int64_t>(found);
            if (found == end - begin && chunk.size_of_run(run) != FileChunk::kTooLarge) size_bytes += chunk.size_of_run(run);
            else if (found != 0) one_by_one.set_range(begin, end);
        }
        one_by_one &= rows;
        if (!one_by_one.none()) size_bytes += chunk.size_bytes.sum(one_by_one, chunk.rows());
    }
    void add(const FileChunk& chunk, const RunRows& rows) {
        files += static_cast<int64_t>(rows.count());
        const bool is_most = rows.count() * 2 > rows.run_rows();
        const uint64_t of_run = is_most ? chunk.size_of_run(rows.run()) : FileChunk::kTooLarge;
        if (of_run != FileChunk::kTooLarge) size_bytes += of_run - size_of(chunk, [&](auto&& body) { rows.for_each_other(body); });
        else size_bytes += size_of(chunk, [&](auto&& body) { rows.for_each(body); });
    }
    [[nodiscard]] Totals totals() const noexcept {
        return {files, static_cast<int64_t>(std::min<__int128>(size_bytes, std::numeric_limits<int64_t>::max()))};
    }

private:
    template <class ForEach>
    static __int128 size_of(const FileChunk& chunk, ForEach&& for_each) {
        __int128 sum = 0;
        int64_t small = 0;
        const bool is_small = chunk.size_bytes.max() < std::numeric_limits<int64_t>::max() / static_cast<int64_t>(kChunkRows);
        for_each([&](size_t row) {
            if (is_small) small += chunk.size_bytes[row];
            else sum += chunk.size_bytes[row];
        });
        return sum + small;
    }
};

// By code, a small number.
using IndexSums = std::vector<IndexSum>;

[[nodiscard]] inline IndexSum& sum_at(IndexSums& sums, size_t code) {
    if (code >= sums.size()) sums.resize(code + 1);
    return sums[code];
}

inline void add_sums(IndexSums& to, const IndexSums& from, int sign = 1) {
    if (to.size() < from.size()) to.resize(from.size());
    for (size_t code = 0; code < from.size(); ++code) to[code].add(from[code], sign);
}

}  // namespace tocd
