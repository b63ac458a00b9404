// Which names cannot hold a text, told by a set of hashed trigrams (of bytes) of each group of names.
// Thread: any (pure).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tocd {

// Of the folded names of one group. 4096 bits for 256 names: 2 bytes a file.
class TrigramSet {
public:
    static constexpr size_t kNames = 256;

    void add(std::string_view folded) noexcept {
        for (size_t i = 2; i < folded.size(); ++i) set(place(folded.data() + i - 2));
    }
    [[nodiscard]] bool has(uint16_t place) const noexcept { return (words_[place / 64] >> place % 64 & 1) != 0; }

    [[nodiscard]] static uint16_t place(const char* three) noexcept {
        uint32_t bytes = static_cast<unsigned char>(three[0]);
        bytes |= static_cast<uint32_t>(static_cast<unsigned char>(three[1])) << 8;
        bytes |= static_cast<uint32_t>(static_cast<unsigned char>(three[2])) << 16;
        return static_cast<uint16_t>(bytes * 0x9E3779B1U >> 20);
    }

private:
    void set(uint16_t place) noexcept { words_[place / 64] |= uint64_t{1} << place % 64; }
    std::array<uint64_t, 64> words_{};
};

// The trigrams of a folded text that a name has to hold as a part.
class SoughtTrigrams {
public:
    explicit SoughtTrigrams(std::string_view folded) {  // shorter than three bytes: every group may hold it
        for (size_t i = 2; i < folded.size(); ++i) places_.push_back(TrigramSet::place(folded.data() + i - 2));
    }
    [[nodiscard]] bool may_be_in(const TrigramSet& set) const noexcept {
        for (const uint16_t place : places_)
            if (!set.has(place)) return false;
        return true;
    }

private:
    std::vector<uint16_t> places_;
};

}  // namespace tocd
