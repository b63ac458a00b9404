#include "http/request_head.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>

namespace tocd {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// tchar of RFC 9110 section 5.6.2.
bool is_token(std::string_view text) {
    constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || kMarks.find(c) != kMarks.npos;
    });
}

// Escapes are %XX only: %uXXXX and a bare '%' mean different things to different programs.
bool escapes_are_well_formed(std::string_view text) {
    for (size_t i = 0; i < text.size(); ++i)
        if (text[i] == '%' && (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2]))) return false;
    return true;
}

// True when the comma-separated list `value` has `token` (lowercase).
bool lists_token(std::string_view value, std::string_view token) {
    while (!value.empty()) {
        const size_t comma = value.find(',');
        if (ascii_lower(trim_blanks(value.substr(0, comma))) == token) return true;
        if (comma == value.npos) break;
        value.remove_prefix(comma + 1);
    }
    return false;
}

size_t count_of(const HeaderList& headers, std::string_view name) {
    return static_cast<size_t>(
        std::count_if(headers.begin(), headers.end(), [&](const auto& h) { return h.first == name; }));
}

std::optional<Refusal> read_target(std::string_view target, Request& request) {
    constexpr std::string_view kScheme = "http://";
    if (ascii_lower(target.substr(0, kScheme.size())) == kScheme) {
        target.remove_prefix(kScheme.size());
        const size_t end = std::min(target.find('/'), target.find('?'));
        request.authority = target.substr(0, end);
        if (request.authority.empty()) return Refusal{400, "the request target names no host"};
        target = end == target.npos ? std::string_view{} : target.substr(end);
        if (target.empty()) target = "/";
    }
    const size_t mark = target.find('?');
    request.path = target.substr(0, mark);
    request.query = mark == target.npos ? std::string_view{} : target.substr(mark + 1);
    if (request.path.empty()) request.path = "/";
    if (request.path[0] != '/') return Refusal{400, "the request target must begin with / or http://"};
    if (target.find('#') != target.npos) return Refusal{400, "a request target has no fragment (#)"};
    if (!escapes_are_well_formed(target))
        return Refusal{400, "a % in the request target is not followed by two hexadecimal digits"};
    return std::nullopt;
}

}  // namespace

std::optional<Refusal> read_request_line(std::string_view line, Request& request) {
    const size_t first = line.find(' ');
    const size_t last = line.rfind(' ');
    if (first == line.npos || first == last) return Refusal{400, "the request line is not: METHOD target HTTP/1.1"};
    const std::string_view method = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, last - first - 1);
    const std::string_view version = line.substr(last + 1);
    if (!is_token(method) || method.size() > 32) return Refusal{400, "the method is not a token"};
    if (version.size() != 8 || !version.starts_with("HTTP/") || !is_digit(version[5]) || version[6] != '.' ||
        !is_digit(version[7]))
        return Refusal{400, "the request line does not end with HTTP/1.1"};
    if (version[5] != '1') return Refusal{505, "only HTTP/1.1 and HTTP/1.0 are spoken here"};
    if (target.empty() || target.find_first_of(" \t") != target.npos)
        return Refusal{400, "the request target holds blanks"};
    request.method = method;
    request.minor_version = version[7] - '0';
    return read_target(target, request);
}

std::optional<Refusal> read_header_line(std::string_view line, Request& request) {
    if (line[0] == ' ' || line[0] == '\t') return Refusal{400, "folded header lines are not accepted"};
    const size_t colon = line.find(':');
    if (colon == line.npos) return Refusal{400, "a header line has no colon"};
    if (!is_token(line.substr(0, colon)))
        return Refusal{400, "a header name is not a token directly followed by a colon"};
    std::string name = ascii_lower(line.substr(0, colon));
    for (const std::string_view once : {"content-length", "host", "transfer-encoding"})
        if (name == once && count_of(request.headers, once) != 0)
            return Refusal{400, "header " + name + " is given twice"};
    request.headers.emplace_back(std::move(name), trim_blanks(line.substr(colon + 1)));
    return std::nullopt;
}

std::optional<Refusal> read_meaning(Request& request, size_t max_body_bytes, size_t& body_bytes) {
    const HeaderList& headers = request.headers;
    const bool has_length = count_of(headers, "content-length") != 0;
    body_bytes = 0;
    if (count_of(headers, "transfer-encoding") != 0) {
        if (has_length) return Refusal{400, "Transfer-Encoding and Content-Length contradict each other"};
        return Refusal{501, "request bodies with a Transfer-Encoding are not accepted; send Content-Length"};
    }
    if (has_length) {
        const std::string_view text = header_value(headers, "content-length");
        const bool digits = !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
        if (!digits) return Refusal{400, "Content-Length is not a number"};
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), body_bytes);
        if (error != std::errc() || end != text.data() + text.size() || body_bytes > max_body_bytes)
            return Refusal{413, "the body is larger than " + std::to_string(max_body_bytes) + " bytes"};
    }
    if (count_of(headers, "host") == 0 && request.minor_version >= 1)
        return Refusal{400, "HTTP/1.1 needs a Host header"};
    if (request.authority.empty()) request.authority = header_value(headers, "host");
    if (count_of(headers, "expect") != 0) return Refusal{417, "Expect is not supported; send the body at once"};
    const std::string coding = ascii_lower(header_value(headers, "content-encoding"));
    if (!coding.empty() && coding != "identity") return Refusal{415, "compressed request bodies are not accepted"};
    bool close = false;
    bool keep = false;
    for (const auto& [name, value] : headers) {
        if (name != "connection") continue;
        close = close || lists_token(value, "close");
        keep = keep || lists_token(value, "keep-alive");
    }
    request.keep_alive = !close && (request.minor_version >= 1 || keep);
    return std::nullopt;
}

}  // namespace tocd
