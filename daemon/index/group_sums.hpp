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
    static constexpr int64_t kMostBytes = int64_t{1} << 38;  // 2^24 files of these
    static constexpr size_t kTurns = 4;
    struct Sum {
        int64_t files = 0, size_bytes = 0;
    };
    [[nodiscard]] Sum* with_codes(size_t codes) {  // code * kTurns + turn
        if (sums_.size() < codes * kTurns) sums_.resize(codes * kTurns);
        return sums_.data();
    }
    void flush(IndexSums& to) {
        for (size_t i = 0; i < sums_.size(); ++i)
            if (sums_[i].files != 0) sum_at(to, i / kTurns).add({sums_[i].files, sums_[i].size_bytes});
        sums_.assign(sums_.size(), {});
    }

private:
    std::vector<Sum> sums_;
};

// What is counted for one grouping by one thread.
class GroupSums {
public:
    // Files of one directory, for a grouping of directories.
    void add(const Grouping& grouping, int64_t directory, const IndexSum& sum) {
        const int64_t code = grouping.code_of_directory(directory);
        (grouping.has_small_codes() ? sum_at(sums_, static_cast<size_t>(code)) : sparse_[code]).add(sum);
    }
    // Rows with these sizes, for one of files.
    void add(const Grouping& grouping, const FileChunk& chunk, const RowBits& rows, const std::array<int64_t, kChunkRows>& sizes) {
        if (chunk.size_bytes.min() < 0 || chunk.size_bytes.max() > SmallSums::kMostBytes)
            return grouping.for_each(chunk, rows, [&](size_t row, size_t code) { sum_at(sums_, code).add(sizes[row]); });
        if ((in_small_ += chunk.rows()) > kMostInSmall) {
            small_.flush(sums_);
            in_small_ = chunk.rows();
        }
        SmallSums::Sum* const small = small_.with_codes(grouping.codes(chunk));
        grouping.for_each(chunk, rows, [small, &sizes](size_t row, size_t code) {
            SmallSums::Sum& sum = small[code * SmallSums::kTurns + row % SmallSums::kTurns];
            ++sum.files;
            sum.size_bytes += sizes[row];
        });
    }

    void add_to(FacetSums& sums, int sign) {
        small_.flush(sums_);
        for (size_t code = 0; code < sums_.size(); ++code) sums[static_cast<int64_t>(code)].add(sums_[code], sign);
        for (const auto& [code, sum] : sparse_) sums[code].add(sum, sign);
    }

private:
    static constexpr size_t kMostInSmall = size_t{1} << 24;
    IndexSums sums_;
    SmallSums small_;
    size_t in_small_ = 0;  // rows, at most
    FacetSums sparse_;     // where codes are not small
};

}  // namespace tocd
