// Integers and byte strings as messages hold them: little-endian, varints of seven bits a byte (as in protobuf).
// Reading checks every bound; nothing it is given can make it read past the end.
// Thread: any, one object per thread.
#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tocd {

constexpr uint64_t zigzag(int64_t value) noexcept {
    return static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63);
}
constexpr int64_t unzigzag(uint64_t value) noexcept {
    return static_cast<int64_t>(value >> 1 ^ (~(value & 1) + 1));
}
// b - a, wrapped: every pair has one, and add_wrapped gives b back.
constexpr int64_t difference(int64_t a, int64_t b) noexcept {
    return static_cast<int64_t>(static_cast<uint64_t>(b) - static_cast<uint64_t>(a));
}
constexpr int64_t add_wrapped(int64_t a, int64_t delta) noexcept {
    return static_cast<int64_t>(static_cast<uint64_t>(a) + static_cast<uint64_t>(delta));
}

inline constexpr size_t kMaxVarintBytes = 10;

inline char* put_varint(char* at, uint64_t value) noexcept {
    while (value >= 0x80) {
        *at++ = static_cast<char>(value | 0x80);
        value >>= 7;
    }
    *at++ = static_cast<char>(value);
    return at;
}

template <class Integer>
char* put_fixed(char* at, Integer value) noexcept {  // x86 and ARM Linux are little-endian, and so is the wire
    std::memcpy(at, &value, sizeof value);
    return at + sizeof value;
}

inline void append_varint(std::string& out, uint64_t value) {
    char bytes[kMaxVarintBytes];
    out.append(bytes, put_varint(bytes, value));
}
template <class Integer>
void append_fixed(std::string& out, Integer value) {
    char bytes[sizeof value];
    out.append(bytes, put_fixed(bytes, value));
}
inline void append_bytes(std::string& out, std::string_view bytes) {
    append_varint(out, bytes.size());
    out.append(bytes);
}

class WireReader {
public:
    explicit WireReader(std::string_view bytes) noexcept
        : begin_(bytes.data()), at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

    [[nodiscard]] size_t remaining() const noexcept { return static_cast<size_t>(end_ - at_); }

    // Throws Error(corrupt): "<what> at offset N".
    [[noreturn]] void refuse(std::string_view what) const;

    template <class Integer>
    Integer fixed(std::string_view what) {
        if (remaining() < sizeof(Integer)) refuse(what);
        Integer value;
        std::memcpy(&value, at_, sizeof value);
        at_ += sizeof value;
        return value;
    }
    uint8_t byte(std::string_view what) { return fixed<uint8_t>(what); }

    uint64_t varint(std::string_view what) {
        if (at_ != end_ && static_cast<unsigned char>(*at_) < 0x80) return static_cast<unsigned char>(*at_++);
        return long_varint(what);
    }
    int64_t signed_varint(std::string_view what) { return unzigzag(varint(what)); }

    // A varint that is at most `max`.
    uint64_t number(uint64_t max, std::string_view what) {
        const uint64_t value = varint(what);
        if (value > max) refuse(what);
        return value;
    }
    uint32_t number_32(std::string_view what) { return static_cast<uint32_t>(number(UINT32_MAX, what)); }

    // How many elements follow; each takes at least `min_bytes`, so that no count reserves more than came.
    size_t count(size_t min_bytes, std::string_view what) {
        return static_cast<size_t>(number(remaining() / min_bytes, what));
    }

    // A byte string with its length before it. Points into what is read.
    std::string_view bytes(size_t max, std::string_view what) {
        const size_t size = static_cast<size_t>(number(max, what));
        if (size > remaining()) refuse(what);
        const std::string_view value(at_, size);
        at_ += size;
        return value;
    }

    void expect_end() const {
        if (at_ != end_) refuse("more bytes than the message holds");
    }

private:
    uint64_t long_varint(std::string_view what);

    const char* begin_;
    const char* at_;
    const char* end_;
};

}  // namespace tocd
