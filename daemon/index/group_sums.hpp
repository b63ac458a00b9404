// Files and bytes by the codes of a grouping, counted row by row: what facets spend their time with.
// Thread: one at a time per object.
#pragma once

#include "index/grouping.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace tocd {

// Of files below some size, so that sums fit; by code. Much quicker than IndexSums: files that follow each other, which mostly have
// one code, are counted in turn in several places, so that none waits for the one before.
class SmallSums {
public:
    using Sum [[gnu::vector_size(16)]] = int64_t;  // files and bytes, added in one step

    // What each file of a chunk adds.
    class Each {
    public:
        explicit Each(const FileChunk& chunk) {
            Column::Values sizes;
            chunk.size_bytes.decode(chunk.rows(), sizes);
            for (size_t row = 0; row < chunk.rows(); ++row) each_[row] = Sum{1, sizes[row]};
        }
        [[nodiscard]] Sum operator[](size_t row) const noexcept { return each_[row]; }
        [[nodiscard]] int64_t size_bytes(size_t row) const noexcept { return each_[row][1]; }

    private:
        std::array<Sum, kChunkRows> each_;
    };
    // Whether the files of a chunk may be added here.
    [[nodiscard]] static bool holds(const FileChunk& chunk) noexcept { return chunk.size_bytes.min() >= 0 && chunk.size_bytes.max() <= kMostBytes; }
    // Room to count the files of a chunk in: of code c and row r at place(c, r). What was counted before may go to `to` for that.
    [[nodiscard]] Sum* room(size_t codes, const FileChunk& chunk, IndexSums& to) {
        if ((rows_ += chunk.rows()) > kMostRows) {
            flush(to);
            rows_ = chunk.rows();
        }
        if (sums_.size() < codes * kTurns) sums_.resize(codes * kTurns);
        return sums_.data();
    }
    [[nodiscard]] static size_t place(size_t code, size_t row) noexcept { return code * kTurns + row % kTurns; }
    void flush(IndexSums& to) {
        for (size_t i = 0; i < sums_.size(); ++i)
            if (sums_[i][0] != 0) sum_at(to, i / kTurns).add({sums_[i][0], sums_[i][1]});
        sums_.assign(sums_.size(), Sum{});
    }

private:
    static constexpr int64_t kMostBytes = int64_t{1} << 38;
    static constexpr size_t kMostRows = size_t{1} << 24;
    static constexpr size_t kTurns = 4;
    std::vector<Sum> sums_;
    size_t rows_ = 0;  // that may have been added
};

// What is counted for one grouping by one thread.
class GroupSums {
public:
    // Files of one directory, for a grouping of directories.
    void add(const Grouping& grouping, int64_t directory, const IndexSum& sum) {
        const int64_t code = grouping.code_of_directory(directory);
        (grouping.has_small_codes() ? sum_at(sums_, static_cast<size_t>(code)) : sparse_[code]).add(sum);
    }
    // Rows, for one of files; `each`: of the chunk.
    void add(const Grouping& grouping, const FileChunk& chunk, const RowBits& rows, const SmallSums::Each& each) {
        if (!SmallSums::holds(chunk)) return grouping.for_each(chunk, rows, [&](size_t row, size_t code) { sum_at(sums_, code).add(each.size_bytes(row)); });
        SmallSums::Sum* const small = small_.room(grouping.codes(chunk), chunk, sums_);
        grouping.for_each(chunk, rows, [small, &each](size_t row, size_t code) { small[SmallSums::place(code, row)] += each[row]; });
    }

    void add_to(FacetSums& sums, int sign) {
        small_.flush(sums_);
        for (size_t code = 0; code < sums_.size(); ++code) sums[static_cast<int64_t>(code)].add(sums_[code], sign);
        for (const auto& [code, sum] : sparse_) sums[code].add(sum, sign);
    }

private:
    IndexSums sums_;
    SmallSums small_;
    FacetSums sparse_;  // where codes are not small
};

}  // namespace tocd
