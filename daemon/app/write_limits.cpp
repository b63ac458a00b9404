#include "app/write_limits.hpp"

#include "base/lexical_path.hpp"
#include "catalogue/place.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace tocd {

WriteLimits write_limits(const Config& config) {
    WriteLimits limits;
    // A link to the catalogue, or to the folder that it is in, leads to where its other files are made.
    std::error_code ignored;
    const std::string catalogue = std::filesystem::weakly_canonical(config.catalogue.path, ignored).string();
    limits.folders = {folder_of(config.catalogue.path), "/dev/null"};  // the latter for children's standard streams
    if (!catalogue.empty()) limits.folders.push_back(folder_of(catalogue));
    for (const PublishConfig& publication : config.publish) limits.folders.push_back(publication.to);
    constexpr std::string_view kUnix = "unix:";
    for (const std::string& address : config.http.listen)
        if (address.starts_with(kUnix)) limits.folders.push_back(folder_of(address.substr(kUnix.size())));
    // Where SQLite sorts what does not fit into memory: https://www.sqlite.org/tempfiles.html
    for (const char* variable : {"SQLITE_TMPDIR", "TMPDIR"})
        if (const char* text = std::getenv(variable); text != nullptr && *text == '/') {
            std::string& folder = limits.folders.emplace_back(text);
            while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
        }
    limits.folders.insert(limits.folders.end(), {"/var/tmp", "/tmp"});
    return limits;
}

std::vector<std::string> out_of_reach(const Config& config, const Config& fresh) {
    const std::vector<std::string> folders = write_limits(config).folders;
    std::vector<std::string> out;
    for (const PublishConfig& publication : fresh.publish)
        if (std::none_of(folders.begin(), folders.end(), [&](const std::string& folder) { return is_at_or_below(publication.to, folder); }))
            out.push_back(publication.to);
    return out;
}

}  // namespace tocd
