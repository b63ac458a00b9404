#include "app/explain_command.hpp"

#include "app/configured_shares.hpp"
#include "base/text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <cstdio>
#include <filesystem>
#include <optional>

namespace tocd {
namespace {

struct Look {
    bool exists = false;
    mode_t type = 0;
    uint64_t mount = 0;
};

Look look_at(const std::string& path) {
    struct statx st {};
    Look look;
    if (statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, STATX_TYPE | STATX_MNT_ID, &st) != 0) return look;
    look.exists = true;
    look.type = st.stx_mode & S_IFMT;
    look.mount = st.stx_mnt_id;
    return look;
}

// What no pattern says: a link or another mount on the way, or something that is only counted. Empty: nothing.
std::string hidden_by(const ShareRules& rules, const std::string& path) {
    const Look root = look_at(rules.path + "/.");
    for (size_t end = rules.path.size() == 1 ? 0 : rules.path.size(); end < path.size();) {
        end = std::min(path.find('/', end + 1), path.size());
        const std::string part = path.substr(0, end);
        const Look look = look_at(part);
        if (!look.exists) return {};
        if (end < path.size() && look.type == S_IFLNK) return display_text(part) + " is a link, and links are not followed";
        if (look.type == S_IFDIR && rules.one_file_system && root.exists && look.mount != root.mount)
            return "another file system is mounted at " + display_text(part) + " and one_file_system is true";
        if (end == path.size() && look.type != S_IFDIR && look.type != S_IFREG) return "it is no file: links, devices, sockets and FIFOs are only counted";
    }
    return {};
}

bool explain(const Config& config, std::string path) {
    const bool slash = path.size() > 1 && path.ends_with('/');
    path = std::filesystem::absolute(path).lexically_normal().string();
    if (path.size() > 1 && path.ends_with('/')) path.pop_back();
    std::optional<ShareRules> inner;  // of several the one that begins deepest
    for (const ShareConfig& share : config.shares)
        if (const ShareRules rules = rules_of(share); lies_in_share(rules, path) && (!inner || rules.path.size() > inner->path.size())) inner = rules;
    const std::string shown = display_text(path);
    if (!inner) {
        std::printf("%s: below no share\n", shown.c_str());
        return false;
    }
    const Look look = look_at(path);
    Explanation out = explain_path(*inner, path, slash || look.type == S_IFDIR);
    if (out.included) {
        if (const std::string hidden = hidden_by(*inner, path); !hidden.empty()) {
            out.included = false;
            out.reason = hidden;
        }
    }
    std::printf("%s: %s share %s, %s%s\n", shown.c_str(), out.included ? "in" : "left out of", inner->share.c_str(), out.reason.c_str(),
                look.exists ? "" : " (there is no such path now)");
    return out.included;
}

}  // namespace

int run_explain_command(const Config& config, const std::vector<std::string>& paths) {
    bool all = true;
    for (const std::string& path : paths) all = explain(config, path) && all;
    return all ? 0 : 1;
}

}  // namespace tocd
