#include "catalogue/directory_paths.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/statement.hpp"
#include "model/records.hpp"

#include <algorithm>
#include <set>

namespace tocd {
namespace {

constexpr size_t kDeepest = 1'000'000;  // levels; only a chain that bites its own tail is longer
constexpr size_t kMostKept = 50'000;    // a query of all paths goes through every directory there is
constexpr size_t kLongestKept = 4096;   // bytes; all prefixes of one endless path would fill the memory

}  // namespace

std::string join_path(std::string_view directory, std::string_view name) {
    std::string path(directory);
    if (name.empty()) return path;  // an earlier row of it: see retire_directory_row()
    if (!path.ends_with('/')) path += '/';
    return path.append(name);
}

std::vector<std::string_view> path_parts(std::string_view path) {
    if (!path.starts_with('/'))
        throw Error(ErrorKind::invalid_argument,
                    "the path " + display_text(path) + " must be absolute, starting with /");
    std::vector<std::string_view> parts;
    while (!path.empty()) {
        const size_t slash = std::min(path.find('/'), path.size());
        if (slash > 0) parts.push_back(path.substr(0, slash));
        path.remove_prefix(std::min(slash + 1, path.size()));
    }
    return parts;
}

std::vector<int64_t> chain_of(Database& database, int64_t directory_id) {
    std::vector<int64_t> ids;
    std::set<int64_t> seen;  // parents that run in a circle come to an end
    Statement parent(database, "SELECT ifnull(parent_id, 0) FROM directory WHERE id = ?1");
    while (seen.insert(directory_id).second && parent.bind(1, directory_id).step()) {
        ids.push_back(directory_id);
        directory_id = parent.integer(0);
        parent.reset();
    }
    return ids;
}

NotFound no_directory(std::string_view path) {
    return {Named::directory, "the catalogue has no directory " + display_text(path)};
}

std::vector<const ShareRow*> shares_below(std::string_view path, const std::vector<const ShareRow*>& shares) {
    const std::vector<std::string_view> parts = path_parts(path);
    std::vector<const ShareRow*> out;
    for (const ShareRow* share : shares) {
        const std::vector<std::string_view> root = path_parts(share->path);
        if (parts.size() < root.size() && std::equal(parts.begin(), parts.end(), root.begin())) out.push_back(share);
    }
    return out;
}

const std::string& DirectoryPaths::path_of(int64_t directory_id) {
    if (const auto known = paths_.find(directory_id); known != paths_.end()) return known->second;
    if (paths_.size() >= kMostKept) paths_.clear();
    struct Step {
        int64_t id;
        std::string name;
    };
    std::vector<Step> chain;  // not a recursion: a share may be deeper than the stack
    std::string path;
    Statement row(call_.database(), "SELECT parent_id, ifnull(name_raw, name), share_id FROM directory WHERE id = ?1");
    for (int64_t id = directory_id;;) {
        if (const auto known = paths_.find(id); known != paths_.end()) {
            path = known->second;
            break;
        }
        row.reset();
        row.bind(1, id);
        if (!row.step() || chain.size() > kDeepest)
            throw Error(ErrorKind::corrupt,
                        "directory " + std::to_string(id) + " of the catalogue has no way up to a share");
        if (row.is_null(0)) {
            const ShareRow* const share = call_.share(row.integer(2));
            if (share == nullptr) throw NotFound(Named::directory, "there is no such directory");
            path = paths_.emplace(id, share->path).first->second;
            break;
        }
        chain.push_back({id, row.text(1)});
        id = row.integer(0);
    }
    for (auto step = chain.rbegin(); step != chain.rend(); ++step) {
        path = join_path(path, step->name);
        if (path.size() < kLongestKept) paths_.emplace(step->id, path);
    }
    return paths_.insert_or_assign(directory_id, std::move(path)).first->second;
}

const std::string& DirectoryPaths::project_of(int64_t directory_id) {
    if (directory_id != project_directory_id_) {
        project_ = call_.project_of(path_of(directory_id));
        project_directory_id_ = directory_id;
    }
    return project_;
}

int64_t DirectoryPaths::root_of(const ShareRow& share) {
    Statement listed(call_.database(),
                     "SELECT id FROM directory WHERE parent_id IS NULL AND +share_id = ?1 ORDER BY id DESC LIMIT 1");
    if (listed.bind(1, share.id).step()) return listed.integer(0);
    Statement pending(call_.database(),
                      "SELECT -id FROM pending_directory WHERE parent_id IS NULL AND share_id = ?1 LIMIT 1");
    return pending.bind(1, share.id).step() ? pending.integer(0) : 0;
}

std::optional<int64_t> DirectoryPaths::child(int64_t parent_id, std::string_view name) {
    // A name that is not UTF-8 stands as a BLOB in the index, all others as TEXT; the two never compare equal.
    Statement listed(call_.database(),
                     "SELECT id, state FROM directory WHERE parent_id = ?1 AND ifnull(name_raw, name) = ?2 ORDER BY state LIMIT 1");
    std::optional<int64_t> found;
    if (listed.bind(1, parent_id).bind_name(2, name).step()) {
        found = listed.integer(0);
        if (listed.integer(1) < static_cast<int>(DirectoryState::staged_gone)) return found;
    }
    // One that is new under the name comes before those that left it.
    Statement pending(call_.database(),
                      "SELECT -id FROM pending_directory WHERE parent_id = ?1 AND ifnull(name_raw, name) = ?2");
    if (pending.bind(1, parent_id).bind_name(2, name).step()) return pending.integer(0);
    return found;
}

FoundDirectory DirectoryPaths::find(std::string_view path, const std::vector<const ShareRow*>& shares) {
    if (auto found = look_up(path, shares)) return *std::move(found);
    throw no_directory(path);
}

std::optional<FoundDirectory> DirectoryPaths::look_up(std::string_view path, const std::vector<const ShareRow*>& shares) {
    const std::vector<std::string_view> parts = path_parts(path);
    if (!call_.sight().shows(path)) return std::nullopt;
    struct Candidate {
        const ShareRow* share;
        size_t depth;  // parts of its root
    };
    std::vector<Candidate> candidates;
    for (const ShareRow* share : shares) {
        const std::vector<std::string_view> root = path_parts(share->path);
        if (root.size() <= parts.size() && std::equal(root.begin(), root.end(), parts.begin()))
            candidates.push_back({share, root.size()});
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.depth > b.depth; });
    for (const auto& [share, depth] : candidates) {
        FoundDirectory found{share, root_of(*share), {}};
        size_t next = depth;
        for (; next < parts.size() && found.id > 0; ++next) {
            const std::optional<int64_t> below = child(found.id, parts[next]);
            if (!below) break;
            found.ancestors.push_back(found.id);
            found.id = *below;
        }
        if (next == parts.size()) return found;
    }
    return std::nullopt;
}

}  // namespace tocd
