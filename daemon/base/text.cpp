#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace tocd {
namespace {

// Length of the well-formed UTF-8 sequence at the start of `s`, 0 when it is malformed. Table 3-7 of Unicode.
size_t sequence_length(std::string_view s) noexcept {
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(s[i]); };
    const auto tail = [&](size_t i) { return i < s.size() && (byte(i) & 0xC0) == 0x80; };
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        if (!tail(1) || !tail(2)) return 0;
        if (first == 0xE0 && byte(1) < 0xA0) return 0;
        if (first == 0xED && byte(1) > 0x9F) return 0;
        return 3;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (!tail(1) || !tail(2) || !tail(3)) return 0;
        if (first == 0xF0 && byte(1) < 0x90) return 0;
        if (first == 0xF4 && byte(1) > 0x8F) return 0;
        return 4;
    }
    return 0;
}

constexpr std::string_view kStandard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlSafe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode(std::string_view bytes, std::string_view alphabet, bool pad) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (size_t i = 0; i < bytes.size(); i += 3) {
        const size_t n = std::min<size_t>(3, bytes.size() - i);
        uint32_t group = 0;
        for (size_t k = 0; k < 3; ++k) group = group << 8 | (k < n ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (size_t k = 0; k < 4; ++k) {
            if (k <= n) out.push_back(alphabet[group >> (18 - 6 * k) & 63]);
            else if (pad) out.push_back('=');
        }
    }
    return out;
}

std::optional<std::string> decode(std::string_view text, std::string_view alphabet, bool pad) {
    if (pad) {
        if (text.size() % 4 != 0) return std::nullopt;
        for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i) text.remove_suffix(1);
    }
    if (text.size() % 4 == 1) return std::nullopt;
    std::string out;
    uint32_t group = 0;
    int bits = 0;
    for (const char c : text) {
        const size_t value = alphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        group = group << 6 | static_cast<uint32_t>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out.push_back(static_cast<char>(group >> bits & 0xFF));
        }
    }
    if ((group & ((1u << bits) - 1)) != 0) return std::nullopt;  // stray bits: two texts for the same bytes
    return out;
}

}  // namespace

bool is_utf8(std::string_view bytes) noexcept {
    // Most names are ASCII: eight bytes at once are 10 times faster than one after the other.
    const auto is_ascii = [](const char* at) {
        uint64_t eight = 0;
        std::memcpy(&eight, at, sizeof eight);
        return (eight & 0x8080808080808080u) == 0;
    };
    constexpr size_t kAtOnce = sizeof(uint64_t);
    const bool is_long = bytes.size() >= kAtOnce;
    while (bytes.size() >= kAtOnce && is_ascii(bytes.data())) bytes.remove_prefix(kAtOnce);
    if (is_long && bytes.size() < kAtOnce && is_ascii(bytes.data() + bytes.size() - kAtOnce)) return true;  // some of it twice
    while (!bytes.empty()) {
        const size_t n = sequence_length(bytes);
        if (n == 0) return false;
        bytes.remove_prefix(n);
    }
    return true;
}

std::string display_text(std::string_view bytes) {
    if (is_ascii(bytes)) return std::string(bytes);  // as nearly all are
    static constexpr char kHex[] = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size());
    while (!bytes.empty()) {
        if (const size_t n = sequence_length(bytes); n != 0) {
            out.append(bytes.substr(0, n));
            bytes.remove_prefix(n);
            continue;
        }
        const auto byte = static_cast<unsigned char>(bytes[0]);
        out.append("\\x").push_back(kHex[byte >> 4]);
        out.push_back(kHex[byte & 15]);
        bytes.remove_prefix(1);
    }
    return out;
}

std::string base64_encode(std::string_view bytes) { return encode(bytes, kStandard, true); }
std::optional<std::string> base64_decode(std::string_view text) { return decode(text, kStandard, true); }
std::string base64url_encode(std::string_view bytes) { return encode(bytes, kUrlSafe, false); }
std::optional<std::string> base64url_decode(std::string_view text) { return decode(text, kUrlSafe, false); }

// Without a way out of the loop, which the compiler makes wide.
bool is_ascii(std::string_view bytes) noexcept {
    unsigned char all = 0;
    for (const char c : bytes) all |= static_cast<unsigned char>(c);
    return all < 0x80;
}

std::string_view trim_blanks(std::string_view text) noexcept {
    const size_t begin = text.find_first_not_of(" \t");
    return begin == std::string_view::npos ? std::string_view() : text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

std::string ascii_lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

size_t extension_dot(std::string_view name) noexcept {
    const size_t dot = name.rfind('.');
    const size_t first = name.find_first_not_of('.');
    return first == std::string_view::npos || dot < first ? std::string_view::npos : dot;
}

std::string_view written_extension_of(std::string_view name) noexcept {
    constexpr size_t kMaxBytes = 16;
    const size_t dot = extension_dot(name);
    if (dot == std::string_view::npos) return {};
    const std::string_view ext = name.substr(dot + 1);
    if (ext.size() > kMaxBytes || !is_utf8(ext)) return {};
    return ext;
}

std::string extension_of(std::string_view name) { return ascii_lower(written_extension_of(name)); }

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates) {
    std::optional<std::string> best;
    size_t best_distance = std::max<size_t>(1, word.size() / 3) + 1;
    std::vector<size_t> row;
    for (const std::string& candidate : candidates) {
        // No nearer than their lengths are. A file of unknown keys spent three quarters of its reading here.
        if (std::max(candidate.size(), word.size()) - std::min(candidate.size(), word.size()) >= best_distance) continue;
        row.resize(candidate.size() + 1);
        for (size_t j = 0; j <= candidate.size(); ++j) row[j] = j;
        for (size_t i = 1; i <= word.size(); ++i) {
            size_t diagonal = row[0];
            row[0] = i;
            for (size_t j = 1; j <= candidate.size(); ++j) {
                const size_t above = row[j];
                row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (word[i - 1] == candidate[j - 1] ? 0 : 1)});
                diagonal = above;
            }
            if (*std::min_element(row.begin(), row.end()) >= best_distance) break;  // and it only grows
        }
        if (row.back() < best_distance) {
            best_distance = row.back();
            best = candidate;
        }
    }
    return best;
}

}  // namespace tocd
