#include "http/content_hash.hpp"

#include <cstdint>
#include <cstdio>

namespace tocd {

std::string content_hash(std::string_view bytes) {
    uint64_t hash = 0xCBF29CE484222325;
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
    return digits;
}

}  // namespace tocd
