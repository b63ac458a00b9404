#include "scan/wire.hpp"

#include <doctest/doctest.h>

#include <random>

namespace tocd {

TEST_CASE("numbers of every length come back whatever stands behind them") {
    std::mt19937_64 random(1);
    for (int bits = 0; bits <= 64; ++bits) {
        for (size_t behind = 0; behind <= 10; ++behind) {
            CAPTURE(bits);
            CAPTURE(behind);
            const uint64_t value = bits == 0 ? 0 : random() >> (64 - bits) | uint64_t{1} << (bits - 1);
            std::string bytes;
            append_varint(bytes, value);
            bytes.append(behind, '\xff');
            WireReader reader(bytes);
            CHECK(reader.varint("number") == value);
            CHECK(reader.remaining() == behind);
        }
    }
}

TEST_CASE("a number that ends nowhere or has more than 64 bits is refused") {
    for (const size_t size : {1, 7, 8, 9, 10, 20}) {
        CAPTURE(size);
        const std::string endless(size, '\xff');
        CHECK_THROWS_AS(WireReader(endless).varint("number"), Error);
    }
    CHECK_THROWS_AS(WireReader(std::string(9, '\xff') + "\x02").varint("number"), Error);
}

}  // namespace tocd
