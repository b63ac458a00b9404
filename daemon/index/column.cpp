#include "index/column.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace tocd {
namespace {

uint64_t distance(int64_t from, int64_t to) noexcept { return static_cast<uint64_t>(to) - static_cast<uint64_t>(from); }

struct Three {  // the widths that the processor has no word for
    uint8_t bytes[3];
};

}  // namespace

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

template <class Code>
RowBits Column::compare(uint64_t low, uint64_t high, size_t count) const noexcept {
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
    switch (width_) {
        case 0: return RowBits::first(count);  // one value, and it is in between
        case 1: return compare<uint8_t>(low, high, count);
        case 2: return compare<uint16_t>(low, high, count);
        case 4: return compare<uint32_t>(low, high, count);
        case 8: return compare<uint64_t>(low, high, count);
        default: return compare<Three>(low, high, count);
    }
}

RowBits Column::present(size_t count) const noexcept {
    if (!has_none_) return RowBits::first(count);
    if (base_ > last_) return {};
    return compare<Three>(1, mask_, count);
}

}  // namespace tocd
