#include "scan/wire.hpp"

namespace tocd {

void WireReader::refuse(std::string_view what) const {
    throw Error(ErrorKind::corrupt,
                "malformed message: " + std::string(what) + " at offset " + std::to_string(at_ - begin_));
}

uint64_t WireReader::long_varint(std::string_view what) {
    uint64_t value = 0;
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
