// What SQL cannot tell of a file by itself: texts of a query in names and paths, and how deep a directory lies. Each is
// a value that a statement is given as a pointer, for functions that every connection has:
//   finds(sought, text)                 whether the text answers to it
//   finds(sought, directory id, name)   whether the path of that file does; name NULL: the path of the directory
//   in_project(sought, directory id)   whether the directory's project answers to it
//   depth(depths, directory id, share id)
//   path(paths, directory id, name)     the path of that file as it is shown
//   project(paths, directory id)        the directory's project, '' without one
//   misfit(match, name)                 how little a name fits the search: 0 less its relevance
// Thread: that of its ReadCall.
#pragma once

#include "catalogue/directory_paths.hpp"
#include "catalogue/read_call.hpp"
#include "search/file_match.hpp"
#include "search/sought_text.hpp"

#include <cstdint>
#include <string>
#include <string_view>

struct sqlite3;

namespace tocd {

class SoughtRows {
public:
    static constexpr const char* kPointerType = "tocd sought";

    SoughtRows(DirectoryPaths& paths, const TextValue& value) : paths_(paths), sought_(value) {}

    [[nodiscard]] bool is_in(std::string_view text) { return sought_.is_in(text, room_); }
    // Throws as DirectoryPaths::path_of().
    [[nodiscard]] bool is_in_directory(int64_t directory_id);
    [[nodiscard]] bool is_in_path(int64_t directory_id, std::string_view name);

private:
    void look_at(int64_t directory_id);

    DirectoryPaths& paths_;
    SoughtText sought_;
    std::string room_;
    std::string path_;
    int64_t directory_id_ = 0;  // the last one: files come directory by directory
    std::string directory_;     // its path as it is shown
    bool in_directory_ = false;
};

class SoughtProjects {
public:
    static constexpr const char* kPointerType = "tocd projects";

    SoughtProjects(DirectoryPaths& paths, const TextValue& value) : paths_(paths), sought_(value) {}
    [[nodiscard]] bool is_in(int64_t directory_id);  // throws as DirectoryPaths::path_of()

private:
    DirectoryPaths& paths_;
    SoughtText sought_;
    std::string room_;
    int64_t directory_id_ = 0;  // the last one
    bool is_in_ = false;
};

class DirectoryDepths {
public:
    static constexpr const char* kPointerType = "tocd depths";

    DirectoryDepths(ReadCall& call, DirectoryPaths& paths) : call_(call), paths_(paths) {}
    [[nodiscard]] int64_t depth(int64_t directory_id, int64_t share_id);

private:
    ReadCall& call_;
    DirectoryPaths& paths_;
    int64_t directory_id_ = 0;
    int64_t depth_ = 0;
};

inline constexpr const char* kPathsPointerType = "tocd paths";  // DirectoryPaths
inline constexpr const char* kMatchPointerType = "tocd match";  // a FileMatch

// Gives a new connection the functions.
void add_sought_functions(sqlite3* handle);

}  // namespace tocd
