// A glob, looked for in the whole paths of the files of chunks: how far each directory's path brings it is worked out once, so that
// of a file only the name is looked at. Answers as search/sought_text does for each path.
// Thread: any; one object may be used by several at once.
#pragma once

#include "index/directory_table.hpp"
#include "index/file_chunk.hpp"
#include "search/glob_steps.hpp"

#include <string_view>
#include <vector>

namespace tocd {

class PathGlob {
public:
    // `directories` outlives it.
    PathGlob(const DirectoryTable& directories, const GlobSteps& steps);
    [[nodiscard]] RowBits matching(const FileChunk& chunk, const RowBits& alive) const;

private:
    const GlobSteps steps_;
    std::vector<GlobSteps::Places> places_;  // by directory id: behind its path and the '/' that follows
};

}  // namespace tocd
