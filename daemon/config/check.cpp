#include "config/check.hpp"

#include "config/check_http.hpp"
#include "config/client_path.hpp"
#include "config/quiet_hours.hpp"
#include "config/share_name.hpp"

#include "base/error.hpp"
#include "base/ignore_patterns.hpp"
#include "base/lexical_path.hpp"
#include "base/project_rules.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace tocd {
namespace {

std::string quoted(std::string_view text) { return "\"" + display_text(text) + "\""; }

std::string share_key(size_t share, std::string_view member) {
    return "shares[" + std::to_string(share) + "]" + std::string(member);
}

// Why `path` is not an absolute path in its one normal form; empty when it is.
std::string path_problem(std::string_view path) {
    if (!path.starts_with('/')) return "must be an absolute path, got " + quoted(path);
    std::string normal;
    bool has_parent = false;
    for (size_t at = 0; at < path.size();) {
        const size_t end = std::min(path.find('/', at + 1), path.size());
        const std::string_view part = path.substr(at + 1, end - at - 1);
        if (part == "..") has_parent = true;
        if (!part.empty() && part != ".") normal.append("/").append(part);
        at = end;
    }
    if (normal.empty()) normal = "/";
    if (has_parent) return "must not hold \"..\", got " + quoted(path);
    if (normal != path) return "must be written as " + quoted(normal) + ", got " + quoted(path);
    return {};
}

struct Check {
    const Config& config;
    const Positions& positions;
    std::vector<Problem> problems;

    void add(const std::string& key, std::string reason) {
        problems.push_back({position_of(positions, key), key, std::move(reason)});
    }

    // `the share "raw" (line 4)`
    [[nodiscard]] std::string share_and_line(size_t share) const {
        const Position at = position_of(positions, share_key(share, ".path"));
        const std::string line = at.line == 0 ? "" : " (line " + std::to_string(at.line) + ")";
        return "the share " + quoted(config.shares[share].name) + line;
    }

    void check_names() {
        std::map<std::string, size_t> taken;
        for (size_t i = 0; i < config.shares.size(); ++i) {
            const std::string& name = config.shares[i].name;
            if (!is_share_name(name)) {
                add(share_key(i, ".name"),
                    quoted(name) + " is no name: at most 64 of a-z 0-9 . _ - beginning with a letter or digit");
                continue;
            }
            const auto [other, is_new] = taken.emplace(name, i);
            if (!is_new)
                add(share_key(i, ".name"), "the name " + quoted(name) + " is taken by " +
                                               share_and_line(other->second) + "; give one of them another \"name:\"");
        }
    }

    void check_publications() {
        std::map<std::string, size_t> taken;
        for (size_t i = 0; i < config.publish.size(); ++i) {
            const PublishConfig& one = config.publish[i];
            const std::string key = "publish[" + std::to_string(i) + "]";
            if (!is_share_name(one.name))
                add(key + ".name", quoted(one.name) + " is no name: at most 64 of a-z 0-9 . _ - beginning with a letter or digit");
            else if (!taken.emplace(one.name, i).second)
                add(key + ".name", "the name " + quoted(one.name) + " is given twice");
            if (const std::string problem = path_problem(one.to); !problem.empty()) add(key + ".to", problem);
            if (one.format == "sqlite" && !one.query.empty())
                add(key + ".query", "sqlite is the whole catalogue: take the query away, or another format");
            const bool for_admins = one.seen_by == std::vector<std::string>{kAdmins};
            if (!for_admins) check_subjects(key + ".seen_by", one.seen_by, true);
            if (one.format == "sqlite" && !config.access.empty() && !for_admins)
                add(key + ".format", "sqlite is the whole catalogue, with all that access hides: say \"seen_by: [admins]\", or take another format");
        }
    }

    void check_subjects(const std::string& key, const std::vector<std::string>& subjects, bool tokens) {
        for (size_t i = 0; i < subjects.size(); ++i)
            if (!is_subject(subjects[i], tokens))
                add(key + "[" + std::to_string(i) + "]", "must be \"user:NAME\"" + std::string(tokens ? ", \"group:NAME\" or \"token:NAME\"" : " or \"group:NAME\"") +
                                                             ", got " + quoted(subjects[i]));
    }

    void check_access() {
        for (size_t i = 0; i < config.access.size(); ++i) {
            const AccessConfig& one = config.access[i];
            const std::string key = "access[" + std::to_string(i) + "]";
            check_subjects(key + ".to", one.to, true);
            const auto holds = [&](const ShareConfig& share) { return one_holds_other(one.path, share.path); };
            if (const std::string problem = path_problem(one.path); !problem.empty()) add(key + ".path", problem);
            else if (std::none_of(config.shares.begin(), config.shares.end(), holds))
                add(key + ".path", quoted(one.path) + " lies in no share and holds none: nothing would be hidden (of a share that moved, name the new path; one that is taken out is hidden without an entry from those who did not see all of it)");
        }
        check_subjects("http.editors", config.http.editors, false);
        check_subjects("http.admins", config.http.admins, false);
    }

    void check_system_path(size_t share) {
        const ShareConfig& config_share = config.shares[share];
        const std::string key = share_key(share, ".path");
        for (const char* system : {"/proc", "/sys", "/dev"})
            if (is_at_or_below(config_share.path, system) && !is_at_or_below(config_share.path, "/dev/shm"))
                add(key, quoted(config_share.path) + " shows the kernel's state and no files; it cannot be a share");
        if (config_share.path == "/" && !config_share.one_file_system)
            add(share_key(share, ".one_file_system"),
                "false would lead a scan of \"/\" into /proc and /sys; name the other mounts as shares");
    }

    void check_patterns(size_t share, const char* member, const std::vector<std::string>& patterns) {
        for (size_t i = 0; i < patterns.size(); ++i) {
            try {
                IgnorePatterns({patterns[i]});
            } catch (const Error& error) {
                add(share_key(share, member + ("[" + std::to_string(i) + "]")), error.what());
            }
        }
    }

    void check_projects() {
        for (size_t i = 0; i < config.projects.size(); ++i) {
            try {
                ProjectRules({config.projects[i]});
            } catch (const Error& error) {
                add("projects[" + std::to_string(i) + "]", error.what());
            }
        }
    }

    void check_marker(size_t share) {
        const std::string& marker = config.shares[share].marker;
        if (marker.empty()) return;
        if (!path_problem("/" + marker).empty() || marker.starts_with('/'))
            add(share_key(share, ".marker"), "must be a path relative to the share, such as \".tocd-share\", got " + quoted(marker));
    }

    void check_quiet_hours(size_t share) {
        const std::vector<std::string>& windows = config.shares[share].quiet_hours;
        for (size_t i = 0; i < windows.size(); ++i)
            if (!parse_quiet_window(windows[i]))
                add(share_key(share, ".quiet_hours[" + std::to_string(i) + "]"),
                    "must be local times such as \"08:00-18:00\" or \"mon-fri 08:00-18:00\", got " + quoted(windows[i]));
    }

    void check_client_paths(size_t share) {
        const std::vector<std::string>& paths = config.shares[share].client_paths;
        for (size_t i = 0; i < paths.size(); ++i)
            if (!client_path_kind(paths[i]))
                add(share_key(share, ".client_paths[" + std::to_string(i) + "]"),
                    "must be a directory on another machine, such as '/mnt/data', '\\\\server\\data', 'X:' or "
                    "'smb://server/data', without a separator at its end, got " + quoted(paths[i]));
    }

    // Sorted by path with '/' before every other byte, what lies in a directory comes right after it: no pairs.
    void check_overlaps(const std::vector<size_t>& well_formed) {
        std::map<std::string, size_t> by_path;
        for (const size_t i : well_formed) {
            const std::string& path = config.shares[i].path;
            const auto [same, is_new] = by_path.emplace(path, i);
            if (!is_new)
                add(share_key(i, ".path"), quoted(path) + " is the path of " + share_and_line(same->second) + " too");
        }
        for (const size_t i : well_formed) check_outer_shares(i, by_path);
    }

    // A share may lie in one that leaves it out: no file then belongs to both.
    void check_outer_shares(size_t share, const std::map<std::string, size_t>& by_path) {
        const std::string& path = config.shares[share].path;
        for (size_t cut = path == "/" ? 0 : path.rfind('/'); path != "/"; cut = path.rfind('/', cut - 1)) {
            const auto outer = by_path.find(cut == 0 ? "/" : path.substr(0, cut));
            if (outer != by_path.end() && !leaves_out(config.shares[outer->second], path)) {
                const std::string pattern = pattern_of(std::string_view(path).substr(cut + 1)) + "/";
                add(share_key(share, ".path"),
                    quoted(path) + " lies inside " + share_and_line(outer->second) + ", " + quoted(outer->first) +
                        ", which would list it too; leave it out there with exclude: [" + quoted(pattern) +
                        "], or drop one of them");
                return;
            }
            if (cut == 0) return;
        }
    }

    void check_catalogue(const std::vector<size_t>& well_formed) {
        const std::string& path = config.catalogue.path;
        if (const std::string problem = path_problem(path); !problem.empty()) return add("catalogue.path", problem);
        if (path == "/") return add("catalogue.path", "must name a file, got a directory");
        for (const size_t i : well_formed) {
            const ShareConfig& share = config.shares[i];
            if (!is_at_or_below(path, share.path) || excludes(share, path)) continue;
            add("catalogue.path", quoted(path) + " lies inside " + share_and_line(i) +
                                      ", so that every scan would find it changed; " +
                                      "move it, or exclude its directory there");
        }
    }

    // Its directory is excluded, or the file with what SQLite keeps beside it.
    static bool excludes(const ShareConfig& share, const std::string& path) {
        if (path == share.path) return false;  // no directory, and nothing below it could be excluded
        if (leaves_out(share, path.substr(0, path.rfind('/')))) return true;
        const IgnorePatterns patterns(exclude_patterns(share));
        const std::string below = path.substr(share.path == "/" ? 1 : share.path.size() + 1);
        return patterns.ignores(below, false) && patterns.ignores(below + "-wal", false);
    }

    // No scan of `share` comes into `directory`, which is its path or lies below it.
    static bool leaves_out(const ShareConfig& share, const std::string& directory) {
        std::optional<IgnorePatterns> patterns;
        try {
            patterns.emplace(exclude_patterns(share));
        } catch (const Error&) {
            return true;  // told already, with its own line
        }
        const size_t start = share.path == "/" ? 1 : share.path.size() + 1;
        if (directory.size() < start) return false;
        for (size_t slash = directory.find('/', start);; slash = directory.find('/', slash + 1)) {
            const size_t end = std::min(slash, directory.size());
            if (patterns->ignores(directory.substr(start, end - start), true)) return true;
            if (end == directory.size()) return false;
        }
    }
};

}  // namespace

std::vector<Problem> find_problems(const Config& config, const Positions& positions) {
    Check check{config, positions, {}};
    std::vector<size_t> well_formed;
    for (size_t i = 0; i < config.shares.size(); ++i) {
        if (const std::string problem = path_problem(config.shares[i].path); !problem.empty()) {
            check.add(share_key(i, ".path"), problem);
        } else {
            well_formed.push_back(i);
            check.check_system_path(i);
        }
        check.check_patterns(i, ".exclude", config.shares[i].exclude);
        check.check_patterns(i, ".exclude_snapshots", config.shares[i].exclude_snapshots);
        check.check_marker(i);
        check.check_quiet_hours(i);
        check.check_client_paths(i);
    }
    check.check_names();
    check.check_projects();
    check.check_publications();
    check.check_access();
    check.check_overlaps(well_formed);
    check.check_catalogue(well_formed);
    if (const std::string& scanner = config.scan.scanner; scanner.starts_with("unix:")) {
        if (const std::string problem = listen_problem(scanner); !problem.empty()) check.add("scan.scanner", problem);
    } else if (!scanner.empty() && scanner[0] != '/') {
        check.add("scan.scanner", "must be an absolute path, \"unix:/path\" or empty, got " + quoted(scanner));
    }
    for (const HttpProblem& problem : find_http_problems(config.http)) check.add(problem.key, problem.reason);
    return std::move(check.problems);
}

void check_config(const Config& config) { throw_problems("", find_problems(config)); }

}  // namespace tocd
