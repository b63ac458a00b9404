#include "app/scan_slot.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

namespace tocd {

std::vector<std::string> ScanService::Slot::relative(const Request& request) const {
    std::vector<std::string> out;
    const std::string root = config.path == "/" ? std::string() : config.path;
    for (std::string path : request.paths) {
        if (!path.starts_with('/')) {  // as rsync tells them
            while (path.starts_with("./")) path.erase(0, 2);
            path = path.empty() || path == "." ? config.path : root + "/" + path;
        }
        while (path.size() > 1 && path.ends_with('/')) path.pop_back();
        const bool is_root = path == config.path;
        if (!is_root && !path.starts_with(root + "/"))
            throw Error(ErrorKind::invalid_argument, display_text(path) + " is not below " + display_text(config.path) +
                                                         ", the path of share " + config.name);
        out.push_back(is_root ? std::string() : path.substr(root.size() + 1));
        const size_t slash = out.back().rfind('/');
        if (!request.below) out.push_back(slash == std::string::npos ? std::string() : out.back().substr(0, slash));
    }
    return out;
}

void ScanService::Slot::want(const Request& request) {
    const bool part = request.mode == ScanMode::part;
    const std::vector<std::string> in_share = part ? relative(request) : std::vector<std::string>();
    if (!requested) mode = request.mode;
    else if (mode == ScanMode::part && !part) mode = request.mode;
    else if (request.mode == ScanMode::full) mode = ScanMode::full;
    if (!part) return;
    paths.insert(paths.end(), in_share.begin(), in_share.end());
    below |= request.below;
}

}  // namespace tocd
