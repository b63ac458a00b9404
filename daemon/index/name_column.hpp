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
        const size_t begin = begin_of(row);
        return {text_.get() + begin, end_of(row) - begin};
    }
    // All names, each with a NUL behind it.
    [[nodiscard]] const char* text() const noexcept { return text_.get(); }
    [[nodiscard]] size_t begin_of(size_t row) const noexcept { return row % 64 == 0 ? begin_of_word(row / 64) : end_of(row - 1) + 1; }
    [[nodiscard]] size_t end_of(size_t row) const noexcept { return begins_[row / 64] + (ends_ ? size_t{ends_[row]} : size_t{wide_ends_[row]}); }
    // Of the rows of a word of RowBits, without a look at other memory; behind the last word all ends.
    [[nodiscard]] size_t begin_of_word(size_t word) const noexcept { return begins_[word]; }
    void prefetch() const noexcept {
        __builtin_prefetch(text_.get());
        __builtin_prefetch(ends_.get());
    }
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
    std::array<uint32_t, RowBits::kWords + 1> begins_{};  // of each 64 rows; and where the last ones end
    std::unique_ptr<uint16_t[]> ends_;       // by row, from the begin of these 64 on; names that a file system gives fit
    std::unique_ptr<uint32_t[]> wide_ends_;  // instead, where they do not
    TrigramSets trigrams_;
    BeginSets name_begins_, word_begins_;
    std::array<NameRange, TrigramSets::kGroups> ranges_{};
    RowBits not_ascii_, folds_to_ascii_;
    std::unique_ptr<NameMemo> memo_ = std::make_unique<NameMemo>();
};

class NameColumnMaker {
public:
    void add(std::string_view name);  // at most kChunkRows. A NUL, which no path can hold, becomes a slash
    [[nodiscard]] NameColumn take();

private:
    std::string text_, folded_;
    std::array<uint32_t, RowBits::kWords + 1> begins_{};
    std::vector<uint32_t> ends_;
    TrigramSets trigrams_;
    BeginSets name_begins_, word_begins_;
    std::array<NameRange, TrigramSets::kGroups> ranges_{};
    RowBits not_ascii_, folds_to_ascii_;
};

}  // namespace tocd
