#include "scan/check_stamps.hpp"

#include "scan/directory_identity.hpp"

#include <cerrno>
#include <optional>
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

    Outcome<FileStat> stat(const std::string& path) {
        if (path.size() > kMaxPathBytes) return Outcome<FileStat>::failed(ENAMETOOLONG);
        const auto [parent, name] = split(path);
        if (name.empty()) return root_->stat();
        if (!opened_ || parent != parent_) {
            parent_ = parent;
            opened_ = file_system_.open_below(root_, parent, cross_mounts_);
        }
        if (!opened_->ok()) return Outcome<FileStat>::failed(opened_->error_number);
        return opened_->value->stat_entry(name.data());
    }

private:
    FileSystem& file_system_;
    const DirectoryPtr& root_;
    const bool cross_mounts_;
    std::string_view parent_;
    std::optional<Outcome<DirectoryPtr>> opened_;
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
        const Outcome<FileStat> now = looker.stat(item.path);
        bool unchanged = false;
        if (now.ok() && now.value.type == NameType::directory) {
            const DirectoryAttributes attributes = attributes_of(now.value);
            unchanged = same_stamp(attributes, item.known) && attributes.mount_root == item.known.mount_root &&
                        still_mounted(item.known, attributes);
        }
        (unchanged ? out.unchanged.nodes : out.changed).push_back(node);
    }
    return out;
}

}  // namespace tocd
