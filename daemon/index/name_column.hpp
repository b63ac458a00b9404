// Names of some rows, one behind the other, with what tells quickly where a text cannot be.
// Thread: any; never changes once it is made.
#pragma once

#include "index/begin_sets.hpp"
#include "index/byte_search.hpp"
#include "index/name_memo.hpp"
#include "index/row_bits.hpp"
#include "index/trigrams.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

// The first bytes of the least and of the greatest of some names, as numbers that are ordered as they are.
struct NameRange {
    uint64_t least = std::numeric_limits<uint64_t>::max(), greatest = 0;
    [[nodiscard]] static uint64_t key(std::string_view name) noexcept;
};

class NameColumn {
public:
    static constexpr size_t kSlackBytes = ByteSearch::kSlackBytes;  // readable behind the last name

    [[nodiscard]] size_t size() const noexcept { return size_; }
    [[nodiscard]] std::string_view operator[](size_t row) const noexcept {
        const uint32_t begin = begin_of(row);
        return {text_.get() + begin, ends_[row] - begin};
    }
    [[nodiscard]] uint32_t begin_of(size_t row) const noexcept { return row == 0 ? 0 : ends_[row - 1]; }
    [[nodiscard]] uint32_t end_of(size_t row) const noexcept { return ends_[row]; }
    [[nodiscard]] const char* text() const noexcept { return text_.get(); }
    [[nodiscard]] const uint32_t* ends() const noexcept { return ends_.get(); }  // by row
    [[nodiscard]] const RowBits& not_ascii() const noexcept { return not_ascii_; }
    // Names in which something that is not ASCII folds to an ASCII letter, as the sign of the kelvin does. In all others what is
    // ASCII is found where it stands.
    [[nodiscard]] const RowBits& folds_to_ascii() const noexcept { return folds_to_ascii_; }
    [[nodiscard]] const TrigramSets& trigrams() const noexcept { return trigrams_; }
    [[nodiscard]] const BeginSets& name_begins() const noexcept { return name_begins_; }
    [[nodiscard]] const BeginSets& word_begins() const noexcept { return word_begins_; }  // of all words in them, as FileMatch has words
    // Groups that may have names that are not behind `name`, or not before it, by their bytes: as bits.
    [[nodiscard]] unsigned groups_up_to(std::string_view name) const noexcept;
    [[nodiscard]] unsigned groups_from(std::string_view name) const noexcept;
    // Calls body(first row, row behind the last one) for each of the groups, given as bits, that has names.
    template <class Body>
    void for_each_group(unsigned groups, Body&& body) const {
        for (size_t begin = 0; begin < size_ && groups != 0; begin += TrigramSets::kNames, groups >>= 1)
            if ((groups & 1) != 0) body(begin, std::min(begin + TrigramSets::kNames, size_));
    }
    [[nodiscard]] NameMemo& memo() const noexcept { return *memo_; }
    [[nodiscard]] size_t bytes() const noexcept;  // of memory, besides its own size and the memo

private:
    friend class NameColumnMaker;
    size_t size_ = 0;
    std::unique_ptr<char[]> text_;
    std::unique_ptr<uint32_t[]> ends_;
    TrigramSets trigrams_;
    BeginSets name_begins_, word_begins_;
    std::array<NameRange, TrigramSets::kGroups> ranges_{};
    RowBits not_ascii_, folds_to_ascii_;
    std::unique_ptr<NameMemo> memo_ = std::make_unique<NameMemo>();
};

class NameColumnMaker {
public:
    void add(std::string_view name);  // at most kChunkRows
    [[nodiscard]] NameColumn take();

private:
    std::string text_, folded_;
    std::vector<uint32_t> ends_;
    TrigramSets trigrams_;
    BeginSets name_begins_, word_begins_;
    std::array<NameRange, TrigramSets::kGroups> ranges_{};
    RowBits not_ascii_, folds_to_ascii_;
};

}  // namespace tocd
