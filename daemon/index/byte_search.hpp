// Finds a word in bytes without regard to the case of A-Z, by the widest instructions that the processor has.
// Thread: any; one object may be used by several at once.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

class ByteSearch {
public:
    static constexpr size_t kSlackBytes = 72;  // so many bytes behind every text must be readable

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
        for (size_t at = from; at + size_ <= text.size(); at += kPlaces) {
            uint64_t places = match_(*this, text.data() + at);
            const size_t last = text.size() - size_ - at;
            if (last < kPlaces - 1) places &= ~uint64_t{0} >> (kPlaces - 1 - last);
            for (; places != 0; places &= places - 1) visit(at + static_cast<size_t>(std::countr_zero(places)));
        }
    }

    // Sets the bit of each row in whose name it stands, of the names between `begin` and `end` of `text`, each of which ends with a NUL;
    // the first is that of `row`. A needle with a NUL stands in none.
    void find_rows(const char* text, size_t begin, size_t end, size_t row, uint64_t* words) const {
        if (!has_nul_) find_rows_(*this, text, begin, end, {words, row});
    }

    // Whether it stands right there; kSlackBytes from `text` on must be readable, and more than a longer needle has.
    [[nodiscard]] bool stands_at(const char* text) const noexcept;

private:
    static constexpr size_t kPlaces = 64;

    // Rows one after the other, told from 64 bytes of names at a time.
    struct Rows {
        uint64_t* words;
        size_t row;             // of which the next byte is
        bool is_found = false;  // in the part of its name that was there already
        void add(uint64_t found, uint64_t ends) noexcept;  // as bits: places where it was found, and NULs
    };

    // Of the 64 places from `text` on those, as bits, where the needle stands.
    struct Byte {
        size_t place = 0;
        char byte = 0;
        char to_lower = 0;  // 0x20 for a letter: set in a byte before it is compared
    };

    using Match = uint64_t (*)(const ByteSearch&, const char* text) noexcept;
    static uint64_t match_plain(const ByteSearch& self, const char* text) noexcept;
    static uint64_t match_avx2(const ByteSearch& self, const char* text) noexcept;
    static uint64_t match_avx512(const ByteSearch& self, const char* text) noexcept;
    struct Wide;
    struct Avx2;
    struct Avx512;
    using FindRows = void (*)(const ByteSearch&, const char* text, size_t at, size_t end, Rows rows);
    static void find_rows_plain(const ByteSearch& self, const char* text, size_t at, size_t end, Rows rows);
    static void find_rows_avx2(const ByteSearch& self, const char* text, size_t at, size_t end, Rows rows);
    static void find_rows_avx512(const ByteSearch& self, const char* text, size_t at, size_t end, Rows rows);

    struct Eight {  // bytes of the needle: (text | to_lower) & compared == bytes
        uint64_t bytes = 0, to_lower = 0, compared = 0;
    };
    std::vector<Eight> eights_;
    [[nodiscard]] Byte nth(size_t n) const noexcept { return bytes_[n < size_ ? n : size_ - 1]; }
    std::vector<Byte> bytes_;  // of the needle, the rarest first
    size_t size_;
    bool has_nul_;
    Match match_ = match_plain;
    FindRows find_rows_ = find_rows_plain;
};

}  // namespace tocd
