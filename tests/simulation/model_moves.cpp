// The part of the model that knows what is what, directories by a serial number, moves by inode and birth time; and what
// stamps tell.
#include "model.hpp"

#include "catalogue/scan_plan.hpp"

#include <algorithm>
#include <functional>
#include <set>

namespace tocd::simulation {
namespace {

using Standing = ModelFile::Standing;

}  // namespace

// Only the scan that found them knew.
void Model::forget_origins(ModelDirectory& directory) {
    std::map<std::string, ModelDirectory*> last_to_leave;  // which of two under one name is where was not known any more
    std::set<std::string> undone;
    for (auto& [name, child] : directory.children) {
        if (child.state != DirectoryState::staged_gone) continue;
        const auto [first, last] = directory.children.equal_range(name);
        if (std::none_of(first, last, [](const auto& other) { return other.second.state == DirectoryState::pending; })) continue;
        ModelDirectory*& left = last_to_leave[name];
        if (left == nullptr || std::pair(left->missed_by, left->row) < std::pair(child.missed_by, child.row)) left = &child;
        undone.insert(name);
    }
    for (const auto& [name, child] : last_to_leave) child->state = DirectoryState::listed;
    std::erase_if(directory.children, [&](const auto& child) {
        return child.second.state == DirectoryState::pending && undone.contains(child.first);
    });
    directory.moved_from = directory.replaces = 0;
    directory.waited = false;
    for (auto& [name, child] : directory.children) forget_origins(child);
}

// What was seen below the old path of one that moved was another one's.
void Model::forget_replaced_below(ModelDirectory& directory) {
    std::vector<uint64_t> newcomers;
    const std::function<void(const ModelDirectory&)> look = [&](const ModelDirectory& at) {
        for (const auto& [name, child] : at.children) {
            const uint64_t before = child.replaces;
            if (child.state == DirectoryState::pending && before != 0 && staged_now_.contains(before) && !moved_now_.contains(before))
                newcomers.push_back(child.serial);
            look(child);
        }
    };
    look(directory);
    for (const uint64_t serial : newcomers) {
        const Place place = find(serial);
        const uint64_t before = place.directory->replaces;
        place.parent->children.erase(place.at);
        staged_now_.erase(before);
        find(before).directory->state = DirectoryState::listed;
    }
}

// A row elsewhere has this inode: see catalogue/moves.hpp.
bool Model::may_come_from_elsewhere(const ModelDirectory& parent, const std::string& name, uint64_t inode) {
    if (!scanned_ || inode == 0) return false;
    std::set<uint64_t> above;
    for (Place up = find(parent.serial);; up = find(up.parent->serial)) {
        above.insert(up.directory->serial);
        if (up.parent == nullptr) break;
    }
    const std::string above_it = path_of(parent.serial);
    const std::string here = above_it.empty() ? name : above_it + "/" + name;  // also of another row that had the path
    bool found = false;
    const std::function<void(const ModelDirectory&)> look = [&](const ModelDirectory& directory) {
        for (const auto& [child_name, child] : directory.children) {
            const auto& a = child.attributes;
            found |= a && child.inode == inode && !a->mount_root && !moved_now_.contains(child.serial) && !above.contains(child.serial) &&
                     path_of(child.serial) != here;
            look(child);
        }
    };
    look(*root_);
    return found;
}

Model::Place Model::find(uint64_t serial) {
    if (serial == 0) return {};
    if (root_->serial == serial) return {nullptr, {}, &*root_};
    std::vector<ModelDirectory*> waiting{&*root_};
    while (!waiting.empty()) {
        ModelDirectory* parent = waiting.back();
        waiting.pop_back();
        for (auto at = parent->children.begin(); at != parent->children.end(); ++at) {
            if (at->second.serial == serial) return {parent, at, &at->second};
            waiting.push_back(&at->second);
        }
    }
    return {};
}

// The way down goes through what is listed, else through what left its name lately. The last step: the pending one, or
// the row; `inode` (0: any) tells rows of one name apart.
ModelDirectory* Model::by_path(const std::string& path, bool pending, uint64_t inode, const std::set<uint64_t>& others) {
    struct Step {
        ModelDirectory* directory;
        int left;  // of those above it, how many left their name
    };
    std::vector<Step> here{{&*root_, 0}};
    for (size_t begin = 0; begin < path.size();) {
        const size_t end = std::min(path.find('/', begin), path.size());
        std::vector<Step> below;
        for (const auto& [directory, left] : here) {
            const auto [first, last] = directory->children.equal_range(path.substr(begin, end - begin));
            const int now = left + (directory->state == DirectoryState::staged_gone || directory->gone() ? 1 : 0);
            for (auto child = first; child != last; ++child) below.push_back({&child->second, now});
        }
        here = std::move(below);
        begin = end + 1;
    }
    ModelDirectory* best = nullptr;
    std::stable_sort(here.begin(), here.end(), [](const Step& a, const Step& b) { return a.left < b.left; });
    int least = -1;
    for (const auto& [directory, left] : here) {
        if (best != nullptr && left > least && inode == 0) break;
        if ((directory->state == DirectoryState::pending) != pending) continue;
        if ((inode != 0 && directory->inode != inode) || others.contains(directory->serial)) continue;
        if (inode != 0) {  // where one may come from: one that is not gone, else the one that has a row for the shortest time
            const bool may_be = directory->attributes && !directory->attributes->mount_root && !moved_now_.contains(directory->serial);
            if (may_be && (best == nullptr || std::pair(directory->gone(), -directory->row) < std::pair(best->gone(), -best->row))) best = directory;
            continue;
        }
        if (best == nullptr || directory->gone() < best->gone() || (directory->gone() == best->gone() && directory->state < best->state))
            best = directory;
        if (best != nullptr) least = left;
    }
    return best;
}

bool Model::is_replaced(const Place& place, bool was_known, const Listing& listing) const {
    const ModelDirectory& directory = *place.directory;
    if (!was_known || place.parent == nullptr || !scanned_ || revived_.contains(directory.serial)) return false;
    if (!directory.attributes || directory.attributes->mount_root || listing.attributes.mount_root) return false;
    const UnixNs before = directory.attributes->btime_ns;
    const UnixNs now = listing.attributes.btime_ns;
    return directory.attributes->inode != listing.attributes.inode || (before != kNoTime && now != kNoTime && before != now);
}

// "A listing that is shorter under an unchanged stamp that is clearly older" proves no absence the first time.
bool Model::is_cut_short(const ModelDirectory& before, const Listing& listing) const {
    if (listing.kind != ListingKind::listing || !listing.clean || !keeps_stamps) return false;
    if (!before.clean || before.state != DirectoryState::listed) return false;
    if (!before.attributes || !before.last_listed_ns || listing.entry_count >= before.entry_count) return false;
    const DirectoryAttributes& a = *before.attributes;
    const DirectoryAttributes& b = listing.attributes;
    if (a.inode != b.inode || a.mtime_ns != b.mtime_ns || a.ctime_ns != b.ctime_ns) return false;
    const UnixNs old_ns = *before.last_listed_ns - rules_.racy_margin_ns;
    const bool set_ahead = a.mtime_ns > *before.last_listed_ns + rules_.racy_margin_ns;
    return a.ctime_ns < old_ns && (set_ahead || a.mtime_ns < old_ns);
}

// Another one that is still asked for may be it.
bool Model::is_wanted(uint64_t serial, uint64_t besides) const {
    bool found = false;
    const std::function<void(const ModelDirectory&)> look = [&](const ModelDirectory& directory) {
        for (const auto& [name, child] : directory.children) {
            found |= child.state == DirectoryState::pending && child.moved_from == serial && child.serial != besides;
            look(child);
        }
    };
    look(*root_);
    return found;
}

bool Model::adopts(const Place& place, const Listing& listing) {
    const ModelDirectory& newcomer = *place.directory;
    if (newcomer.moved_from == 0 || !listing.moved || moved_now_.contains(newcomer.moved_from)) return false;
    const Place from = find(newcomer.moved_from);
    if (from.directory == nullptr || from.parent == nullptr || !from.directory->attributes) return false;
    if (from.directory->attributes->inode != listing.attributes.inode ||
        from.directory->attributes->btime_ns != listing.attributes.btime_ns) return false;
    for (Place up = place; up.parent != nullptr; up = find(up.parent->serial))  // never below itself
        if (up.parent->serial == newcomer.moved_from) return false;
    if (listing.attributes.btime_ns != kNoTime) return true;
    size_t known = 0;
    size_t found = 0;
    const auto look = [&](const std::string& name, uint64_t inode) {
        ++known;
        for (const Entry& entry : listing.entries)
            if (entry.name == name) {
                found += entry.inode == inode ? 1 : 0;
                break;
            }
    };
    for (const auto& [name, file] : from.directory->files)
        if (from.directory->gone() ? file.standing == Standing::held : file.standing != Standing::gone) look(name, file.inode);
    for (const auto& [name, child] : from.directory->children)
        if (!child.gone() && child.state != DirectoryState::pending) look(name, child.inode);
    return known > 0 && found * 2 >= known;
}

// Its parent's listing of this scan shows it: the second time in a row that is a failure.
void Model::judge_vanished() {
    for (const auto& [serial, error_number] : vanished_) {
        const Place place = find(serial);
        if (place.directory == nullptr || moved_now_.contains(serial)) continue;
        ModelDirectory& directory = *place.directory;
        if (directory.state == DirectoryState::staged_gone || directory.gone()) continue;
        if (directory.last_listed_ns.value_or(kNoTime) >= started_ns_) continue;
        const ModelDirectory& parent = *place.parent;
        if (parent.state != DirectoryState::listed || !parent.clean || parent.last_listed_ns.value_or(kNoTime) < started_ns_) {
            // A part scan asks what held it, and was not told.
            if (mode_ == ScanMode::part && !vanished_.contains(parent.serial) && parent.state < DirectoryState::staged_gone) ++failed;
            continue;
        }
        if (directory.state == DirectoryState::pending && directory.first_seen_ns >= started_ns_) continue;
        if (directory.state == DirectoryState::listed && !directory.error_number) {
            directory.error_number = error_number;
            continue;
        }
        give_row(directory);
        directory.state = DirectoryState::failed;
        directory.error_number = error_number;
        ++failed;
    }
}

// What stories are for: counted, so that one that never comes upon it is noticed.
void Model::note_asked(const DirectoryToList& item, const ModelDirectory& directory) {
    const bool is_racy = directory.attributes && directory.last_listed_ns &&
                         !is_clearly_older(*directory.attributes, *directory.last_listed_ns, rules_.racy_margin_ns);
    met.racy += mode_ == ScanMode::fast && item.was_listed && !item.trust_stamp && is_racy ? 1 : 0;
    const bool left_over = item.key < 0 && directory.first_seen_ns < started_ns_;
    met.resumed += left_over || (item.trust_stamp && mode_ == ScanMode::full) ? 1 : 0;
}

void Model::note_seen(const ModelDirectory& directory, bool was_known, const Listing& listing) {
    const ModelDirectory* known = was_known ? &directory : find(directory.moved_from).directory;
    if (known == nullptr || !known->attributes || !known->last_listed_ns) return;
    const DirectoryAttributes& before = *known->attributes;
    const DirectoryAttributes& now = listing.attributes;
    if (before.inode != now.inode) return;
    met.reused_inodes += before.btime_ns != now.btime_ns ? 1 : 0;
    const bool is_same_stamp = was_known && before.mtime_ns == now.mtime_ns && before.ctime_ns == now.ctime_ns;
    const bool is_other = listing.clean && listing.hash.known() && known->hash.known() && !(known->hash == listing.hash);
    met.racy_changes += is_same_stamp && is_other && !is_clearly_older(before, *known->last_listed_ns, rules_.racy_margin_ns) ? 1 : 0;
}

}  // namespace tocd::simulation
