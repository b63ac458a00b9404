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

}  // namespace tocd
