// Names of some rows, one behind the other, with what tells quickly where a text cannot be.
// Thread: any; never changes once it is made.
#pragma once

#include "index/byte_search.hpp"
#include "index/name_memo.hpp"
#include "index/row_bits.hpp"
#include "index/trigrams.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

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
    [[nodiscard]] const RowBits& not_ascii() const noexcept { return not_ascii_; }
    [[nodiscard]] const std::vector<TrigramSet>& trigrams() const noexcept { return trigrams_; }  // a set per TrigramSet::kNames rows
    [[nodiscard]] NameMemo& memo() const noexcept { return *memo_; }
    [[nodiscard]] size_t bytes() const noexcept;  // of memory, without the memo

private:
    friend class NameColumnMaker;
    size_t size_ = 0;
    std::unique_ptr<char[]> text_;
    std::unique_ptr<uint32_t[]> ends_;
    std::vector<TrigramSet> trigrams_;
    RowBits not_ascii_;
    std::unique_ptr<NameMemo> memo_ = std::make_unique<NameMemo>();
};

class NameColumnMaker {
public:
    void add(std::string_view name);  // at most kChunkRows
    [[nodiscard]] NameColumn take();

private:
    std::string text_, folded_;
    std::vector<uint32_t> ends_;
    std::vector<TrigramSet> trigrams_;
    RowBits not_ascii_;
};

}  // namespace tocd
