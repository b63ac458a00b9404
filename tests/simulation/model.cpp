#include "model.hpp"

#include <algorithm>
#include <cerrno>
#include <set>
#include <stdexcept>

namespace tocd::simulation {
namespace {

using Standing = ModelFile::Standing;

std::string child_path(const std::string& path, std::string_view name) {
    return path.empty() ? std::string(name) : path + "/" + std::string(name);
}

void put(ModelFile& file, const Entry& entry) {
    file.size_bytes = entry.size_bytes;
    file.allocated_bytes = entry.allocated_bytes;
    file.mtime_ns = entry.mtime_ns;
    file.ctime_ns = entry.ctime_ns;
    file.atime_ns = entry.atime_ns == kNoTime ? std::nullopt : std::optional(entry.atime_ns);
    file.btime_ns = entry.btime_ns == kNoTime ? std::nullopt : std::optional(entry.btime_ns);
    file.uid = entry.uid;
    file.gid = entry.gid;
    file.link_count = entry.link_count;
    file.inode = entry.inode;
}

// "staged gone → gone (scan ended clean)": with everything below.
void go(ModelDirectory& directory) {
    directory.state = DirectoryState::gone;
    for (auto& [name, file] : directory.files)
        if (file.standing == Standing::missing || file.standing == Standing::absent) file.standing = Standing::gone;
    std::erase_if(directory.children, [](const auto& child) { return child.second.state == DirectoryState::pending; });
    for (auto& [name, child] : directory.children)
        if (!child.gone()) go(child);
}

// "Absence is concluded only from a complete, clean listing of the parent", and from one of this scan: since an
// earlier one that ended early the name may be back.
void settle(ModelDirectory& directory, UnixNs started_ns) {
    const bool listed_now = directory.clean && directory.last_listed_ns.value_or(kNoTime) >= started_ns;
    for (auto& [name, file] : directory.files)
        if (listed_now && file.standing == Standing::absent) file.standing = Standing::gone;
    for (auto& [name, child] : directory.children) {
        if (listed_now && child.state == DirectoryState::staged_gone)
            go(child);
        else if (!child.gone())
            settle(child, started_ns);
    }
}

int64_t count_present(const ModelDirectory& directory, UnixNs listed_since_ns) {
    int64_t count = 0;
    if (directory.last_listed_ns.value_or(kNoTime) >= listed_since_ns)
        for (const auto& [name, file] : directory.files) count += directory.shown_as_gone(file) ? 0 : 1;
    for (const auto& [name, child] : directory.children) count += count_present(child, listed_since_ns);
    return count;
}

}  // namespace

int64_t Model::present_files() const { return root_ ? count_present(*root_, kNoTime) : 0; }
int64_t Model::present_files_listed() const { return root_ ? count_present(*root_, started_ns_) : 0; }

void Model::begun(const ScanStart& start) {
    started_ns_ = start.started_ns;
    directories_listed = unclean = failed = skipped_mounts = others = excluded = 0;
    if (root_) return;
    root_.emplace();
    root_->inode = start.root.inode;
    root_->first_seen_ns = start.started_ns;
}

void Model::expect(uint64_t job_id, const std::vector<DirectoryToList>& items) {
    Job& job = jobs_[job_id];
    for (const DirectoryToList& item : items) {
        job.paths.push_back(item.path);
        job.known.push_back(true);
    }
}

void Model::job_done(uint64_t job_id) { jobs_.erase(job_id); }
void Model::abandoned() {
    jobs_.clear();
    settled = false;
}

void Model::finished(ScanEnding ending) {
    jobs_.clear();
    settled = true;
    if (ending == ScanEnding::clean) settle(*root_, started_ns_);
}

ModelDirectory& Model::at(const std::string& path) {
    ModelDirectory* directory = &*root_;
    for (size_t begin = 0; begin < path.size();) {
        const size_t end = std::min(path.find('/', begin), path.size());
        const auto child = directory->children.find(path.substr(begin, end - begin));
        if (child == directory->children.end())
            throw std::logic_error("the scan listed what no listing showed: " + path);
        directory = &child->second;
        begin = end + 1;
    }
    return *directory;
}

void Model::take(const Listing& listing, UnixNs now_ns) {
    Job& job = jobs_.at(listing.job_id);
    if (listing.node >= job.known.size() || !job.known[listing.node])
        throw std::logic_error("a frame speaks of a node that nobody announced");
    if (listing.kind == ListingKind::part) {
        job.parts[listing.node].push_back(listing);
        return;
    }
    const std::string path = job.paths[listing.node];
    ModelDirectory& directory = at(path);
    if (listing.kind == ListingKind::failed) return failed_listing(path, directory, listing.error_number);

    // A scanner's clock may be wrong; nothing was seen before the scan, nor in the future.
    const UnixNs seen_ns = std::clamp(listing.listed_at_ns, started_ns_, std::max(started_ns_, now_ns));
    directory.state = DirectoryState::listed;
    directory.error_number.reset();
    directory.inode = listing.attributes.inode;
    directory.attributes = listing.attributes;
    directory.listing_us = listing.listing_us;
    directory.entry_count = listing.entry_count;
    directory.clean = listing.clean;
    others += static_cast<int64_t>(listing.other_count);
    excluded += static_cast<int64_t>(listing.excluded_count);
    failed += static_cast<int64_t>(listing.unreadable_count);
    (listing.clean ? directories_listed : unclean) += 1;
    if (listing.kind != ListingKind::listing) {
        same_listing(directory, seen_ns);
        directory.last_listed_ns = seen_ns;
        return;
    }

    std::vector<const Entry*> files;
    std::vector<const Entry*> children;
    const auto sort_out = [&](const Listing& piece) {
        for (const Entry& entry : piece.entries) (entry.type == EntryType::file ? files : children).push_back(&entry);
    };
    const std::vector<Listing> parts = std::move(job.parts[listing.node]);
    job.parts.erase(listing.node);
    for (const Listing& part : parts) sort_out(part);
    sort_out(listing);
    files_of(directory, files, seen_ns, listing.clean);
    children_of(directory, children, seen_ns, listing.clean);
    directory.last_listed_ns = seen_ns;

    if (listing.first_child_node == 0) return;
    for (size_t k = 0; k < children.size(); ++k) {
        const size_t node = listing.first_child_node + k;
        job.paths.resize(std::max(job.paths.size(), node + 1));
        job.known.resize(job.paths.size());
        job.paths[node] = child_path(path, children[k]->name);
        job.known[node] = true;
    }
}

void Model::failed_listing(const std::string& path, ModelDirectory& directory, int error_number) {
    const bool vanished = error_number == ENOENT || error_number == ENOTDIR || error_number == ELOOP;
    if (vanished && !path.empty()) {  // its parent's next listing tells; once
        if (directory.state == DirectoryState::pending && directory.first_seen_ns >= started_ns_) return;
        if (directory.state == DirectoryState::listed && !directory.error_number) {
            directory.error_number = error_number;
            return;
        }
    }
    // What was listed here before lies below a mount now.
    if (error_number == EXDEV && directory.last_listed_ns) error_number = EBUSY;
    directory.state = DirectoryState::failed;
    directory.error_number = error_number;
    (error_number == EXDEV ? skipped_mounts : failed) += 1;
}

void Model::same_listing(ModelDirectory& directory, UnixNs seen_ns) {
    for (auto& [name, file] : directory.files)
        if (file.standing == Standing::held) file.last_seen_ns = seen_ns;
}

void Model::files_of(ModelDirectory& directory, const std::vector<const Entry*>& entries, UnixNs seen_ns, bool clean) {
    std::set<std::string_view> seen;
    for (const Entry* entry : entries) {
        if (!seen.insert(entry->name).second) continue;
        const auto [file, is_new] = directory.files.try_emplace(std::string(entry->name));
        if (is_new) file->second.first_seen_ns = seen_ns;
        put(file->second, *entry);
        file->second.last_seen_ns = seen_ns;
        file->second.standing = Standing::held;
    }
    for (auto& [name, file] : directory.files) {
        if (seen.contains(name) || file.standing == Standing::gone) continue;
        if (clean)
            file.standing = Standing::absent;
        else if (file.standing == Standing::held)
            file.standing = Standing::missing;
    }
}

void Model::children_of(ModelDirectory& directory, const std::vector<const Entry*>& entries, UnixNs seen_ns,
                        bool clean) {
    std::set<std::string_view> seen;
    for (const Entry* entry : entries) {
        if (!seen.insert(entry->name).second) continue;
        const auto [child, is_new] = directory.children.try_emplace(std::string(entry->name));
        if (is_new) {
            child->second.inode = entry->inode;
            child->second.first_seen_ns = seen_ns;
        } else if (child->second.state == DirectoryState::staged_gone || child->second.gone()) {
            child->second.state = DirectoryState::listed;  // "whatever is seen again goes back to listed"
        }
    }
    if (!clean) return;
    std::erase_if(directory.children, [&](const auto& child) {
        return child.second.state == DirectoryState::pending && !seen.contains(child.first);
    });
    for (auto& [name, child] : directory.children)
        if (!seen.contains(name) && !child.gone()) child.state = DirectoryState::staged_gone;
}

}  // namespace tocd::simulation
