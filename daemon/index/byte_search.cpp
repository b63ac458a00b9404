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

ByteSearch::ByteSearch(std::string_view needle, Width width) : size_(needle.size()), find_(find_plain), find_rows_(find_rows_plain) {
    if (needle.empty() || !can(width)) throw Error(ErrorKind::internal, "no such search for bytes");
    const auto rarer = [&](size_t a, size_t b) { return frequency(needle[a]) < frequency(needle[b]); };
    for (size_t i = 1; i < needle.size(); ++i)
        if (rarer(i, first_)) first_ = i;
    second_ = first_ == 0 ? needle.size() - 1 : 0;
    for (size_t i = 0; i < needle.size(); ++i)
        if (i != first_ && rarer(i, second_)) second_ = i;
    first_byte_ = needle[first_];
    second_byte_ = needle[second_];
    first_case_ = is_letter(first_byte_) ? 0x20 : 0;
    second_case_ = is_letter(second_byte_) ? 0x20 : 0;
    needle_.resize((needle.size() + sizeof(uint64_t) - 1) / sizeof(uint64_t));
    for (size_t i = 0; i < needle.size(); ++i) {
        Eight& eight = needle_[i / sizeof(uint64_t)];
        const size_t byte = i % sizeof(uint64_t);
        const auto put = [byte](uint64_t& word, char value) { reinterpret_cast<char*>(&word)[byte] = value; };
        put(eight.bytes, needle[i]);
        put(eight.to_lower, is_letter(needle[i]) ? 0x20 : 0);
        put(eight.compared, static_cast<char>(0xFF));
    }
#if defined(__x86_64__)
    if (width == Width::avx512 || (width == Width::widest && can(Width::avx512))) find_ = find_avx512, find_rows_ = find_rows_avx512;
    else if (width == Width::avx2 || (width == Width::widest && can(Width::avx2))) find_ = find_avx2, find_rows_ = find_rows_avx2;
#endif
}

// A letter with 0x20 set is equal to the needle's for two bytes only, itself in both cases.
bool ByteSearch::stands_at(const char* text) const noexcept {
    for (const Eight& eight : needle_) {
        uint64_t bytes;
        __builtin_memcpy(&bytes, text, sizeof bytes);
        if (((bytes | eight.to_lower) & eight.compared) != eight.bytes) return false;
        text += sizeof bytes;
    }
    return true;
}

void ByteSearch::find_plain(const ByteSearch& self, const char* text, size_t last, Places& places) noexcept {
    size_t at = places.next;
    for (; at <= last && places.count < Places::kMost; ++at)
        if ((text[at + self.first_] | self.first_case_) == self.first_byte_ && self.stands_at(text + at))
            places.at[places.count++] = static_cast<uint32_t>(at);
    places.next = at;
}

void ByteSearch::find_rows_plain(const ByteSearch& self, const char* text, const uint32_t* ends, Range rows, uint64_t* words) {
    for (size_t row = rows.begin; row < rows.end; ++row) {
        bool found = false;
        for (size_t at = row == 0 ? 0 : ends[row - 1]; !found && at + self.size_ <= ends[row]; ++at) found = self.stands_at(text + at);
        words[row / 64] |= uint64_t{found} << row % 64;
    }
}

#if defined(__x86_64__)

// As find_avx512() below, but from the begin of each name: most are looked at in one step.
[[gnu::target("avx512f,avx512bw,bmi,bmi2")]] void ByteSearch::find_rows_avx512(const ByteSearch& self, const char* text, const uint32_t* ends, Range rows,
                                                                              uint64_t* words) {
    const __m512i first = _mm512_set1_epi8(self.first_byte_);
    const __m512i second = _mm512_set1_epi8(self.second_byte_);
    const __m512i first_case = _mm512_set1_epi8(self.first_case_);
    const __m512i second_case = _mm512_set1_epi8(self.second_case_);
    size_t at = rows.begin == 0 ? 0 : ends[rows.begin - 1];
    for (size_t row = rows.begin; row < rows.end; ++row) {
        const size_t end = ends[row];
        uint64_t found = 0;
        for (; found == 0 && at + self.size_ <= end; at += 64) {
            const size_t places = end - at - self.size_ + 1;
            const __m512i a = _mm512_loadu_si512(text + at + self.first_);
            const __m512i b = _mm512_loadu_si512(text + at + self.second_);
            found = _mm512_cmpeq_epi8_mask(_mm512_or_si512(a, first_case), first) & _mm512_cmpeq_epi8_mask(_mm512_or_si512(b, second_case), second);
            if (places < 64) found &= (uint64_t{1} << places) - 1;
        }
        at = end;
        words[row / 64] |= uint64_t{found != 0} << row % 64;
    }
}

[[gnu::target("avx2,bmi")]] void ByteSearch::find_rows_avx2(const ByteSearch& self, const char* text, const uint32_t* ends, Range rows, uint64_t* words) {
    const __m256i first = _mm256_set1_epi8(self.first_byte_);
    const __m256i second = _mm256_set1_epi8(self.second_byte_);
    const __m256i first_case = _mm256_set1_epi8(self.first_case_);
    const __m256i second_case = _mm256_set1_epi8(self.second_case_);
    size_t at = rows.begin == 0 ? 0 : ends[rows.begin - 1];
    for (size_t row = rows.begin; row < rows.end; ++row) {
        const size_t end = ends[row];
        uint32_t found = 0;
        for (; found == 0 && at + self.size_ <= end; at += 32) {
            const size_t places = end - at - self.size_ + 1;
            const __m256i a = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + at + self.first_));
            const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + at + self.second_));
            const __m256i both = _mm256_and_si256(_mm256_cmpeq_epi8(_mm256_or_si256(a, first_case), first),
                                                  _mm256_cmpeq_epi8(_mm256_or_si256(b, second_case), second));
            found = static_cast<uint32_t>(_mm256_movemask_epi8(both));
            if (places < 32) found &= (uint32_t{1} << places) - 1;
        }
        at = end;
        words[row / 64] |= uint64_t{found != 0} << row % 64;
    }
}

// Each step looks at the places `at` to at + 63 for the two rarest bytes of the needle at their distance: of a needle of two
// bytes they are all of it. It ends where the next step may find more than there is room for.
[[gnu::target("avx512f,avx512bw,bmi")]] void ByteSearch::find_avx512(const ByteSearch& self, const char* text, size_t last,
                                                                      Places& places) noexcept {
    const __m512i first = _mm512_set1_epi8(self.first_byte_);
    const __m512i second = _mm512_set1_epi8(self.second_byte_);
    const __m512i first_case = _mm512_set1_epi8(self.first_case_);
    const __m512i second_case = _mm512_set1_epi8(self.second_case_);
    const bool is_whole = self.size_ <= 2;
    size_t at = places.next;
    size_t count = 0;
    for (; at <= last && count + 64 <= Places::kMost; at += 64) {
        // Behind the text up to 63 bytes are read, and as many as the needle is long less: they are readable where
        // at + offset + 63 < size + 64.
        const __m512i a = _mm512_loadu_si512(text + at + self.first_);
        const __m512i b = _mm512_loadu_si512(text + at + self.second_);
        uint64_t found = _mm512_cmpeq_epi8_mask(_mm512_or_si512(a, first_case), first) &
                         _mm512_cmpeq_epi8_mask(_mm512_or_si512(b, second_case), second);
        if (last - at < 63) found &= ~uint64_t{0} >> (63 - (last - at));
        for (; found != 0; found &= found - 1) {
            const size_t place = at + static_cast<size_t>(std::countr_zero(found));
            places.at[count] = static_cast<uint32_t>(place);
            count += static_cast<size_t>(is_whole || self.stands_at(text + place));
        }
    }
    places.next = at;
    places.count = count;
}

[[gnu::target("avx2,bmi")]] void ByteSearch::find_avx2(const ByteSearch& self, const char* text, size_t last, Places& places) noexcept {
    const __m256i first = _mm256_set1_epi8(self.first_byte_);
    const __m256i second = _mm256_set1_epi8(self.second_byte_);
    const __m256i first_case = _mm256_set1_epi8(self.first_case_);
    const __m256i second_case = _mm256_set1_epi8(self.second_case_);
    const bool is_whole = self.size_ <= 2;
    size_t at = places.next;
    size_t count = 0;
    for (; at <= last && count + 32 <= Places::kMost; at += 32) {
        const __m256i a = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + at + self.first_));
        const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + at + self.second_));
        const __m256i both = _mm256_and_si256(_mm256_cmpeq_epi8(_mm256_or_si256(a, first_case), first),
                                              _mm256_cmpeq_epi8(_mm256_or_si256(b, second_case), second));
        auto found = static_cast<uint32_t>(_mm256_movemask_epi8(both));
        if (last - at < 31) found &= ~uint32_t{0} >> (31 - (last - at));
        for (; found != 0; found &= found - 1) {
            const size_t place = at + static_cast<size_t>(std::countr_zero(found));
            places.at[count] = static_cast<uint32_t>(place);
            count += static_cast<size_t>(is_whole || self.stands_at(text + place));
        }
    }
    places.next = at;
    places.count = count;
}

#endif

}  // namespace tocd
