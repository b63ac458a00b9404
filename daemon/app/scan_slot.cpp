#include "app/scan_slot.hpp"

#include "base/error.hpp"
#include "base/lexical_path.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace tocd {
namespace {

// Of parts that wait: each is looked up when the scan begins, and 60 MB of them are enough.
constexpr size_t kMostParts = 500'000;
constexpr size_t kMostPartsBytes = 64u << 20;

}  // namespace

std::string ScanService::Slot::relative(const std::string& path) const {
    std::vector<std::string_view> root;
    std::vector<std::string_view> names;
    const bool absolute = path.starts_with('/');
    if (absolute) add_names(config.path, root);
    const bool inside = add_names(path, names) && names.size() >= root.size() && std::equal(root.begin(), root.end(), names.begin());
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
        std::map<std::string, bool> wanted;
        size_t bytes = 0;
        for (const std::string& path : request.paths) {
            const auto [place, is_new] = wanted.try_emplace(relative(path), request.below);
            if (is_new && !parts.contains(place->first)) bytes += place->first.size();
        }
        if (!parts.empty() && (parts.size() + wanted.size() > kMostParts || parts_bytes + bytes > kMostPartsBytes))
            throw Error(ErrorKind::unavailable, std::to_string(parts.size()) + " paths of share " + config.name +
                                                    " wait for a scan already: tell of the others when it has ended, or ask for a scan of the whole share");
        for (auto& [path, below] : wanted) parts[path] |= below;
        parts_bytes += bytes;
    }
    if (!requested) mode = request.mode;
    else if (mode == ScanMode::part && !part) mode = request.mode;
    else if (request.mode == ScanMode::full) mode = ScanMode::full;
}

}  // namespace tocd
