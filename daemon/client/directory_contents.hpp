// A directory of the catalogue with all that is directly in it, however much that is. Thread: one.
#pragma once

#include "client/session.hpp"

#include <functional>
#include <optional>
#include <string>

namespace tocd {

struct DirectoryContents {
    Json answer;                // of GET /api/v1/directories, its lists whole: more_* are false
    bool files_follow = false;  // too many files to sort: they are not in the answer, see read_files_of()
};

// `path` empty: the roots of all shares. Nothing when the catalogue has no such directory.
[[nodiscard]] std::optional<DirectoryContents> read_directory_contents(const Session& session, const std::string& path,
                                                                       const std::string& sort,
                                                                       const std::string& gone);

// Every file directly in the directory, in the catalogue's order.
void read_files_of(const Session& session, const Json& directory, const std::string& gone,
                   const std::function<void(Json file)>& take);

// The file of exactly this path. Nothing when the catalogue has none.
[[nodiscard]] std::optional<Json> read_file_at(const Session& session, const std::string& path,
                                               const std::string& gone);

}  // namespace tocd
