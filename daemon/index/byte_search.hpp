// Finds a word in bytes without regard to the case of A-Z, by the widest instructions that the processor has.
// Thread: any; one object may be used by several at once.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

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

    // Where the needle stands first at or after `from`; npos: nowhere. Bytes of `text` from 0x80 on match nothing.
    [[nodiscard]] size_t find(std::string_view text, size_t from = 0) const noexcept {
        return find_(*this, text.data(), text.size(), from);
    }

private:
    using Find = size_t (*)(const ByteSearch&, const char*, size_t, size_t) noexcept;
    static size_t find_plain(const ByteSearch& self, const char* text, size_t size, size_t from) noexcept;
    static size_t find_avx2(const ByteSearch& self, const char* text, size_t size, size_t from) noexcept;
    static size_t find_avx512(const ByteSearch& self, const char* text, size_t size, size_t from) noexcept;
    [[nodiscard]] bool stands_at(const char* text) const noexcept;

    std::string needle_;
    size_t first_ = 0, second_ = 0;        // places of its two rarest bytes
    unsigned char first_case_ = 0, second_case_ = 0;  // 0x20 for a letter: set in a byte before it is compared
    Find find_;
};

}  // namespace tocd
