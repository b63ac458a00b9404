// A set of the rows of one chunk.
// Thread: any (values).
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace tocd {

inline constexpr size_t kChunkRows = 1024;

// As std::popcount, which is a call where the compiler may not use the instruction for it.
[[nodiscard]] constexpr size_t count_bits(uint64_t bits) noexcept {
    bits -= bits >> 1 & 0x5555555555555555;
    bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
    bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f;
    return bits * 0x0101010101010101 >> 56;
}

class RowBits {
public:
    static constexpr size_t kWords = kChunkRows / 64;

    RowBits() noexcept = default;  // none
    [[nodiscard]] static RowBits first(size_t count) noexcept {
        RowBits out;
        out.set_range(0, count);
        return out;
    }

    void set(size_t row) noexcept { words_[row / 64] |= uint64_t{1} << row % 64; }
    void set_range(size_t begin, size_t end) noexcept {
        for (size_t row = begin; row < end;) {
            const size_t stop = end < (row | 63) + 1 ? end : (row | 63) + 1;
            const uint64_t ones = stop - row == 64 ? ~uint64_t{0} : ((uint64_t{1} << (stop - row)) - 1);
            words_[row / 64] |= ones << row % 64;
            row = stop;
        }
    }
    [[nodiscard]] bool has(size_t row) const noexcept { return (words_[row / 64] >> row % 64 & 1) != 0; }
    [[nodiscard]] uint64_t* words() noexcept { return words_.data(); }
    [[nodiscard]] uint64_t& word(size_t index) noexcept { return words_[index]; }
    [[nodiscard]] uint64_t word(size_t index) const noexcept { return words_[index]; }

    [[nodiscard]] size_t count() const noexcept {
        size_t out = 0;
        for (const uint64_t word : words_) out += count_bits(word);
        return out;
    }
    [[nodiscard]] bool none() const noexcept {
        uint64_t any = 0;
        for (const uint64_t word : words_) any |= word;
        return any == 0;
    }

    RowBits& operator&=(const RowBits& other) noexcept {
        for (size_t i = 0; i < kWords; ++i) words_[i] &= other.words_[i];
        return *this;
    }
    RowBits& operator|=(const RowBits& other) noexcept {
        for (size_t i = 0; i < kWords; ++i) words_[i] |= other.words_[i];
        return *this;
    }
    RowBits& take_out(const RowBits& other) noexcept {
        for (size_t i = 0; i < kWords; ++i) words_[i] &= ~other.words_[i];
        return *this;
    }
    friend RowBits operator&(RowBits a, const RowBits& b) noexcept { return a &= b; }
    friend bool operator==(const RowBits&, const RowBits&) = default;

    // Calls body(row) for each, ascending.
    template <class Body>
    void for_each(Body&& body) const {
        for (size_t i = 0; i < kWords; ++i)
            for (uint64_t rest = words_[i]; rest != 0; rest &= rest - 1)
                body(i * 64 + static_cast<size_t>(std::countr_zero(rest)));
    }

    // Calls body(number of a word, which bits of it stand for rows from `begin` to before `end`) for each word there is in between.
    template <class Body>
    static void for_each_word(size_t begin, size_t end, Body&& body) {
        for (size_t i = begin / 64; i * 64 < end; ++i) {
            uint64_t within = ~uint64_t{0};
            if (i * 64 < begin) within <<= begin - i * 64;
            if (end - i * 64 < 64) within &= (uint64_t{1} << (end - i * 64)) - 1;
            body(i, within);
        }
    }
    [[nodiscard]] size_t count(size_t begin, size_t end) const noexcept {
        size_t out = 0;
        for_each_word(begin, end, [&](size_t word, uint64_t within) { out += count_bits(words_[word] & within); });
        return out;
    }

private:
    std::array<uint64_t, kWords> words_{};
};

}  // namespace tocd
