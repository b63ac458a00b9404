#include "base/lexical_path.hpp"

#include <algorithm>

namespace tocd {

bool add_names(std::string_view path, std::vector<std::string_view>& names) {
    bool inside = true;
    while (!path.empty()) {
        const size_t end = std::min(path.find('/'), path.size());
        const std::string_view name = path.substr(0, end);
        path.remove_prefix(std::min(end + 1, path.size()));
        if (name.empty() || name == ".") continue;
        if (name != "..") names.push_back(name);
        else if (names.empty()) inside = false;
        else names.pop_back();
    }
    return inside;
}

bool is_at_or_below(std::string_view path, std::string_view directory) noexcept {
    if (directory == "/") return path.starts_with('/');
    return path.starts_with(directory) && (path.size() == directory.size() || path[directory.size()] == '/');
}

bool one_holds_other(std::string_view a, std::string_view b) noexcept { return is_at_or_below(a, b) || is_at_or_below(b, a); }

}  // namespace tocd
