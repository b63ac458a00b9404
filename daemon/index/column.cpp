#include "index/column.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace tocd {
namespace {

uint64_t distance(int64_t from, int64_t to) noexcept { return static_cast<uint64_t>(to) - static_cast<uint64_t>(from); }

struct Three {  // the widths that the processor has no word for
    uint8_t bytes[3];
};

}  // namespace

#if defined(__x86_64__)

// Nothing behind the last code but kSlackBytes is read.
struct Column::Wide {
    [[nodiscard]] static uint64_t first(size_t n) noexcept { return n >= 64 ? ~uint64_t{0} : (uint64_t{1} << n) - 1; }
    static uint64_t compare(const Codes& codes, size_t row, uint64_t low, uint64_t span) noexcept;
    static void decode(const Column& column, size_t count, int64_t* values) noexcept;
    static uint64_t sum(const Codes& codes, const RowBits& rows) noexcept;
    [[nodiscard]] static bool can_compare() noexcept {
        static const bool can = __builtin_cpu_supports("avx512bw") != 0;
        return can;
    }
    [[nodiscard]] static bool can_decode() noexcept {
        static const bool can = __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vbmi") != 0;
        return can;
    }
    // Spreads the codes of eight rows, as they lie there, over eight words.
    class Spread {
    public:
        [[gnu::target("avx512f,avx512bw,avx512dq,avx512vbmi")]] explicit Spread(const Codes& codes) noexcept : codes_(codes) {
            alignas(64) uint8_t places[64] = {};
            for (size_t i = 0; i < 64; ++i) {
                places[i] = static_cast<uint8_t>(i / 8 * codes.width + i % 8);
                bytes_ |= uint64_t{i % 8 < codes.width} << i;
            }
            places_ = _mm512_load_si512(places);
        }
        [[gnu::target("avx512f,avx512bw,avx512dq,avx512vbmi")]] __m512i at(size_t row) const noexcept {
            const size_t rows = std::min<size_t>(8, codes_.count - row);
            return _mm512_maskz_permutexvar_epi8(bytes_, places_, _mm512_maskz_loadu_epi8(first(rows * codes_.width), codes_.at + row * codes_.width));
        }

    private:
        const Codes codes_;
        uint64_t bytes_ = 0;
        __m512i places_;
    };
};

// Bits of up to 64 rows from `row` on whose codes are in [low, low + span].
[[gnu::target("avx512f,avx512bw")]] uint64_t Column::Wide::compare(const Codes& codes, size_t row, uint64_t low, uint64_t span) noexcept {
    const size_t rows = std::min<size_t>(64, codes.count - row);
    const uint8_t* const at = codes.at + row * codes.width;
    if (codes.width == 1) {
        const __m512i values = _mm512_maskz_loadu_epi8(first(rows), at);
        return _mm512_mask_cmple_epu8_mask(first(rows), _mm512_sub_epi8(values, _mm512_set1_epi8(static_cast<char>(low))), _mm512_set1_epi8(static_cast<char>(span)));
    }
    uint64_t out = 0;
    if (codes.width == 2) {
        const __m512i lows = _mm512_set1_epi16(static_cast<short>(low)), spans = _mm512_set1_epi16(static_cast<short>(span));
        for (size_t i = 0; i < rows; i += 32) {
            const auto some = static_cast<__mmask32>(first(rows - i));
            out |= uint64_t{_mm512_mask_cmple_epu16_mask(some, _mm512_sub_epi16(_mm512_maskz_loadu_epi16(some, at + i * 2), lows), spans)} << i;
        }
    } else if (codes.width == 4) {
        const __m512i lows = _mm512_set1_epi32(static_cast<int>(low)), spans = _mm512_set1_epi32(static_cast<int>(span));
        for (size_t i = 0; i < rows; i += 16) {
            const auto some = static_cast<__mmask16>(first(rows - i));
            out |= uint64_t{_mm512_mask_cmple_epu32_mask(some, _mm512_sub_epi32(_mm512_maskz_loadu_epi32(some, at + i * 4), lows), spans)} << i;
        }
    } else {
        const auto width = static_cast<int64_t>(codes.width);
        const __m512i lows = _mm512_set1_epi64(static_cast<int64_t>(low)), spans = _mm512_set1_epi64(static_cast<int64_t>(span));
        const __m512i masks = _mm512_set1_epi64(static_cast<int64_t>(codes.mask));
        const __m512i places = _mm512_set_epi64(7 * width, 6 * width, 5 * width, 4 * width, 3 * width, 2 * width, width, 0);
        for (size_t i = 0; i < rows; i += 8) {
            const auto some = static_cast<__mmask8>(first(rows - i));
            const __m512i values = codes.width == 8 ? _mm512_maskz_loadu_epi64(some, at + i * 8)
                                                    : _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), some, places, at + i * codes.width, 1);
            out |= uint64_t{_mm512_mask_cmple_epu64_mask(some, _mm512_sub_epi64(_mm512_and_si512(values, masks), lows), spans)} << i;
        }
    }
    return out;
}

[[gnu::target("avx512f,avx512bw,avx512dq,avx512vbmi")]] void Column::Wide::decode(const Column& column, size_t count, int64_t* values) noexcept {
    const Spread spread(column.codes(count));
    const __m512i base = _mm512_set1_epi64(column.base_), scale = _mm512_set1_epi64(static_cast<int64_t>(column.scale_)), none = _mm512_set1_epi64(kNone);
    for (size_t row = 0; row < count; row += 8) {
        __m512i code = spread.at(row);
        const __mmask8 is_none = column.has_none_ ? _mm512_testn_epi64_mask(code, code) : __mmask8{0};
        if (column.has_none_) code = _mm512_sub_epi64(code, _mm512_set1_epi64(1));
        if (column.scale_ != 1) code = _mm512_mullo_epi64(code, scale);
        _mm512_storeu_si512(values + row, _mm512_mask_mov_epi64(_mm512_add_epi64(base, code), is_none, none));
    }
}

[[gnu::target("avx512f,avx512bw,avx512dq,avx512vbmi")]] uint64_t Column::Wide::sum(const Codes& codes, const RowBits& rows) noexcept {
    const Spread spread(codes);
    __m512i sum = _mm512_setzero_si512();
    for (size_t row = 0; row < codes.count; row += 8) {
        const auto some = static_cast<__mmask8>(rows.word(row / 64) >> row % 64);
        if (some != 0) sum = _mm512_mask_add_epi64(sum, some, sum, spread.at(row));
    }
    return static_cast<uint64_t>(_mm512_reduce_add_epi64(sum));
}

#endif

Column Column::encode(std::span<const int64_t> values, std::vector<uint8_t>& codes) {
    Column out;
    int64_t low = std::numeric_limits<int64_t>::max();
    int64_t high = std::numeric_limits<int64_t>::min();
    for (const int64_t value : values) {
        if (value == kNone) {
            out.has_none_ = true;
            continue;
        }
        low = std::min(low, value);
        high = std::max(high, value);
    }
    if (low > high) {  // no value at all
        out.base_ = 0;
        out.last_ = -1;
    } else {
        out.base_ = low;
        out.last_ = high;
    }
    uint64_t scale = 0;
    if (low < high)
        for (const int64_t value : values) {
            if (value == kNone) continue;
            scale = std::gcd(scale, distance(low, value));
            if (scale == 1) break;
        }
    out.scale_ = std::max<uint64_t>(scale, 1);
    // kNone is the least number there is, so one code more than the differences need always fits.
    const uint64_t most = low > high ? 0 : distance(low, high) / out.scale_;
    const uint64_t shift = out.has_none_ ? 1 : 0;
    const uint64_t most_code = low > high ? 0 : most + shift;
    out.width_ = static_cast<uint8_t>((std::bit_width(most_code) + 7) / 8);
    out.mask_ = out.width_ == 8 ? ~uint64_t{0} : (uint64_t{1} << out.width_ * 8) - 1;
    out.offset_ = static_cast<uint32_t>(codes.size());
    if (out.width_ == 0) return out;
    codes.resize(codes.size() + values.size() * out.width_);
    uint8_t* at = codes.data() + out.offset_;
    for (const int64_t value : values) {
        const uint64_t code = value == kNone ? 0 : distance(low, value) / out.scale_ + shift;
        __builtin_memcpy(at, &code, out.width_);
        at += out.width_;
    }
    return out;
}

RowBits Column::compare(uint64_t low, uint64_t high, size_t count) const noexcept {
#if defined(__x86_64__)
    if (Wide::can_compare()) {
        RowBits out;
        for (size_t row = 0; row < count; row += 64) out.word(row / 64) = Wide::compare(codes(count), row, low, high - low);
        return out;
    }
#endif
    switch (width_) {
        case 1: return compare_as<uint8_t>(low, high, count);
        case 2: return compare_as<uint16_t>(low, high, count);
        case 4: return compare_as<uint32_t>(low, high, count);
        case 8: return compare_as<uint64_t>(low, high, count);
        default: return compare_as<Three>(low, high, count);
    }
}

template <class Code>
RowBits Column::compare_as(uint64_t low, uint64_t high, size_t count) const noexcept {
    RowBits out;
    const uint64_t span = high - low;
    for (size_t begin = 0; begin < count; begin += 64) {
        const size_t rows = std::min<size_t>(64, count - begin);
        const uint8_t* at = codes_ + begin * width_;
        uint64_t word = 0;
        if constexpr (std::is_same_v<Code, Three>) {
            for (size_t i = 0; i < rows; ++i, at += width_) {
                uint64_t code = 0;
                __builtin_memcpy(&code, at, sizeof code);
                word |= uint64_t{(code & mask_) - low <= span} << i;
            }
        } else {
            const auto first = static_cast<Code>(low);
            const auto wide = static_cast<Code>(span);
            for (size_t i = 0; i < rows; ++i) {
                Code code = 0;
                __builtin_memcpy(&code, at + i * sizeof code, sizeof code);
                word |= uint64_t{static_cast<Code>(code - first) <= wide} << i;
            }
        }
        out.word(begin / 64) = word;
    }
    return out;
}

void Column::decode(size_t count, Values& values) const noexcept {
#if defined(__x86_64__)
    if (Wide::can_decode()) return Wide::decode(*this, count, values.data());
#endif
    for (size_t row = 0; row < count; ++row) values[row] = (*this)[row];
}

__int128 Column::sum(const RowBits& rows, size_t count) const noexcept {
    __int128 codes_sum = 0;
#if defined(__x86_64__)
    constexpr uint8_t kMostBytes = 6;  // a chunk of these adds up in 64 bits
    if (width_ <= kMostBytes && Wide::can_decode()) codes_sum = Wide::sum(codes(count), rows);
    else
#endif
        rows.for_each([&](size_t row) { codes_sum += code_of(row); });
    return static_cast<__int128>(base_) * static_cast<int64_t>(rows.count()) + codes_sum * static_cast<__int128>(scale_);
}

RowBits Column::between(int64_t min, int64_t max, size_t count) const noexcept {
    if (min > max || base_ > last_ || max < base_ || min > last_) return {};
    if (min <= base_ && max >= last_) return present(count);
    // value in [min, max] is code in [low, high]: codes grow with values.
    const uint64_t above = min <= base_ ? 0 : distance(base_, min);
    uint64_t low = above / scale_ + (above % scale_ != 0 ? 1 : 0);
    uint64_t high = max >= last_ ? distance(base_, last_) / scale_ : distance(base_, max) / scale_;
    if (low > high) return {};
    if (has_none_) {
        ++low;
        ++high;
    }
    return width_ == 0 ? RowBits::first(count) : compare(low, high, count);  // of one value, which is in between
}

RowBits Column::present(size_t count) const noexcept {
    if (!has_none_) return RowBits::first(count);
    if (base_ > last_) return {};
    return compare(1, mask_, count);
}

}  // namespace tocd
