#include "scan/check_stamps.hpp"

#include "scan/directory_identity.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <string_view>

namespace tocd {
namespace {

struct SplitPath {
    std::string_view parent;
    std::string_view name;  // NUL-terminated, as the path is; empty for the root
};

SplitPath split(const std::string& path) {
    const size_t slash = path.rfind('/');
    if (slash == std::string::npos) return {{}, path};
    return {std::string_view(path).substr(0, slash), std::string_view(path).substr(slash + 1)};
}

// Keeps the parent of the last directory open.
class Looker {
public:
    Looker(FileSystem& file_system, const DirectoryPtr& root, bool cross_mounts)
        : file_system_(file_system), root_(root), cross_mounts_(cross_mounts) {}

    // Whether the directory at `path`, which must outlive this, is where and as it is known to be.
    bool is_unchanged(const std::string& path, const DirectoryAttributes& known) {
        const Outcome<FileStat> now = stat(path);
        if (!now.ok() || now.value.type != NameType::directory) return false;
        const DirectoryAttributes attributes = attributes_of(now.value);
        if (!same_stamp(attributes, known) || attributes.mount_root != known.mount_root || !still_mounted(known, attributes)) return false;
        if (path.size() + 1 + NAME_MAX < PATH_MAX) unchanged_.push_back(path);
        return true;
    }

private:
    Outcome<FileStat> stat(const std::string& path) {
        if (path.size() > kMaxPathBytes) return Outcome<FileStat>::failed(ENAMETOOLONG);
        const auto [parent, name] = split(path);
        if (name.empty()) return root_->stat();
        if (!have_parent_ || parent != parent_) {
            have_parent_ = true;
            parent_ = parent;
            // Every second directory of a usual tree is the first of its parent: to open and close that costs as much as the look.
            by_path_ = std::find(unchanged_.rbegin(), unchanged_.rend(), parent) != unchanged_.rend();
            if (!by_path_) opened_ = file_system_.open_below(root_, parent, cross_mounts_);
        }
        if (by_path_) return root_->stat_below(path.c_str());
        if (!opened_.ok()) return Outcome<FileStat>::failed(opened_.error_number);
        return opened_.value->stat_entry(name.data());
    }

    FileSystem& file_system_;
    const DirectoryPtr& root_;
    const bool cross_mounts_;
    bool have_parent_ = false;
    std::string_view parent_;
    bool by_path_ = false;  // the parent was looked at before, and was a directory: nothing on the way to it is a link
    Outcome<DirectoryPtr> opened_;
    std::vector<std::string_view> unchanged_;
};

}  // namespace

StampsChecked check_stamps(FileSystem& file_system, const DirectoryPtr& root, const Job& job, const StampCheck& check,
                           bool cross_mounts, const Clock& clock) {
    StampsChecked out;
    out.unchanged.job_id = job.id;
    out.unchanged.checked_at_ns = clock.now_ns();
    Looker looker(file_system, root, cross_mounts);
    for (const uint32_t node : check.nodes) {
        const DirectoryToList& item = job.directories[node];
        (looker.is_unchanged(item.path, item.known) ? out.unchanged.nodes : out.changed).push_back(node);
    }
    return out;
}

}  // namespace tocd
