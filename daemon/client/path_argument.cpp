#include "client/path_argument.hpp"

#include "base/error.hpp"

#include <filesystem>
#include <vector>

namespace tocd {

std::string absolute_path(std::string_view text) {
    if (text.empty()) throw Error(ErrorKind::invalid_argument, "an empty path: write . for the working directory");
    if (text.find('\0') != text.npos) throw Error(ErrorKind::invalid_argument, "a path holds no NUL");
    std::string whole(text);
    if (!text.starts_with('/')) {
        std::error_code error;
        const std::string here = std::filesystem::current_path(error).string();
        if (error)
            throw error_from_errno(ErrorKind::unavailable, "there is no working directory to begin a path with", "",
                                   error.value());
        whole = here + "/" + whole;
    }
    std::vector<std::string_view> parts;
    for (std::string_view rest = whole; !rest.empty();) {
        const size_t slash = rest.find('/');
        const std::string_view part = rest.substr(0, slash);
        rest.remove_prefix(slash == rest.npos ? rest.size() : slash + 1);
        if (part.empty() || part == ".") continue;
        if (part != "..")
            parts.push_back(part);
        else if (!parts.empty())
            parts.pop_back();
    }
    std::string out;
    for (const std::string_view part : parts) out.append("/").append(part);
    return out.empty() ? "/" : out;
}

bool is_within(std::string_view root, std::string_view path) {
    if (root == "/") return path.starts_with('/');
    return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
}

}  // namespace tocd
