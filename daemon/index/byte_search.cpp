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

constexpr size_t kAhead = 1024;  // bytes that are asked for early: the processor by itself does not where a text begins, and a page

inline void ask_for(const char* text, size_t size) {
    for (size_t i = 0; i < std::min(size, kAhead); i += 64) __builtin_prefetch(text + i);
}

}  // namespace

bool ByteSearch::can(Width width) noexcept {
#if defined(__x86_64__)
    if (width == Width::avx512) return __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("bmi2") != 0;
    if (width == Width::avx2) return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi2") != 0;
#endif
    return width == Width::plain || width == Width::widest;
}

ByteSearch::ByteSearch(std::string_view needle, Width width) : size_(needle.size()), has_nul_(needle.find('\0') != std::string_view::npos) {
    if (needle.empty() || !can(width)) throw Error(ErrorKind::internal, "no such search for bytes");
    for (size_t i = 0; i < needle.size(); ++i) bytes_.push_back({i, needle[i], is_letter(needle[i]) ? '\x20' : '\0'});
    std::stable_sort(bytes_.begin(), bytes_.end(), [](const Byte& a, const Byte& b) { return frequency(a.byte) < frequency(b.byte); });
    eights_.resize((needle.size() + sizeof(uint64_t) - 1) / sizeof(uint64_t));
    for (size_t i = 0; i < needle.size(); ++i) {
        Eight& eight = eights_[i / sizeof(uint64_t)];
        const size_t byte = i % sizeof(uint64_t);
        const auto put = [byte](uint64_t& word, char value) { reinterpret_cast<char*>(&word)[byte] = value; };
        put(eight.bytes, needle[i]);
        put(eight.to_lower, is_letter(needle[i]) ? '\x20' : '\0');
        put(eight.compared, static_cast<char>(0xFF));
    }
#if defined(__x86_64__)
    if (width == Width::avx512 || (width == Width::widest && can(Width::avx512))) match_ = match_avx512, find_rows_ = find_rows_avx512;
    else if (width == Width::avx2 || (width == Width::widest && can(Width::avx2))) match_ = match_avx2, find_rows_ = find_rows_avx2;
#endif
}

// A letter with 0x20 set is equal to the needle's for two bytes only, itself in both cases.
bool ByteSearch::stands_at(const char* text) const noexcept {
    for (const Eight& eight : eights_) {
        uint64_t bytes;
        __builtin_memcpy(&bytes, text, sizeof bytes);
        if (((bytes | eight.to_lower) & eight.compared) != eight.bytes) return false;
        text += sizeof bytes;
    }
    return true;
}

uint64_t ByteSearch::match_plain(const ByteSearch& self, const char* text) noexcept {
    const Byte rarest = self.bytes_.front();
    uint64_t found = 0;
    for (size_t i = 0; i < kPlaces; ++i)
        if ((text[i + rarest.place] | rarest.to_lower) == rarest.byte) found |= uint64_t{self.stands_at(text + i)} << i;
    return found;
}

void ByteSearch::find_rows_plain(const ByteSearch& self, const char* text, size_t at, size_t end, Rows rows) {
    const Byte rarest = self.bytes_.front();
    for (; at < end; ++at) {
        if (text[at] == '\0') {
            rows.words[rows.row / 64] |= uint64_t{rows.is_found} << rows.row % 64;
            ++rows.row;
            rows.is_found = false;
        } else if (!rows.is_found && at + self.size_ <= end && (text[at + rarest.place] | rarest.to_lower) == rarest.byte) {
            rows.is_found = self.stands_at(text + at);
        }
    }
}

#if defined(__x86_64__)

// What is in a name are ones below its end, where there is none: something found among them makes the sum carry into the end, twice
// found no further. So it takes as long for a needle that is in every name as for one that is in none.
[[gnu::target("bmi2,popcnt")]] inline void ByteSearch::Rows::add(uint64_t found, uint64_t ends) noexcept {
    uint64_t sum = 0;
    bool carries = __builtin_add_overflow(~ends, found, &sum);
    carries |= __builtin_add_overflow(sum, uint64_t{is_found}, &sum);
    is_found = carries;
    const uint64_t bits = _pext_u64(sum, ends);
    const auto count = static_cast<size_t>(__builtin_popcountll(ends));
    words[row / 64] |= bits << row % 64;
    if (row % 64 + count > 64) words[row / 64 + 1] |= bits >> (64 - row % 64);
    row += count;
}

// What the wide searches need, in copies, which nothing that is written meanwhile can change: so they stay in registers. They look for
// the rarest bytes first, without a branch on what is found, and for the others where these are: for all 64 places at once. As many
// bytes are read as the needle has more than one behind the 64.
struct ByteSearch::Wide {
    const Byte first, second, third, fourth;
    const Byte *const others, *const end;
    const size_t size;
    explicit Wide(const ByteSearch& self) noexcept
        : first(self.bytes_[0]), second(self.nth(1)), third(self.nth(2)), fourth(self.nth(3)),
          others(self.bytes_.data() + std::min<size_t>(4, self.size_)), end(self.bytes_.data() + self.size_), size(self.size_) {}
};

struct ByteSearch::Avx512 : Wide {
    using Wide::Wide;
    [[gnu::target("avx512f,avx512bw")]] static uint64_t at(const char* text, Byte byte) noexcept {
        const __m512i bytes = _mm512_or_si512(_mm512_loadu_si512(text + byte.place), _mm512_set1_epi8(byte.to_lower));
        return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte.byte));
    }
    [[gnu::target("avx512f,avx512bw")]] uint64_t match(const char* text) const noexcept {
        uint64_t found = at(text, first) & at(text, second);
        if (size > 2 && found != 0) found &= at(text, third) & at(text, fourth);
        for (const Byte* other = others; other != end && found != 0; ++other) found &= at(text, *other);
        return found;
    }
    [[gnu::target("avx512f,avx512bw")]] static uint64_t nuls(const char* text) noexcept {
        const __m512i bytes = _mm512_loadu_si512(text);
        return _mm512_testn_epi8_mask(bytes, bytes);
    }
};

struct ByteSearch::Avx2 : Wide {
    using Wide::Wide;
    [[gnu::target("avx2")]] static uint64_t half(const char* text, Byte byte) noexcept {
        const __m256i bytes = _mm256_or_si256(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + byte.place)), _mm256_set1_epi8(byte.to_lower));
        return static_cast<uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte.byte))));
    }
    [[gnu::target("avx2")]] static uint64_t at(const char* text, Byte byte) noexcept { return half(text, byte) | half(text + 32, byte) << 32; }
    [[gnu::target("avx2")]] uint64_t match(const char* text) const noexcept {
        uint64_t found = at(text, first) & at(text, second);
        if (size > 2 && found != 0) found &= at(text, third) & at(text, fourth);
        for (const Byte* other = others; other != end && found != 0; ++other) found &= at(text, *other);
        return found;
    }
    [[gnu::target("avx2")]] static uint64_t nuls(const char* text) noexcept { return at(text, Byte()); }
};

[[gnu::target("avx512f,avx512bw")]] uint64_t ByteSearch::match_avx512(const ByteSearch& self, const char* text) noexcept { return Avx512(self).match(text); }

[[gnu::target("avx2")]] uint64_t ByteSearch::match_avx2(const ByteSearch& self, const char* text) noexcept { return Avx2(self).match(text); }

// Behind `end` up to 63 bytes are read. Nothing is looked for where it does not fit any more; what is found behind the last NUL counts
// for nothing.
[[gnu::target("avx512f,avx512bw,bmi2,popcnt")]] void ByteSearch::find_rows_avx512(const ByteSearch& self, const char* text, size_t at, size_t end, Rows rows) {
    const Avx512 search(self);
    ask_for(text + at, end - at);
    for (; at < end; at += 64) {
        __builtin_prefetch(text + at + kAhead);
        uint64_t ends = Avx512::nuls(text + at);
        if (end - at < 64) ends &= (uint64_t{1} << (end - at)) - 1;
        const uint64_t found = at + search.size <= end ? search.match(text + at) : 0;
        if (search.size > 2 && found == 0 && !rows.is_found) rows.row += static_cast<size_t>(__builtin_popcountll(ends));
        else rows.add(found, ends);
    }
}

[[gnu::target("avx2,bmi2,popcnt")]] void ByteSearch::find_rows_avx2(const ByteSearch& self, const char* text, size_t at, size_t end, Rows rows) {
    const Avx2 search(self);
    ask_for(text + at, end - at);
    for (; at < end; at += 64) {
        __builtin_prefetch(text + at + kAhead);
        uint64_t ends = Avx2::nuls(text + at);
        if (end - at < 64) ends &= (uint64_t{1} << (end - at)) - 1;
        const uint64_t found = at + search.size <= end ? search.match(text + at) : 0;
        if (search.size > 2 && found == 0 && !rows.is_found) rows.row += static_cast<size_t>(__builtin_popcountll(ends));
        else rows.add(found, ends);
    }
}

#endif

}  // namespace tocd
