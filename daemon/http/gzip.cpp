#include "http/gzip.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <optional>

namespace tocd {
namespace {

constexpr size_t kLarge = 128 << 10;
constexpr int kFast = 1;  // of large answers, whose compression takes longer than their query otherwise
constexpr int kSmall = 6;

// Thousandths; none when it is no weight.
std::optional<int> weight_of(std::string_view text) {
    if (text.empty() || (text[0] != '0' && text[0] != '1') || text.size() > 5 || (text.size() > 1 && text[1] != '.')) return std::nullopt;
    int weight = (text[0] - '0') * 1000;
    int place = 100;
    for (const char c : text.substr(std::min<size_t>(2, text.size()))) {
        if (c < '0' || c > '9') return std::nullopt;
        weight += (c - '0') * place;
        place /= 10;
    }
    return weight <= 1000 ? std::optional(weight) : std::nullopt;
}

}  // namespace

bool prefers_gzip(std::string_view header) {
    const std::string list = ascii_lower(header);
    std::optional<int> gzip, any, plain;
    for (std::string_view rest = list; !rest.empty();) {
        const size_t comma = rest.find(',');
        std::string_view one = rest.substr(0, comma);
        rest = comma == rest.npos ? std::string_view{} : rest.substr(comma + 1);
        std::optional<int> weight = 1000;
        if (const size_t semicolon = one.find(';'); semicolon != one.npos) {
            const std::string_view parameter = trim_blanks(one.substr(semicolon + 1));
            weight = parameter.starts_with("q=") ? weight_of(parameter.substr(2)) : std::nullopt;
            one = one.substr(0, semicolon);
        }
        if (!weight) continue;
        one = trim_blanks(one);
        if (one == "gzip" || one == "x-gzip") gzip = weight;
        if (one == "identity") plain = weight;
        if (one == "*") any = weight;
    }
    const int wanted = gzip.value_or(any.value_or(0));
    return wanted > 0 && wanted >= plain.value_or(0);
}

bool worth_gzip(std::string_view media_type) noexcept {
    media_type = media_type.substr(0, media_type.find(';'));
    if (media_type == "text/event-stream") return false;
    if (media_type.starts_with("text/")) return true;
    for (const std::string_view type : {"application/json", "application/x-ndjson", "application/manifest+json", "image/svg+xml"})
        if (media_type == type) return true;
    return false;
}

std::string gzip_whole(std::string_view bytes) {
    std::string out;
    Deflater(bytes.size() < kLarge ? kSmall : kFast).add(bytes, Deflater::Flush::finish, out);
    return out;
}

GzipSource::GzipSource(std::unique_ptr<ChunkSource> inner, std::string_view begin, std::string& out)
    : inner_(std::move(inner)), deflater_(kFast) {
    // Who only wants to see that something comes shall see it.
    if (!begin.empty()) deflater_.add(begin, Deflater::Flush::sync, out);
}

bool GzipSource::next(std::string& out) {
    std::string piece;
    const bool more = inner_->next(piece);
    if (!more)
        deflater_.add(piece, Deflater::Flush::finish, out);
    else if (!piece.empty())
        deflater_.add(piece, inner_->pause().count() > 0 ? Deflater::Flush::sync : Deflater::Flush::none, out);
    return more;
}

}  // namespace tocd
