// What decides of a share's names which are kept, and why a path is in or out.
// Thread: any (pure).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

// Of the configuration, as far as people may want to know it.
struct ShareRules {
    std::string share;
    std::string path;                            // of the root, absolute, bytes
    std::vector<std::string> exclude_snapshots;  // tried first
    std::vector<std::string> exclude;            // the last pattern of both that matches decides
    bool one_file_system = true;
    std::string marker;
    uint32_t max_entries_per_second = 0;
    bool back_off = true;
    std::vector<std::string> quiet_hours;
    std::vector<std::string> client_paths;       // where people find it on their machines
};

struct Explanation {
    bool included = true;
    std::string reason;   // a sentence's part, for people
    std::string at;       // the path that decides, absolute, bytes: the one asked for or a directory above it
    std::string pattern;  // as it is written; empty: none matched
    std::string list;     // exclude_snapshots or exclude; empty: none
};

// Whether the absolute `path` is in the share as far as names tell; below the root, without "." and "..".
// Throws Error(not_found) when it is not below the share's root.
[[nodiscard]] Explanation explain_path(const ShareRules& rules, std::string_view path, bool is_directory);

// True when the absolute `path` is the root of the share or below it.
[[nodiscard]] bool lies_in_share(const ShareRules& rules, std::string_view path) noexcept;

}  // namespace tocd
