// With what the names of a group begin, or the words in them, told by sets of hashed first bytes: few, where files lie beside
// their like.
// Thread: any (pure).
#pragma once

#include "index/trigrams.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace tocd {

// Of folded texts, in the groups of a column's TrigramSets: 256 bytes for all of them.
class BeginSets {
public:
    static constexpr size_t kMost = 3;  // bytes that count: by one, by two and by three of them

    void add(size_t group, std::string_view folded) noexcept {
        for (size_t bytes = 1; bytes <= std::min(folded.size(), kMost); ++bytes) {
            const size_t at = place(folded.substr(0, bytes));
            bits_[at / 2] = static_cast<uint8_t>(bits_[at / 2] | 1U << group << at % 2 * TrigramSets::kGroups);
        }
    }
    // Groups with texts that may begin with a folded one, at least one byte long: as bits.
    [[nodiscard]] unsigned groups(std::string_view folded) const noexcept {
        const size_t at = place(folded.substr(0, kMost));
        return static_cast<unsigned>(bits_[at / 2]) >> at % 2 * TrigramSets::kGroups & TrigramSets::kAll;
    }

private:
    [[nodiscard]] static size_t place(std::string_view begin) noexcept {
        uint32_t bytes = 0;
        for (size_t i = 0; i < begin.size(); ++i) bytes |= static_cast<uint32_t>(static_cast<unsigned char>(begin[i])) << i * 8;
        const uint32_t hash = bytes * 0x9E3779B1U;
        return begin.size() == 1 ? hash >> 25 : begin.size() == 2 ? 128 + (hash >> 25) : 256 + (hash >> 24);
    }
    std::array<uint8_t, 256> bits_{};
};

}  // namespace tocd
