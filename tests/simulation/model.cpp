#include "model.hpp"

#include "catalogue_comparison.hpp"

#include <algorithm>
#include <cerrno>
#include <set>
#include <stdexcept>

namespace tocd::simulation {
namespace {

using Standing = ModelFile::Standing;

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

int64_t count_present(const ModelDirectory& directory, UnixNs listed_since_ns) {
    int64_t count = 0;
    if (directory.last_listed_ns.value_or(kNoTime) >= listed_since_ns)
        for (const auto& [name, file] : directory.files) count += directory.shown_as_gone(file) ? 0 : 1;
    for (const auto& [name, child] : directory.children) count += count_present(child, listed_since_ns);
    return count;
}

size_t count_names(const ModelDirectory& directory) {
    size_t count = directory.files.size();
    for (const auto& [name, child] : directory.children) count += 1 + count_names(child);
    return count;
}

}  // namespace

int64_t Model::present_files() const { return root_ ? count_present(*root_, kNoTime) : 0; }
int64_t Model::present_files_listed() const { return root_ ? count_present(*root_, started_ns_) : 0; }

void Model::begun(const ScanStart& start, int64_t scan_id) {
    scan_id_ = scan_id;
    mode_ = scanned_ ? start.mode : ScanMode::full;  // there is nothing to believe yet
    rules_ = start.rules;
    accept_root_ = start.accept_root;
    started_ns_ = start.started_ns;
    directories_listed = unclean = failed = skipped_mounts = others = excluded = unchanged = moved_directories = moved_files = 0;
    held = purged = 0;
    met = {};
    std::erase_if(serial_of_, [](const auto& known) { return known.first < 0; });
    moved_now_.clear();
    staged_now_.clear();
    revived_.clear();
    vanished_.clear();
    added_.clear();
    if (root_) forget_origins(*root_);
    if (root_) return;
    root_.emplace();
    root_->serial = ++last_serial_;
    root_->inode = start.root.inode;
    root_->first_seen_ns = start.started_ns;
}

void Model::handed_out(const std::vector<DirectoryToList>& items) {
    for (const DirectoryToList& item : items) {
        std::set<uint64_t> others;  // known by other keys: of two places under one path it is the other one
        for (const auto& [key, serial] : serial_of_)
            if ((key > 0) == (item.key > 0) && key != item.key) others.insert(serial);
        if (const auto known = serial_of_.find(item.key); item.key > 0 && known != serial_of_.end()) {
            if (path_of(known->second) != item.path) throw std::logic_error("the writer hands out a directory under another path: " + readable(item.path) + " not " + readable(path_of(known->second)));
            continue;
        }
        ModelDirectory* directory = by_path(item.path, item.key < 0, 0, others);
        if (directory == nullptr) throw std::logic_error("the writer hands out what no listing showed: " + readable(item.path));
        serial_of_[item.key] = directory->serial;
        if (item.key > 0) continue;
        directory->moved_from = 0;
        if (item.moved_from.empty()) continue;
        const ModelDirectory* from = by_path(item.moved_from, false, item.known.inode);
        if (from == nullptr) throw std::logic_error("the writer thinks of a move from nowhere: " + readable(item.moved_from));
        directory->moved_from = from->serial;
    }
}

void Model::expect(uint64_t job_id, const std::vector<DirectoryToList>& items) {
    Job& job = jobs_[job_id];
    for (const DirectoryToList& item : items) {
        job.serials.push_back(serial_of_.at(item.key));
        note_asked(item, *find(job.serials.back()).directory);
        job.paths.push_back(item.path);
        job.was_known.push_back(item.key > 0);
    }
}

void Model::job_done(uint64_t job_id) { jobs_.erase(job_id); }
void Model::abandoned() {
    jobs_.clear();
    settled = false;
}

void Model::finished(ScanEnding ending, UnixNs now_ns) {
    jobs_.clear();
    settled = true;
    if (ending != ScanEnding::clean) return;
    judge_vanished();
    remove_missed();
    date(now_ns);
    if (mode_ == ScanMode::part) return;
    scanned_ = true;
    last_whole = {scan_id_, started_ns_, now_ns, held};
    purge(now_ns);
}

ModelDirectory& Model::add(ModelDirectory& parent, std::string_view name, uint64_t inode, UnixNs first_seen_ns) {
    ModelDirectory& child = parent.children.emplace(std::string(name), ModelDirectory{})->second;
    child.serial = ++last_serial_;
    child.inode = inode;
    child.first_seen_ns = first_seen_ns;
    return child;
}

void Model::take_unchanged(const Unchanged& frame) {
    const Job& job = jobs_.at(frame.job_id);
    for (const uint32_t node : frame.nodes) {
        const uint64_t serial = job.serials.at(node);
        const Place place = find(serial);
        if (place.directory == nullptr || moved_now_.contains(serial) || staged_now_.contains(serial)) continue;
        vanished_.erase(serial);
        ++directories_listed;
        ++unchanged;
        same_listing(*place.directory, std::max(started_ns_, place.directory->last_listed_ns.value_or(kNoTime)));
    }
}

void Model::take(const Listing& listing, UnixNs now_ns) {
    Job& job = jobs_.at(listing.job_id);
    if (listing.node >= job.serials.size() || job.serials[listing.node] == 0)
        throw std::logic_error("a frame speaks of a node that nobody announced");
    if (listing.kind == ListingKind::part) {
        job.parts[listing.node].push_back(listing);
        return;
    }
    const std::vector<Listing> parts = std::move(job.parts[listing.node]);
    job.parts.erase(listing.node);
    const bool was_known = job.was_known[listing.node];
    const Place place = find(job.serials[listing.node]);
    const bool outdated = place.directory == nullptr || (was_known && moved_now_.contains(place.directory->serial));
    if (outdated) return;
    vanished_.erase(place.directory->serial);
    // It moved, along with what is above it, after it was asked for: what stands where it was may be another one.
    const bool elsewhere = !moved_now_.empty() && listing.node < job.paths.size() && path_of(place.directory->serial) != job.paths[listing.node];
    if (elsewhere && (!was_known || listing.kind == ListingKind::failed || is_replaced(place, was_known, listing))) return;
    ModelDirectory& newcomer = *place.directory;
    if (!was_known && newcomer.replaces != 0 && !listing.moved && !newcomer.waited && !moved_now_.contains(newcomer.replaces) &&
        is_wanted(newcomer.replaces, newcomer.serial)) {
        newcomer.waited = true;
        return;
    }
    if (listing.kind == ListingKind::failed) {
        if (was_known && staged_now_.contains(place.directory->serial)) return;
        const bool item = listing.node < job.paths.size();
        return failed_listing(place, listing.error_number, item ? job.paths[listing.node] : path_of(place.directory->serial));
    }
    note_seen(newcomer, was_known, listing);
    // A scanner's clock may be wrong; nothing was seen before the scan, nor in the future.
    const UnixNs seen_ns = std::clamp(listing.listed_at_ns, started_ns_, std::max(started_ns_, now_ns));
    if (is_replaced(place, was_known, listing)) {
        if (staged_now_.contains(place.directory->serial)) return;
        stage(*place.directory);
        ModelDirectory& late = add(*place.parent, place.at->first, listing.attributes.inode, seen_ns);
        late.replaces = place.directory->serial;
        return;
    }
    // Without entries it can only be the one that it was known as; else it is asked for once more.
    if (!was_known && listing.kind == ListingKind::same) {
        const Place from = find(newcomer.moved_from);
        if (from.directory == nullptr || !(from.directory->hash == listing.hash) || !adopts(place, listing)) return;
    }
    take(place, was_known, listing, parts, seen_ns, job);
}

void Model::take(Place place, bool was_known, const Listing& listing, const std::vector<Listing>& parts, UnixNs seen_ns, Job& job) {
    if (!was_known) {
        const std::string name = place.parent == nullptr ? "" : place.at->first;
        if (adopts(place, listing)) {
            const uint64_t serial = place.directory->moved_from;
            const Place from = find(serial);
            const bool may_be_taken = from.directory->state < DirectoryState::staged_gone && from.parent->state < DirectoryState::staged_gone;
            if (may_be_taken) add(*from.parent, from.at->first, 0, seen_ns);  // another one may have the name by now
            place.parent->children.erase(place.at);
            auto moved = from.parent->children.extract(from.at);
            moved.key() = name;
            ModelDirectory& now = place.parent->children.insert(std::move(moved))->second;
            now.moved_ns = seen_ns;
            if (now.gone()) revive(now);
            moved_now_.insert(serial);
            staged_now_.erase(serial);
            vanished_.erase(serial);
            ++moved_directories;
            met.big_moves += count_names(now) >= 10 ? 1 : 0;
            forget_replaced_below(now);
            std::erase_if(vanished_, [&](const auto& each) {  // not where they were looked for
                for (Place up = find(each.first); up.parent != nullptr; up = find(up.parent->serial))
                    if (up.parent->serial == serial) return true;
                return false;
            });
            place = find(serial);
        } else if (place.directory->replaces != 0 && !moved_now_.contains(place.directory->replaces)) {
            const uint64_t serial = place.directory->replaces;
            place.parent->children.erase(place.at);
            staged_now_.erase(serial);
            place = find(serial);
            if (place.directory->gone()) revive(*place.directory);
        }
    }
    ModelDirectory& directory = *place.directory;
    give_row(directory);
    // What its parent's listing missed after this was seen is not there any more.
    const bool missed_later = directory.state == DirectoryState::staged_gone && staged_now_.contains(directory.serial) &&
                              place.parent != nullptr && place.parent->last_listed_ns.value_or(seen_ns) > seen_ns;
    const bool clean = listing.clean && !is_cut_short(directory, listing);
    if (!missed_later) {
        staged_now_.erase(directory.serial);
        directory.state = DirectoryState::listed;
    }
    directory.error_number.reset();
    directory.inode = listing.attributes.inode;
    directory.attributes = listing.attributes;
    directory.listing_us = listing.listing_us;
    directory.entry_count = listing.entry_count;
    directory.clean = clean;
    directory.hash = clean ? listing.hash : ListingHash{};
    others += static_cast<int64_t>(listing.other_count);
    excluded += static_cast<int64_t>(listing.excluded_count);
    failed += static_cast<int64_t>(listing.unreadable_count);
    (clean ? directories_listed : unclean) += 1;
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
    for (const Listing& part : parts) sort_out(part);
    sort_out(listing);
    files_of(directory, files, seen_ns, clean);
    const uint64_t announced = last_serial_;
    children_of(directory, children, seen_ns, clean);
    directory.last_listed_ns = seen_ns;

    if (listing.first_child_node == 0) return;
    for (size_t k = 0; k < children.size(); ++k) {
        const size_t node = listing.first_child_node + k;
        job.serials.resize(std::max(job.serials.size(), node + 1));
        job.was_known.resize(job.serials.size());
        const auto [first, last] = directory.children.equal_range(std::string(children[k]->name));
        for (auto child = first; child != last; ++child)
            if (child->second.serial > announced) job.serials[node] = child->second.serial;
    }
}

// Seen again after it was gone: what it held then is there when its own listing says so.
void Model::revive(ModelDirectory& directory) {
    for (auto& [name, file] : directory.files) {
        if (file.standing == Standing::gone) continue;
        file.standing = Standing::gone;
        file.gone_ns = directory.gone_ns;
    }
    revived_.insert(directory.serial);
    directory.hash = {};
    directory.clean = false;
    directory.state = DirectoryState::listed;
    directory.gone_ns = 0;
}

std::string Model::path_of(uint64_t serial) {
    std::string path;
    for (Place at = find(serial); at.parent != nullptr; at = find(at.parent->serial))
        path = at.at->first + (path.empty() ? "" : "/" + path);
    return path;
}

void Model::failed_listing(Place place, int error_number, const std::string& asked_path) {
    const bool vanished = error_number == ENOENT || error_number == ENOTDIR || error_number == ELOOP;
    if (path_of(place.directory->serial) != asked_path) return;  // it moved, along with what is above it
    if (vanished && place.parent != nullptr) {
        vanished_.emplace(place.directory->serial, error_number);
        return;
    }
    if (const uint64_t before = place.directory->replaces; before != 0 && !moved_now_.contains(before)) {
        place.parent->children.erase(place.at);
        staged_now_.erase(before);
        place = find(before);
        if (place.directory->gone()) revive(*place.directory);
    }
    give_row(*place.directory);
    // What was listed here before lies below a mount now.
    if (error_number == EXDEV && place.directory->last_listed_ns) error_number = EBUSY;
    place.directory->state = DirectoryState::failed;
    place.directory->error_number = error_number;
    (error_number == EXDEV ? skipped_mounts : failed) += 1;
}

void Model::same_listing(ModelDirectory& directory, UnixNs seen_ns) {
    for (auto& [name, file] : directory.files)
        if (file.standing == Standing::held) file.last_seen_ns = seen_ns;
    directory.last_listed_ns = seen_ns;
}

void Model::files_of(ModelDirectory& directory, const std::vector<const Entry*>& entries, UnixNs seen_ns, bool clean) {
    std::set<std::string_view> seen;
    for (const Entry* entry : entries) {
        if (!seen.insert(entry->name).second) continue;
        const auto [file, is_new] = directory.files.try_emplace(std::string(entry->name));
        if (is_new) file->second.first_seen_ns = seen_ns;
        if (is_new) file->second.row = ++last_row_;
        if (is_new && scanned_) added_.emplace_back(directory.serial, std::string(entry->name));
        put(file->second, *entry);
        file->second.last_seen_ns = seen_ns;
        file->second.standing = Standing::held;
    }
    for (auto& [name, file] : directory.files) {
        if (seen.contains(name) || file.standing == Standing::gone) continue;
        if (file.standing == Standing::held) file.missed_by = scan_id_;
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
        const auto [first, last] = directory.children.equal_range(std::string(entry->name));
        ModelDirectory* row = nullptr;
        bool pending = false;
        for (auto child = first; child != last; ++child) {
            pending |= child->second.state == DirectoryState::pending;
            if (child->second.state == DirectoryState::pending) continue;
            const ModelDirectory& other = child->second;
            if (row == nullptr || other.state < row->state ||
                (other.state == row->state && other.last_listed_ns.value_or(kNoTime) > row->last_listed_ns.value_or(kNoTime)))
                row = &child->second;
        }
        if (row != nullptr && (row->state == DirectoryState::listed || row->state == DirectoryState::failed)) continue;
        if (pending) continue;
        if (row != nullptr && row->state == DirectoryState::staged_gone) {
            staged_now_.erase(row->serial);
            row->state = DirectoryState::listed;  // "whatever is seen again"
            continue;
        }
        if (row != nullptr && !may_come_from_elsewhere(directory, std::string(entry->name), entry->inode)) {
            revive(*row);
            continue;
        }
        ModelDirectory& child = add(directory, entry->name, entry->inode, seen_ns);
        if (row != nullptr) child.replaces = row->serial;
    }
    if (!clean) return;
    std::erase_if(directory.children, [&](const auto& child) {
        return child.second.state == DirectoryState::pending && !seen.contains(child.first);
    });
    for (auto& [name, child] : directory.children) {
        if (seen.contains(name) || (child.state != DirectoryState::listed && child.state != DirectoryState::failed)) continue;
        stage(child);
    }
}

void Model::stage(ModelDirectory& directory) {
    if (directory.state != DirectoryState::staged_gone) directory.missed_by = scan_id_;
    directory.state = DirectoryState::staged_gone;
    staged_now_.insert(directory.serial);
}

}  // namespace tocd::simulation
