#include "base/utf8.hpp"

#include "base/text.hpp"

namespace tocd {

CodePoint first_code_point(std::string_view bytes) noexcept {
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(bytes[i]); };
    if (byte(0) < 0x80) return {byte(0), 1};
    const size_t size = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : 2;
    if (bytes.size() < size || !is_utf8(bytes.substr(0, size))) return {};
    int32_t value = byte(0) & (0xFF >> (size + 1));
    for (size_t i = 1; i < size; ++i) value = value << 6 | (byte(i) & 0x3F);
    return {value, size};
}

void append_utf8(std::string& out, char32_t c) {
    const auto add = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (c < 0x80) return add(c);
    if (c < 0x800) {
        add(0xC0 | c >> 6);
    } else if (c < 0x10000) {
        add(0xE0 | c >> 12);
        add(0x80 | (c >> 6 & 0x3F));
    } else {
        add(0xF0 | c >> 18);
        add(0x80 | (c >> 12 & 0x3F));
        add(0x80 | (c >> 6 & 0x3F));
    }
    add(0x80 | (c & 0x3F));
}

size_t count_code_points(std::string_view text) noexcept {
    size_t count = 0;
    for (; !text.empty(); ++count) text.remove_prefix(first_code_point(text).size_bytes);
    return count;
}

}  // namespace tocd
