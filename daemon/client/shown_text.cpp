#include "client/shown_text.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <clocale>
#include <cstdio>
#include <cwchar>

namespace tocd {
namespace {

struct Range {
    int32_t first, last;
};

// Unicode 15: general categories Cc, Cf (without the joiners that Indic scripts, Arabic and emoji need to look right,
// which have no direction and hide nothing beside visible neighbours), Zl, Zp, Co, noncharacters, and the letters that
// are drawn as nothing (fillers).
constexpr auto kUnsafe = std::to_array<Range>({
    {0x0000, 0x001F},   {0x007F, 0x009F},   {0x00AD, 0x00AD},    {0x034F, 0x034F},   {0x0600, 0x0605},
    {0x061C, 0x061C},   {0x06DD, 0x06DD},   {0x070F, 0x070F},    {0x0890, 0x0891},   {0x08E2, 0x08E2},
    {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},    {0x200B, 0x200B},   {0x200E, 0x200F},
    {0x2028, 0x202E},   {0x2060, 0x206F},   {0x3164, 0x3164},    {0xD800, 0xF8FF},   {0xFDD0, 0xFDEF},
    {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},    {0xFFFE, 0xFFFF},   {0x110BD, 0x110BD},
    {0x110CD, 0x110CD}, {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3},  {0x1D173, 0x1D17A}, {0x1FFFE, 0x1FFFF},
    {0x2FFFE, 0x2FFFF}, {0x3FFFE, 0x3FFFF}, {0xE0000, 0x10FFFF},
});

void append_escape(std::string& out, std::string_view bytes, int32_t code_point) {
    switch (code_point) {
        case '\n': out += "\\n"; return;
        case '\t': out += "\\t"; return;
        case '\r': out += "\\r"; return;
        default: break;
    }
    char text[12];
    if (code_point < 0x80)
        std::snprintf(text, sizeof text, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(bytes[0])));
    else
        std::snprintf(text, sizeof text, code_point > 0xFFFF ? "\\U%08x" : "\\u%04x",
                      static_cast<unsigned>(code_point));
    out += text;
}

bool needs_escapes(std::string_view text) {
    while (!text.empty()) {
        const CodePoint c = first_code_point(text);
        if (is_unsafe(c.value)) return true;
        text.remove_prefix(c.size_bytes);
    }
    return false;
}

// Every locale of glibc knows "C.UTF-8"; without a UTF-8 locale wcwidth() knows ASCII only.
int width_of(int32_t code_point) {
    static const bool ready = std::setlocale(LC_CTYPE, "C.UTF-8") != nullptr;
    const int width = ready && code_point >= 0 ? wcwidth(static_cast<wchar_t>(code_point)) : 1;
    return width < 0 ? 1 : width;
}

}  // namespace

bool is_unsafe(int32_t code_point) noexcept {
    if (code_point >= ' ' && code_point < 0x7F) return false;
    const auto* const range = std::lower_bound(kUnsafe.begin(), kUnsafe.end(), code_point,
                                               [](const Range& r, int32_t value) { return r.last < value; });
    return code_point < 0 || (range != kUnsafe.end() && range->first <= code_point);
}

std::string shown_name(std::string_view name) {
    if (!needs_escapes(name) && !name.starts_with("$'")) return std::string(name);
    std::string out = "$'";
    while (!name.empty()) {
        const CodePoint c = first_code_point(name);
        if (is_unsafe(c.value)) {
            append_escape(out, name, c.value);
        } else {
            if (c.value == '\'' || c.value == '\\') out += '\\';
            out += name.substr(0, c.size_bytes);
        }
        name.remove_prefix(c.size_bytes);
    }
    return out + "'";
}

std::string safe_message(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const CodePoint c = first_code_point(text);
        if (is_unsafe(c.value))
            append_escape(out, text, c.value);
        else
            out += text.substr(0, c.size_bytes);
        text.remove_prefix(c.size_bytes);
    }
    return out;
}

std::string safe_json(std::string_view json) {
    std::string out;
    out.reserve(json.size());
    while (!json.empty()) {
        const CodePoint c = first_code_point(json);
        if (c.value == '\n' || c.value == '\r' || !is_unsafe(c.value)) {
            out += json.substr(0, c.size_bytes);
        } else {
            const auto value = static_cast<unsigned>(c.value < 0 ? 0xFFFD : c.value);
            char text[16];
            if (value > 0xFFFF)
                std::snprintf(text, sizeof text, "\\u%04x\\u%04x", 0xD800 + ((value - 0x10000) >> 10),
                              0xDC00 + ((value - 0x10000) & 0x3FF));
            else
                std::snprintf(text, sizeof text, "\\u%04x", value);
            out += text;
        }
        json.remove_prefix(c.size_bytes);
    }
    return out;
}

size_t display_width(std::string_view text) {
    size_t columns = 0;
    while (!text.empty()) {
        const CodePoint c = first_code_point(text);
        columns += static_cast<size_t>(width_of(c.value));
        text.remove_prefix(c.size_bytes);
    }
    return columns;
}

std::string_view cut_to_width(std::string_view text, size_t columns) {
    size_t used = 0, end = 0;
    while (end < text.size()) {
        const CodePoint c = first_code_point(text.substr(end));
        used += static_cast<size_t>(width_of(c.value));
        if (used > columns) break;
        end += c.size_bytes;
    }
    return text.substr(0, end);
}

}  // namespace tocd
