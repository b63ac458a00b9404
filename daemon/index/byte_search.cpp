#include "index/byte_search.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace tocd {
namespace {

constexpr bool is_letter(char c) noexcept { return c >= 'a' && c <= 'z'; }

// How often a byte stands in file names, roughly; more is more often.
int frequency(char c) noexcept {
    static constexpr std::string_view kCommonFirst = "e0at_1nirso.l2dc35m4-p698u7hgbfxvkywjzq ";
    const size_t place = kCommonFirst.find(c);
    return place == std::string_view::npos ? 0 : static_cast<int>(kCommonFirst.size() - place);
}

}  // namespace

bool ByteSearch::can(Width width) noexcept {
#if defined(__x86_64__)
    if (width == Width::avx512) return __builtin_cpu_supports("avx512bw") != 0;
    if (width == Width::avx2) return __builtin_cpu_supports("avx2") != 0;
#endif
    return width == Width::plain || width == Width::widest;
}

ByteSearch::ByteSearch(std::string_view needle, Width width) : needle_(needle), find_(find_plain) {
    if (needle.empty() || !can(width)) throw Error(ErrorKind::internal, "no such search for bytes");
    const auto rarer = [&](size_t a, size_t b) { return frequency(needle_[a]) < frequency(needle_[b]); };
    for (size_t i = 1; i < needle_.size(); ++i)
        if (rarer(i, first_)) first_ = i;
    second_ = first_ == 0 ? needle_.size() - 1 : 0;
    for (size_t i = 0; i < needle_.size(); ++i)
        if (i != first_ && rarer(i, second_)) second_ = i;
    first_case_ = is_letter(needle_[first_]) ? 0x20 : 0;
    second_case_ = is_letter(needle_[second_]) ? 0x20 : 0;
#if defined(__x86_64__)
    if (width == Width::avx512 || (width == Width::widest && can(Width::avx512))) find_ = find_avx512;
    else if (width == Width::avx2 || (width == Width::widest && can(Width::avx2))) find_ = find_avx2;
#endif
}

bool ByteSearch::stands_at(const char* text) const noexcept {
    for (size_t i = 0; i < needle_.size(); ++i) {
        const char c = text[i];
        if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c) != needle_[i]) return false;
    }
    return true;
}

size_t ByteSearch::find_plain(const ByteSearch& self, const char* text, size_t size, size_t from) noexcept {
    const auto sought = static_cast<unsigned char>(self.needle_[self.first_]);
    for (size_t at = from; at + self.needle_.size() <= size; ++at)
        if ((static_cast<unsigned char>(text[at + self.first_]) | self.first_case_) == sought && self.stands_at(text + at)) return at;
    return std::string_view::npos;
}

#if defined(__x86_64__)

// Each step looks at the places `at` to at + 63 for the two rarest bytes of the needle at their distance. A byte with its
// case bit set may be another one ('@' for '`'): what is found is compared again.
[[gnu::target("avx512f,avx512bw,bmi")]] size_t ByteSearch::find_avx512(const ByteSearch& self, const char* text, size_t size,
                                                                        size_t from) noexcept {
    const size_t length = self.needle_.size();
    if (size < length) return std::string_view::npos;
    const size_t last = size - length;  // the last place where it can stand
    const __m512i first = _mm512_set1_epi8(self.needle_[self.first_]);
    const __m512i second = _mm512_set1_epi8(self.needle_[self.second_]);
    const __m512i first_case = _mm512_set1_epi8(static_cast<char>(self.first_case_));
    const __m512i second_case = _mm512_set1_epi8(static_cast<char>(self.second_case_));
    for (size_t at = from; at <= last; at += 64) {
        // Behind the text up to 63 bytes are read, and as many as the needle is long less: they are readable where
        // at + offset + 63 < size + 64.
        const __m512i a = _mm512_loadu_si512(text + at + self.first_);
        const __m512i b = _mm512_loadu_si512(text + at + self.second_);
        uint64_t found = _mm512_cmpeq_epi8_mask(_mm512_or_si512(a, first_case), first) &
                         _mm512_cmpeq_epi8_mask(_mm512_or_si512(b, second_case), second);
        for (; found != 0; found &= found - 1) {
            const size_t place = at + static_cast<size_t>(std::countr_zero(found));
            if (place > last) return std::string_view::npos;
            if (self.stands_at(text + place)) return place;
        }
    }
    return std::string_view::npos;
}

[[gnu::target("avx2,bmi")]] size_t ByteSearch::find_avx2(const ByteSearch& self, const char* text, size_t size, size_t from) noexcept {
    const size_t length = self.needle_.size();
    if (size < length) return std::string_view::npos;
    const size_t last = size - length;
    const __m256i first = _mm256_set1_epi8(self.needle_[self.first_]);
    const __m256i second = _mm256_set1_epi8(self.needle_[self.second_]);
    const __m256i first_case = _mm256_set1_epi8(static_cast<char>(self.first_case_));
    const __m256i second_case = _mm256_set1_epi8(static_cast<char>(self.second_case_));
    for (size_t at = from; at <= last; at += 32) {
        const __m256i a = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + at + self.first_));
        const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + at + self.second_));
        const __m256i both = _mm256_and_si256(_mm256_cmpeq_epi8(_mm256_or_si256(a, first_case), first),
                                              _mm256_cmpeq_epi8(_mm256_or_si256(b, second_case), second));
        for (auto found = static_cast<uint32_t>(_mm256_movemask_epi8(both)); found != 0; found &= found - 1) {
            const size_t place = at + static_cast<size_t>(std::countr_zero(found));
            if (place > last) return std::string_view::npos;
            if (self.stands_at(text + place)) return place;
        }
    }
    return std::string_view::npos;
}

#endif

}  // namespace tocd
