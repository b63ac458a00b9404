#include "config/client_path.hpp"

#include <algorithm>

namespace tocd {
namespace {

// How many parts there are between separators; nothing when one is empty, "." or "..".
std::optional<size_t> count_parts(std::string_view text, char separator) {
    size_t parts = 0;
    for (size_t at = 0; at <= text.size(); ++parts) {
        const size_t end = std::min(text.find(separator, at), text.size());
        const std::string_view part = text.substr(at, end - at);
        if (part.empty() || part == "." || part == "..") return std::nullopt;
        at = end + 1;
    }
    return parts;
}

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

std::optional<ClientPathKind> client_path_kind(std::string_view path) {
    constexpr std::string_view kSmb = "smb://";
    if (path.starts_with(kSmb)) {
        if (count_parts(path.substr(kSmb.size()), '/').value_or(0) >= 2) return ClientPathKind::smb;
        return std::nullopt;
    }
    if (path.starts_with('/')) {
        if (path == "/" || count_parts(path.substr(1), '/')) return ClientPathKind::posix;
        return std::nullopt;
    }
    if (path.find('/') != path.npos) return std::nullopt;
    if (path.starts_with("\\\\")) {
        if (count_parts(path.substr(2), '\\').value_or(0) >= 2) return ClientPathKind::unc;
        return std::nullopt;
    }
    if (path.size() < 2 || !is_letter(path[0]) || path[1] != ':') return std::nullopt;
    if (path.size() <= 3) return path.size() == 2 || path[2] == '\\' ? std::optional(ClientPathKind::drive) : std::nullopt;
    if (path[2] != '\\' || !count_parts(path.substr(3), '\\')) return std::nullopt;
    return ClientPathKind::drive;
}

std::string_view client_path_kind_name(ClientPathKind kind) noexcept {
    switch (kind) {
        case ClientPathKind::posix: return "posix";
        case ClientPathKind::unc: return "unc";
        case ClientPathKind::drive: return "drive";
        case ClientPathKind::smb: return "smb";
    }
    return "posix";
}

}  // namespace tocd
