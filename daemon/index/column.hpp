// One number of each row of a chunk, in as many bytes as their differences need (frame of reference): a value is
// base + code * scale, where scale is what all differences can be divided by, such as a second or a day.
// Thread: any; never changes.
#pragma once

#include "index/row_bits.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace tocd {

class Column {
public:
    static constexpr int64_t kNone = std::numeric_limits<int64_t>::min();  // a value that is not there
    static constexpr size_t kSlackBytes = 8;  // readable behind the codes

    Column() = default;

    // At most kChunkRows values, any of them kNone. Appends the codes to `codes`, which the owner gives a place that stays, and tells by place().
    static Column encode(std::span<const int64_t> values, std::vector<uint8_t>& codes);
    void place(const uint8_t* codes) noexcept { codes_ = codes + offset_; }

    [[nodiscard]] int64_t operator[](size_t row) const noexcept {
        const uint64_t code = code_of(row);
        if (has_none_) return code == 0 ? kNone : value_of(code - 1);
        return value_of(code);
    }

    // What operator[] gives for each of the first `count` rows, into a buffer of which the rest may change too.
    using Values = std::array<int64_t, kChunkRows>;
    void decode(size_t count, Values& values) const noexcept;
    // Calls body(row, value) for each row of RowBits or RunRows of `count`.
    template <class Rows, class Body>
    void for_each(const Rows& rows, size_t count, Body&& body) const {
        constexpr size_t kMany = 8;  // one in so many, and it is quicker to decode all
        if (rows.count() * kMany < count) return rows.for_each([&](size_t row) { body(row, (*this)[row]); });
        Values values;
        decode(count, values);
        rows.for_each([&](size_t row) { body(row, values[row]); });
    }
    // Of the values of these rows, of which there are `count` in all, and none without a value.
    [[nodiscard]] __int128 sum(const RowBits& rows, size_t count) const noexcept;

    // Asks for the memory of the first `count` rows, before it is needed.
    void prefetch(size_t count) const noexcept {
        constexpr size_t kLine = 64;
        for (size_t at = 0; at < count * width_; at += kLine) __builtin_prefetch(codes_ + at);
    }

    // Rows of the first `count` whose value is in [min, max]; what is not there is in none.
    [[nodiscard]] RowBits between(int64_t min, int64_t max, size_t count) const noexcept;
    // Rows that have a value.
    [[nodiscard]] RowBits present(size_t count) const noexcept;
    [[nodiscard]] bool has_none() const noexcept { return has_none_; }
    // Of the values that are there; min above max when none is.
    [[nodiscard]] int64_t min() const noexcept { return base_; }
    [[nodiscard]] int64_t max() const noexcept { return last_; }
    [[nodiscard]] bool is_constant() const noexcept { return width_ == 0; }

private:
    [[nodiscard]] uint64_t code_of(size_t row) const noexcept {
        uint64_t code = 0;
        __builtin_memcpy(&code, codes_ + row * width_, sizeof code);
        return code & mask_;
    }
    [[nodiscard]] int64_t value_of(uint64_t code) const noexcept {
        return static_cast<int64_t>(static_cast<uint64_t>(base_) + code * scale_);
    }
    // Rows whose codes are in [low, high]; not of a column of one value.
    [[nodiscard]] RowBits compare(uint64_t low, uint64_t high, size_t count) const noexcept;
    template <class Code>
    [[nodiscard]] RowBits compare_as(uint64_t low, uint64_t high, size_t count) const noexcept;

    // As bytes: `count` rows.
    struct Codes {
        const uint8_t* at;
        size_t width;
        uint64_t mask;
        size_t count;
    };
    [[nodiscard]] Codes codes(size_t count) const noexcept { return {codes_, width_, mask_, count}; }
    struct Wide;

    int64_t base_ = 0;
    int64_t last_ = -1;
    uint64_t scale_ = 1;
    uint64_t mask_ = 0;
    const uint8_t* codes_ = nullptr;
    uint32_t offset_ = 0;
    uint8_t width_ = 0;  // bytes a row
    bool has_none_ = false;
};

}  // namespace tocd
