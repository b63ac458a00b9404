#include "search/utf8.hpp"

#include "base/text.hpp"

namespace tocd {

CodePoint first_code_point(std::string_view text) noexcept {
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x80) return {first, 1, true};
    const size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || text.size() < bytes || !is_utf8(text.substr(0, bytes))) return {first, 1, false};
    char32_t value = first & (0xFFu >> (bytes + 1));
    for (size_t i = 1; i < bytes; ++i) value = value << 6 | (static_cast<unsigned char>(text[i]) & 0x3Fu);
    return {value, bytes, true};
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
    for (; !text.empty(); ++count) text.remove_prefix(first_code_point(text).bytes);
    return count;
}

}  // namespace tocd
