// A set of the rows of one chunk.
// Thread: any (values).
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace tocd {

inline constexpr size_t kChunkRows = 1024;

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
    [[nodiscard]] uint64_t& word(size_t index) noexcept { return words_[index]; }
    [[nodiscard]] uint64_t word(size_t index) const noexcept { return words_[index]; }

    [[nodiscard]] size_t count() const noexcept {
        size_t out = 0;
        for (const uint64_t word : words_) out += static_cast<size_t>(std::popcount(word));
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

private:
    std::array<uint64_t, kWords> words_{};
};

}  // namespace tocd
