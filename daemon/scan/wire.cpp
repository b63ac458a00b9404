#include "scan/wire.hpp"

#include <bit>

namespace tocd {

void WireReader::refuse(std::string_view what) const {
    throw Error(ErrorKind::corrupt,
                "malformed message: " + std::string(what) + " at offset " + std::to_string(at_ - begin_));
}

uint64_t WireReader::long_varint(std::string_view what) {
    uint64_t value = 0;
    if (remaining() >= sizeof value) {  // up to eight bytes at once, their groups of seven bits moved together pair by pair
        std::memcpy(&value, at_, sizeof value);
        if (const uint64_t ends = ~value & 0x8080808080808080u; ends != 0) {
            const int bytes = std::countr_zero(ends) / 8 + 1;
            at_ += bytes;
            value &= ~uint64_t{0} >> (64 - 8 * bytes) & 0x7F7F7F7F7F7F7F7Fu;
            value = (value & 0x007F007F007F007Fu) | (value & 0x7F007F007F007F00u) >> 1;
            value = (value & 0x00003FFF00003FFFu) | (value & 0x3FFF00003FFF0000u) >> 2;
            return (value & 0x000000000FFFFFFFu) | (value & 0x0FFFFFFF00000000u) >> 4;
        }
        value = 0;
    }
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (at_ == end_) refuse(what);
        const auto next = static_cast<unsigned char>(*at_++);
        if (shift == 63 && next > 1) refuse(what);  // bits beyond 64
        value |= uint64_t{next & 0x7Fu} << shift;
        if (next < 0x80) return value;
    }
    refuse(what);
}

}  // namespace tocd
