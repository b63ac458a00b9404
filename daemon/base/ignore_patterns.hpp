// Patterns in gitignore syntax: which entries of a share are left out.
// Source: gitignore(5); "!" re-includes, a trailing "/" matches directories only, "**" spans folders.
// Thread: any after construction.
#pragma once

#include "base/glob.hpp"

#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

class IgnorePatterns {
public:
    // Blank patterns and those that start with '#' say nothing; "\!", "\#" and "\ " (at the end) are meant literally.
    // Throws Error(invalid_argument) that names the pattern when one is malformed, where git takes it and matches nothing.
    explicit IgnorePatterns(const std::vector<std::string>& patterns);

    // `path` is relative to the share, without leading or trailing '/'. The last pattern that matches decides.
    // Parents are the caller's: an entry below an ignored directory is never asked for.
    [[nodiscard]] bool ignores(std::string_view path, bool is_directory) const noexcept;

    struct Decision {
        size_t index = 0;      // of the pattern, in the list that was given
        bool negated = false;  // it takes the entry in
    };
    // The pattern that decides; none: no pattern matches.
    [[nodiscard]] std::optional<Decision> deciding(std::string_view path, bool is_directory) const noexcept;

    // False: no pattern matches any directory, or any other entry.
    [[nodiscard]] bool concern(bool is_directory) const noexcept { return is_directory ? !rules_.empty() : concern_files_; }

private:
    struct Rule {
        std::string pattern;  // without '!', leading and trailing '/'
        bool negated = false;
        bool directories_only = false;
        size_t index = 0;
        bool anchored = false;  // holds a '/': matched against the whole path, else against the last name
    };
    std::vector<Rule> rules_;
    bool concern_files_ = false;
    // First bytes of what may match at all: of the whole path (anchored rules) and of the last name (the others).
    std::bitset<256> path_begins_;
    std::bitset<256> name_begins_;
};

// The pattern for the one entry `path`, relative to the share: anchored, with what has a meaning in patterns escaped.
[[nodiscard]] std::string pattern_of(std::string_view path);

}  // namespace tocd
