#include "config/directories.hpp"

#include "base/error.hpp"
#include "base/ignore_patterns.hpp"
#include "base/text.hpp"
#include "config/check.hpp"
#include "config/share_name.hpp"

#include <sys/stat.h>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <set>

namespace tocd {
namespace {

std::string real_directory(const std::string& directory) {
    const std::unique_ptr<char, decltype(&std::free)> path(::realpath(directory.c_str(), nullptr), &std::free);
    if (!path)
        throw error_from_errno(errno == ENOENT ? ErrorKind::not_found : ErrorKind::unavailable, "cannot find directory",
                               directory, errno);
    struct stat info {};
    if (::stat(path.get(), &info) != 0)
        throw error_from_errno(ErrorKind::unavailable, "cannot look at directory", directory, errno);
    if (!S_ISDIR(info.st_mode))
        throw Error(ErrorKind::invalid_argument, display_text(directory) + " is not a directory");
    return path.get();
}

std::string unique_name(const std::string& wanted, const std::set<std::string>& taken) {
    constexpr size_t kMaxBytes = 64;
    std::string name = wanted;
    for (int number = 2; taken.count(name) == 1; ++number) {
        const std::string suffix = "-" + std::to_string(number);
        name = wanted.substr(0, kMaxBytes - suffix.size()) + suffix;
    }
    return name;
}

// The catalogue and what SQLite keeps beside it, when they lie in the share.
void exclude_catalogue(ShareConfig& share, const std::string& catalogue_path) {
    const std::string prefix = share.path == "/" ? "/" : share.path + "/";
    if (!catalogue_path.starts_with(prefix)) return;
    share.exclude.push_back(pattern_of(std::string_view(catalogue_path).substr(prefix.size())) + "*");
}

// What another share holds.
void exclude_inner_shares(ShareConfig& share, const std::vector<ShareConfig>& all) {
    const std::string prefix = share.path == "/" ? "/" : share.path + "/";
    for (const ShareConfig& inner : all)
        if (inner.path.size() > prefix.size() && inner.path.starts_with(prefix))
            share.exclude.push_back(pattern_of(std::string_view(inner.path).substr(prefix.size())) + "/");
}

}  // namespace

Config config_for_directories(const std::vector<std::string>& directories, const std::string& catalogue_path) {
    Config config;
    config.catalogue.path = catalogue_path;
    std::set<std::string> names;
    for (const std::string& directory : directories) {
        ShareConfig& share = config.shares.emplace_back();
        share.path = real_directory(directory);
        share.name = unique_name(share_name_of(share.path), names);
        names.insert(share.name);
        exclude_catalogue(share, catalogue_path);
    }
    for (ShareConfig& share : config.shares) exclude_inner_shares(share, config.shares);
    check_config(config);
    return config;
}

}  // namespace tocd
