#include "app/scan_slot.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace tocd {
namespace {

// Of parts that wait: each is looked up when the scan begins, and 60 MB of them are enough.
constexpr size_t kMostParts = 500'000;
constexpr size_t kMostPartsBytes = 64u << 20;

// The components of `path`, added to `to`; false: it leads out of the root.
bool add_components(std::string_view path, std::vector<std::string_view>& to) {
    while (!path.empty()) {
        const size_t end = std::min(path.find('/'), path.size());
        const std::string_view name = path.substr(0, end);
        path.remove_prefix(std::min(end + 1, path.size()));
        if (name.empty() || name == ".") continue;
        if (name != "..") to.push_back(name);
        else if (to.empty()) return false;
        else to.pop_back();
    }
    return true;
}

}  // namespace

std::string ScanService::Slot::relative(const std::string& path) const {
    std::vector<std::string_view> root;
    std::vector<std::string_view> names;
    const bool absolute = path.starts_with('/');
    if (absolute) add_components(config.path, root);
    const bool inside = add_components(path, names) && names.size() >= root.size() && std::equal(root.begin(), root.end(), names.begin());
    if (!inside)
        throw Error(ErrorKind::invalid_argument, display_text(path) + " is not below " + display_text(config.path) +
                                                     ", the path of share " + config.name);
    std::string out;
    for (size_t i = root.size(); i < names.size(); ++i) out.append(out.empty() ? "" : "/").append(names[i]);
    return out;
}

void ScanService::Slot::want(const Request& request) {
    const bool part = request.mode == ScanMode::part;
    if (part) {
        std::map<std::string, bool> asked;
        size_t bytes = 0;
        for (const std::string& path : request.paths) {
            const auto [place, is_new] = asked.try_emplace(relative(path), request.below);
            if (is_new && !parts.contains(place->first)) bytes += place->first.size();
        }
        if (!parts.empty() && (parts.size() + asked.size() > kMostParts || parts_bytes + bytes > kMostPartsBytes))
            throw Error(ErrorKind::unavailable, std::to_string(parts.size()) + " paths of share " + config.name +
                                                    " wait for a scan already: tell of the others when it has ended, or ask for a scan of the whole share");
        for (auto& [path, below] : asked) parts[path] |= below;
        parts_bytes += bytes;
    }
    if (!requested) mode = request.mode;
    else if (mode == ScanMode::part && !part) mode = request.mode;
    else if (request.mode == ScanMode::full) mode = ScanMode::full;
}

}  // namespace tocd
