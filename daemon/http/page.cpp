#include "http/page.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "http/content_hash.hpp"
#include "http/router.hpp"
#include "http/target.hpp"

#include <algorithm>

namespace tocd {

std::string_view media_type_of(std::string_view path) noexcept {
    constexpr std::pair<std::string_view, std::string_view> kTypes[] = {{".html", "text/html; charset=utf-8"},
                                                                        {".js", "text/javascript; charset=utf-8"},
                                                                        {".css", "text/css; charset=utf-8"},
                                                                        {".svg", "image/svg+xml"},
                                                                        {".json", "application/json"},
                                                                        {".txt", "text/plain; charset=utf-8"},
                                                                        {".png", "image/png"},
                                                                        {".ico", "image/x-icon"},
                                                                        {".woff2", "font/woff2"},
                                                                        {".webmanifest", "application/manifest+json"}};
    for (const auto& [ending, type] : kTypes)
        if (path.ends_with(ending)) return type;
    return "application/octet-stream";
}

bool name_holds_hash(std::string_view path) noexcept {
    constexpr size_t kHashDigits = 8;  // what esbuild's [hash] gives
    const size_t dash = path.rfind('-');
    const size_t dot = path.find('.', dash == path.npos ? 0 : dash);
    if (dash == path.npos || dot == path.npos || dot - dash - 1 != kHashDigits) return false;
    const std::string_view hash = path.substr(dash + 1, kHashDigits);
    return std::all_of(hash.begin(), hash.end(),
                       [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

Answer page_answer(std::span<const Embedded> files, const Request& request) {
    std::string path = decode_path_part(request.path).substr(1);
    if (path.empty()) path = "index.html";
    const auto file = std::find_if(files.begin(), files.end(), [&](const Embedded& f) { return f.path == path; });
    if (file == files.end()) {
        if (files.empty())
            throw Error(ErrorKind::not_found, "this build has no page; the API is at /api/v1/openapi.json");
        throw Error(ErrorKind::not_found, "there is no /" + display_text(std::string_view(path).substr(0, 200)) +
                                              " here; the page is at /, the API at /api/v1/openapi.json");
    }
    Answer answer;
    const std::string etag = "W/\"" + content_hash(file->bytes) + "\"";
    answer.headers = {
        {"ETag", etag},
        {"Cache-Control", name_holds_hash(file->path) ? "public, max-age=31536000, immutable" : "no-cache"}};
    if (etag_matches(header_value(request.headers, "if-none-match"), etag)) {
        answer.status = 304;
        return answer;
    }
    answer.content_type = media_type_of(file->path);
    answer.body = file->bytes;
    return answer;
}

}  // namespace tocd
