#include "http/target.hpp"

namespace tocd {
namespace {

unsigned hex_value(char c) {
    if (c <= '9') return static_cast<unsigned>(c - '0');
    return static_cast<unsigned>((c | 0x20) - 'a' + 10);
}

std::string decode(std::string_view text, bool plus_is_blank) {
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            out.push_back(static_cast<char>(hex_value(text[i + 1]) << 4 | hex_value(text[i + 2])));
            i += 2;
        } else {
            out.push_back(plus_is_blank && text[i] == '+' ? ' ' : text[i]);
        }
    }
    return out;
}

}  // namespace

std::string decode_path_part(std::string_view text) { return decode(text, false); }
std::string decode_query_part(std::string_view text) { return decode(text, true); }

std::vector<std::pair<std::string, std::string>> split_query(std::string_view query) {
    std::vector<std::pair<std::string, std::string>> out;
    while (!query.empty()) {
        const size_t end = query.find('&');
        const std::string_view part = query.substr(0, end);
        query = end == query.npos ? std::string_view{} : query.substr(end + 1);
        if (part.empty()) continue;
        const size_t equals = part.find('=');
        const std::string_view value = equals == part.npos ? std::string_view{} : part.substr(equals + 1);
        out.emplace_back(decode_query_part(part.substr(0, equals)), decode_query_part(value));
    }
    return out;
}

std::vector<std::string> split_path(std::string_view path) {
    std::vector<std::string> out;
    while (!path.empty()) {
        path.remove_prefix(1);  // the '/' before each segment
        const size_t end = path.find('/');
        out.push_back(decode_path_part(path.substr(0, end)));
        path = end == path.npos ? std::string_view{} : path.substr(end);
    }
    return out;
}

}  // namespace tocd
