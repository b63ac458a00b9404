// The part of the model that says what is gone: DESIGN "Absence is concluded only from a complete, clean listing of the parent",
// at the clean end of a scan, after moves are matched, unless it is too much at once.
#include "model.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <set>
#include <tuple>

namespace tocd::simulation {
namespace {

using Standing = ModelFile::Standing;
constexpr int64_t kAnyScan = std::numeric_limits<int64_t>::max();

// As the columns of the catalogue give it back: differences that do not fit 64 bits are clamped.
UnixNs stored_btime(const ModelFile& file) {
    const auto clamped = [](int64_t a, int64_t b) {
        constexpr __int128 kMax = std::numeric_limits<int64_t>::max();
        return static_cast<int64_t>(std::clamp(__int128{a} - b, -kMax, kMax));
    };
    const __int128 ctime_ns = __int128{file.mtime_ns} + clamped(file.ctime_ns, file.mtime_ns);
    return static_cast<UnixNs>(ctime_ns - clamped(file.ctime_ns, *file.btime_ns));
}

// "staged gone → gone (scan ended clean)": with everything below.
void go(ModelDirectory& directory) {
    directory.state = DirectoryState::gone;
    directory.hash = {};
    for (auto& [name, file] : directory.files)
        if (file.standing == Standing::missing || file.standing == Standing::absent) file.standing = Standing::gone;
    std::erase_if(directory.children, [](const auto& child) { return child.second.state == DirectoryState::pending; });
    for (auto& [name, child] : directory.children)
        if (!child.gone()) go(child);
}

}  // namespace

// What listings since then missed (since an earlier one that ended early the name may be back); only what that scan, or an
// earlier one, was the first to miss.
Model::Removals Model::find_removals(UnixNs since_ns, int64_t missed_by) const {
    Removals out;
    const std::function<void(const ModelDirectory&, bool)> look = [&](const ModelDirectory& directory, bool goes) {
        const bool listed = directory.clean && directory.last_listed_ns.value_or(kNoTime) >= since_ns;
        for (const auto& [name, file] : directory.files) {
            if (directory.shown_as_gone(file)) continue;
            const bool missed = listed && file.standing == Standing::absent && file.missed_by <= missed_by;
            if (!goes && missed) out.files.emplace(directory.serial, name);
            out.count += goes || missed ? 1 : 0;
        }
        for (const auto& [name, child] : directory.children) {
            if (child.gone() || child.state == DirectoryState::pending) continue;
            const bool missed = listed && child.state == DirectoryState::staged_gone && child.missed_by <= missed_by;
            if (goes || missed) out.directories.insert(child.serial);
            look(child, goes || missed);
        }
    };
    look(*root_, false);
    return out;
}

// A file that is missed in one place and new in another, with the same inode and birth time, was moved: the one that was first
// seen first, of several the one whose directory, and then the one that itself, has a row for longest.
std::vector<Model::MovedFile> Model::match_files(const Removals& removals) {
    using Missed = std::tuple<UnixNs, int64_t, int64_t, uint64_t, std::string>;
    std::map<std::pair<uint64_t, UnixNs>, std::set<Missed>> missed;
    Files going;
    const std::function<void(const ModelDirectory&)> collect = [&](const ModelDirectory& directory) {
        for (const auto& [name, file] : directory.files) {
            const bool goes = removals.directories.contains(directory.serial);
            if (goes) going.emplace(directory.serial, name);
            const bool is_missed = goes ? file.standing != Standing::gone : removals.files.contains({directory.serial, name});
            if (is_missed && file.btime_ns)
                missed[{file.inode, stored_btime(file)}].emplace(file.first_seen_ns, directory.row, file.row, directory.serial, name);
        }
        for (const auto& [name, child] : directory.children) collect(child);
    };
    collect(*root_);
    std::vector<MovedFile> moved;
    for (const auto& [serial, name] : added_) {
        const Place place = find(serial);
        if (place.directory == nullptr || going.contains({serial, name}) || removals.files.contains({serial, name})) continue;
        const auto file = place.directory->files.find(name);
        if (file == place.directory->files.end() || !file->second.btime_ns) continue;
        const auto found = missed.find({file->second.inode, stored_btime(file->second)});
        if (found == missed.end()) continue;
        const auto [first_seen_ns, directory_row, row, from, from_name] = *found->second.begin();
        moved.push_back({{from, from_name}, {serial, name}, first_seen_ns});
        found->second.erase(found->second.begin());
        if (found->second.empty()) missed.erase(found);
    }
    return moved;
}

// "More than 10 % and more than 1,000 rows of a share at once", or what the rules say.
bool Model::are_too_many(int64_t count) const {
    return !accept_root_ && count > rules_.hold_files && __int128{count} * 1000 > __int128{present_files()} * rules_.hold_permille;
}

void Model::remove_missed() {
    const Removals all = find_removals(started_ns_, kAnyScan);
    std::vector<MovedFile> moved = match_files(all);
    const bool complete = failed == 0 && unclean == 0 && mode_ != ScanMode::part;
    const bool may_agree = held_since_ && started_ns_ - held_since_->started_ns >= rules_.hold_agree_ns;
    Removals now = all;
    if (are_too_many(all.count - static_cast<int64_t>(moved.size()))) {
        now = complete && may_agree ? find_removals(started_ns_, held_since_->scan_id) : Removals{};
        // What is somewhere else is not lost, and waits for nothing; a directory that is missed waits with all in it.
        std::erase_if(moved, [&](const MovedFile& file) {
            if (now.directories.contains(file.from.first) || now.files.contains(file.from)) return false;
            if (!all.files.contains(file.from)) return true;
            now.files.insert(file.from);
            ++now.count;
            return false;
        });
        if (now.count == all.count) now = all;  // directories without files do not wait alone
    }
    for (const MovedFile& file : moved) {
        ModelFile& there = find(file.to.first).directory->files.at(file.to.second);
        if (file.first_seen_ns < started_ns_) there.first_seen_ns = file.first_seen_ns;
        ++moved_files;
    }
    apply(now);
    held = all.count - now.count;
    agreed = held_since_ && complete && may_agree && now.count > 0;
    if (held == 0) held_since_.reset();
    if (held > 0 && complete && (may_agree || !held_since_)) held_since_ = {scan_id_, started_ns_};
}

void Model::apply(const Removals& removals) {
    const std::function<void(ModelDirectory&)> look = [&](ModelDirectory& directory) {
        for (auto& [name, file] : directory.files)
            if (removals.files.contains({directory.serial, name})) file.standing = Standing::gone;
        for (auto& [name, child] : directory.children) {
            if (child.gone()) continue;
            if (removals.directories.contains(child.serial)) go(child);
            else look(child);
        }
    };
    look(*root_);
}

// What a scan did at its end and what was confirmed of it later is gone since then for all that forgets it.
void Model::confirmed(UnixNs now_ns) {
    apply(find_removals(last_whole.started_ns, last_whole.scan_id));
    date(now_ns, last_whole.finished_ns);
    held_since_.reset();
    held = last_whole.held = 0;
}

void Model::give_row(ModelDirectory& directory) {
    if (directory.row == 0) directory.row = ++last_row_;
}

}  // namespace tocd::simulation
