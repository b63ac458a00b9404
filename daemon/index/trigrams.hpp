// Which names cannot hold a text, told by sets of hashed trigrams (of bytes) of groups of names.
// Thread: any (pure).
#pragma once

#include "index/row_bits.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tocd {

// Of the folded names of a column. 4096 bits for each group: 2 bytes a file. The groups' bits for one trigram stand side by side,
// so that a text costs one look at memory for each of its trigrams.
class TrigramSets {
public:
    static constexpr size_t kNames = 256;                   // in a group
    static constexpr size_t kGroups = kChunkRows / kNames;  // of a column: a bit for each is a set of them
    static constexpr unsigned kAll = (1U << kGroups) - 1;

    void add(size_t group, std::string_view folded) noexcept {
        for (size_t i = 2; i < folded.size(); ++i) {
            const uint16_t at = place(folded.data() + i - 2);
            bits_[at / 2] = static_cast<uint8_t>(bits_[at / 2] | 1U << group << at % 2 * kGroups);
        }
    }
    // Groups that have a trigram of this place.
    [[nodiscard]] unsigned groups(uint16_t place) const noexcept { return static_cast<unsigned>(bits_[place / 2]) >> place % 2 * kGroups & kAll; }

    [[nodiscard]] static uint16_t place(const char* three) noexcept {
        uint32_t bytes = static_cast<unsigned char>(three[0]);
        bytes |= static_cast<uint32_t>(static_cast<unsigned char>(three[1])) << 8;
        bytes |= static_cast<uint32_t>(static_cast<unsigned char>(three[2])) << 16;
        return static_cast<uint16_t>(bytes * 0x9E3779B1U >> 20);
    }

private:
    static_assert(2 * kGroups <= 8);
    std::array<uint8_t, 2048> bits_{};
};

// The trigrams of a folded text that a name has to hold as a part.
class SoughtTrigrams {
public:
    explicit SoughtTrigrams(std::string_view folded) {  // shorter than three bytes: every group may hold it
        for (size_t i = 2; i < folded.size(); ++i) places_.push_back(TrigramSets::place(folded.data() + i - 2));
    }
    // Groups that may hold it: as bits.
    [[nodiscard]] unsigned groups(const TrigramSets& sets) const noexcept {
        unsigned out = TrigramSets::kAll;
        for (const uint16_t place : places_) {
            out &= sets.groups(place);
            if (out == 0) break;
        }
        return out;
    }

private:
    std::vector<uint16_t> places_;
};

}  // namespace tocd
