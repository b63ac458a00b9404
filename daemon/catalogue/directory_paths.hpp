// Between directories and their absolute paths: up by parent_id, down by name. Paths are made of exact bytes.
// Thread: that of its ReadCall. What was looked up once is remembered while it lives.
#pragma once

#include "base/error.hpp"
#include "catalogue/read_call.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tocd {

// "/srv/a" + "b"; a share may be "/". An empty name adds nothing.
[[nodiscard]] std::string join_path(std::string_view directory, std::string_view name);
// "/srv//a/" -> "srv", "a". Throws Error(invalid_argument) when `path` is not absolute.
[[nodiscard]] std::vector<std::string_view> path_parts(std::string_view path);

// What a path leads to: a directory row (id > 0), a pending one (id < 0), or the root of a share that has no row
// yet (id 0).
struct FoundDirectory {
    const ShareRow* share = nullptr;
    int64_t id = 0;
    std::vector<int64_t> ancestors;  // from the share's root down, without itself
};

// The directory and those above it, up to its share's root; without what is not there.
[[nodiscard]] std::vector<int64_t> chain_of(Database& database, int64_t directory_id);

// What to throw for a path that leads nowhere.
[[nodiscard]] NotFound no_directory(std::string_view path);

// Those of `shares` whose root lies below `path`. Throws what path_parts() throws.
[[nodiscard]] std::vector<const ShareRow*> shares_below(std::string_view path, const std::vector<const ShareRow*>& shares);

class DirectoryPaths {
public:
    explicit DirectoryPaths(ReadCall& call) : call_(call) {}

    // Throws Error(corrupt) when its chain of parents does not end at a share's root, Error(not_found) when that share is not
    // the viewer's. Valid until the next call.
    [[nodiscard]] const std::string& path_of(int64_t directory_id);

    // The project of that directory, as it is shown; empty: none. Throws the same. Valid until the next call.
    [[nodiscard]] const std::string& project_of(int64_t directory_id);

    // Looks in those of `shares` whose root is a prefix of `path`, the deepest root first. Throws Error(not_found).
    [[nodiscard]] FoundDirectory find(std::string_view path, const std::vector<const ShareRow*>& shares);

    // The same; nothing where find() throws.
    [[nodiscard]] std::optional<FoundDirectory> look_up(std::string_view path, const std::vector<const ShareRow*>& shares);

    // The row of a share's root: as in FoundDirectory::id.
    [[nodiscard]] int64_t root_of(const ShareRow& share);

private:
    [[nodiscard]] std::optional<int64_t> child(int64_t parent_id, std::string_view name);

    ReadCall& call_;
    std::unordered_map<int64_t, std::string> paths_;
    int64_t project_directory_id_ = 0;  // the last one: files come directory by directory
    std::string project_;
};

}  // namespace tocd
