#include "http/response_head.hpp"

#include "http/failure.hpp"

namespace tocd {
namespace {

std::string_view status_text(int status) {
    switch (status) {
        case 400: return "Bad Request";
        case 408: return "Request Timeout";
        case 413: return "Content Too Large";
        case 414: return "URI Too Long";
        case 415: return "Unsupported Media Type";
        case 417: return "Expectation Failed";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 503: return "Service Unavailable";
        case 505: return "HTTP Version Not Supported";
        default: return "Error";
    }
}

std::string_view kind_of(int status) {
    if (status == 500) return "internal";
    if (status == 503) return "unavailable";
    if (status == 408 || status == 413 || status == 414 || status == 429 || status == 431) return "limit";
    return "invalid_argument";
}

}  // namespace

std::string http_date(time_t t) {
    tm parts{};
    gmtime_r(&t, &parts);
    char text[40];
    // The C locale's names are what RFC 9110 wants; tocd never calls setlocale.
    std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return text;
}

HeaderList standard_headers() {
    return {{"Date", http_date(std::time(nullptr))},
            {"Server", "tocd"},
            {"Content-Security-Policy",
             "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
             "font-src 'self'; "
             "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"},
            {"X-Content-Type-Options", "nosniff"},
            {"Referrer-Policy", "no-referrer"},
            {"Cross-Origin-Opener-Policy", "same-origin"},
            {"Cross-Origin-Resource-Policy", "same-origin"}};
}

std::string refusal_bytes(int status, std::string_view reason, bool close, bool with_body) {
    const std::string body = failure_body(kind_of(status), reason);
    std::string out = "HTTP/1.1 " + std::to_string(status) + " ";
    out.append(status_text(status)).append("\r\n");
    HeaderList headers = standard_headers();
    headers.emplace_back("Content-Type", "application/json");
    headers.emplace_back("Cache-Control", "no-store");
    headers.emplace_back("Content-Length", std::to_string(body.size()));
    if (status == 503 || status == 429) headers.emplace_back("Retry-After", "1");
    if (close) headers.emplace_back("Connection", "close");
    for (const auto& [name, value] : headers) out.append(name).append(": ").append(value).append("\r\n");
    out += "\r\n";
    return with_body ? out + body : out;
}

}  // namespace tocd
