// What a query means for a directory: it is asked as if it were a file of that name where the directory is, of which only
// name and place are known. Slow and plain: every other evaluation must agree.
// Thread: any; one object may be used by several at once.
#pragma once

#include "search/file_match.hpp"

namespace tocd {

struct DirectoryFacts {
    std::string_view path;   // absolute, as it is shown
    std::string_view share;  // name
    std::string_view project;  // empty: none
    uint32_t level = 0;      // 0: the share's root
    bool gone = false;
};

class DirectoryMatch {
public:
    // Throws as FileMatch.
    explicit DirectoryMatch(const QueryTree& tree);

    // unknown: it depends on what only files have, such as size, times, owner and extension.
    [[nodiscard]] Truth judge(const DirectoryFacts& directory) const;

    // How well its name fits, as FileMatch::relevance() has it; 0: no word of the query stands in it.
    [[nodiscard]] uint32_t fit(std::string_view name) const { return match_.relevance(name); }

private:
    FileMatch match_;
};

// Whether a word that is looked for may stand in names, so that some directory may fit.
[[nodiscard]] bool has_words(const QueryTree& tree) noexcept;

}  // namespace tocd
