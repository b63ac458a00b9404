// Finds a word in bytes without regard to the case of A-Z, by the widest instructions that the processor has.
// Thread: any; one object may be used by several at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

class ByteSearch {
public:
    static constexpr size_t kSlackBytes = 64;  // so many bytes behind every text must be readable

    enum class Width { widest, avx512, avx2, plain };
    // What this processor can do. `widest` always can.
    [[nodiscard]] static bool can(Width width) noexcept;

    // `needle`: at least one byte, ASCII only, letters lowercase (as search/case_fold gives ASCII). Throws
    // Error(internal) for a width that the processor does not have.
    explicit ByteSearch(std::string_view needle, Width width = Width::widest);

    // Calls visit(place) for every place at or after `from` where the needle stands, ascending; places may overlap. Bytes of
    // `text` from 0x80 on match nothing.
    template <class Visit>
    void for_each(std::string_view text, size_t from, Visit&& visit) const {
        if (text.size() < size_) return;
        const size_t last = text.size() - size_;
        Places places;
        places.next = from;
        while (places.next <= last) {
            places.count = 0;
            find_(*this, text.data(), last, places);
            for (size_t i = 0; i < places.count; ++i) visit(size_t{places.at[i]});
        }
    }

    // Sets the bit of each row from `begin` to before `end` in whose name it stands; `ends`: where in `text` the names of all rows end,
    // of which the first begins at 0. For needles of one or two bytes, which stand in many names: quicker than to go from place to place.
    static constexpr size_t kMostInRows = 2;
    void find_rows(const char* text, const uint32_t* ends, size_t begin, size_t end, uint64_t* words) const { find_rows_(*this, text, ends, {begin, end}, words); }

    // Whether it stands right there; 64 bytes from `text` on must be readable, and more than a longer needle has.
    [[nodiscard]] bool stands_at(const char* text) const noexcept;

private:
    // Some of the places where the needle stands, ascending; they may overlap.
    struct Places {
        static constexpr size_t kMost = 256;
        std::array<uint32_t, kMost> at;
        size_t count = 0;
        size_t next = 0;  // where to look on; behind the last place that is possible: there are no more
    };
    // Looks from places.next on at places up to and with `last`.
    using Find = void (*)(const ByteSearch&, const char* text, size_t last, Places&) noexcept;
    static void find_plain(const ByteSearch& self, const char* text, size_t last, Places& places) noexcept;
    static void find_avx2(const ByteSearch& self, const char* text, size_t last, Places& places) noexcept;
    static void find_avx512(const ByteSearch& self, const char* text, size_t last, Places& places) noexcept;
    struct Range {
        size_t begin, end;
    };
    using FindRows = void (*)(const ByteSearch&, const char* text, const uint32_t* ends, Range rows, uint64_t* words);
    static void find_rows_plain(const ByteSearch& self, const char* text, const uint32_t* ends, Range rows, uint64_t* words);
    static void find_rows_avx2(const ByteSearch& self, const char* text, const uint32_t* ends, Range rows, uint64_t* words);
    static void find_rows_avx512(const ByteSearch& self, const char* text, const uint32_t* ends, Range rows, uint64_t* words);

    struct Eight {  // bytes of the needle: (text | to_lower) & compared == bytes
        uint64_t bytes = 0, to_lower = 0, compared = 0;
    };
    std::vector<Eight> needle_;
    size_t size_;
    size_t first_ = 0, second_ = 0;                   // places of its two rarest bytes
    char first_byte_ = 0, second_byte_ = 0;
    char first_case_ = 0, second_case_ = 0;           // 0x20 for a letter: set in a byte before it is compared
    Find find_;
    FindRows find_rows_;
};

}  // namespace tocd
