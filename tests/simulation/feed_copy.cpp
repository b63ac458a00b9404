#include "feed_copy.hpp"

#include "catalogue/queries.hpp"
#include "catalogue/read_call.hpp"
#include "catalogue/statement.hpp"

#include <algorithm>
#include <atomic>

namespace tocd::simulation {
namespace {

const std::atomic<bool> kNever{false};

struct SplitPath {
    std::string above;  // relative to the share
    std::string name;
};

SplitPath split(const std::string& path) {
    const size_t slash = path.rfind('/');
    if (slash == std::string::npos) return {"", path};
    return {path.substr(0, slash), path.substr(slash + 1)};
}

}  // namespace

Differences FeedCopy::follow(Database& database) {
    wrong_.clear();
    for (bool more = true; more;) {
        const Viewer everybody;
        ReadCall call(database, everybody, {}, kNever);
        const bool known = std::any_of(call.shares().begin(), call.shares().end(), [&](const ShareRow& share) { return share.name == share_; });
        if (!known) return {};
        ChangePage page = get_changes(call, {clock_, share_, {}, 1000});
        if (!clock_.empty() && page.fresh_instance) wrong_.push_back("the history of share " + share_ + " does not reach back");
        for (const ChangeRecord& change : page.changes) apply(change);
        more = page.more;
        // Before the share was scanned to its end once nothing is told.
        Statement row(database, "SELECT scanned FROM share WHERE name = ?1");
        const bool scanned = row.bind_text(1, share_).step() && row.integer(0) != 0;
        row.reset();
        if (clock_.empty() && !scanned) return {};
        if (clock_.empty()) read_anew(database);
        clock_ = page.clock;
    }
    std::multiset<std::string> copy;
    for (const auto& [id, place] : directories_) copy.insert(path_of(id) + "/");
    for (const auto& [id, file] : files_) copy.insert(path_of(file.parent) + "/" + file.name);
    FeedCopy now(share_, share_path_);
    now.read_anew(database);
    std::multiset<std::string> catalogue;
    for (const auto& [id, place] : now.directories_) catalogue.insert(now.path_of(id) + "/");
    for (const auto& [id, file] : now.files_) catalogue.insert(now.path_of(file.parent) + "/" + file.name);
    Differences out = wrong_;
    const auto tell = [&](const std::multiset<std::string>& these, const std::multiset<std::string>& those, const char* what) {
        std::vector<std::string> only;
        std::set_difference(these.begin(), these.end(), those.begin(), those.end(), std::back_inserter(only));
        for (const std::string& path : only)
            if (out.size() < 10) out.push_back(what + readable(path));
    };
    tell(copy, catalogue, "the change feed did not tell that it is gone: ");
    tell(catalogue, copy, "the change feed did not tell that it is there: ");
    return out;
}

void FeedCopy::read_anew(Database& database) {
    Statement directories(database,
        "SELECT d.id, ifnull(d.parent_id, 0), ifnull(d.name_raw, d.name) FROM directory d JOIN share s ON s.id = d.share_id"
        " WHERE s.name = ?1 AND d.state <> 4");
    directories.bind_text(1, share_);
    while (directories.step()) {
        if (directories.integer(1) == 0) root_ = directories.integer(0);
        else directories_[directories.integer(0)] = {directories.integer(1), directories.text(2), ++steps_};
    }
    Statement files(database, "SELECT id, directory_id, ifnull(name_raw, name) FROM files WHERE share = ?1 AND NOT gone");
    files.bind_text(1, share_);
    while (files.step()) files_[files.integer(0)] = {files.integer(1), files.text(2), 0};
}

std::vector<int64_t> FeedCopy::directories_at(const std::string& path) const {
    std::vector<int64_t> here{root_};
    for (size_t begin = 0; begin < path.size();) {
        const size_t end = std::min(path.find('/', begin), path.size());
        std::vector<std::pair<int64_t, int64_t>> below;  // since, id
        for (const auto& [id, place] : directories_)
            if (std::find(here.begin(), here.end(), place.parent) != here.end() && place.name == path.substr(begin, end - begin))
                below.emplace_back(-place.since, id);
        std::sort(below.begin(), below.end());
        here.clear();
        for (const auto& [since, id] : below) here.push_back(id);
        begin = end + 1;
    }
    return here;
}

std::string FeedCopy::path_of(int64_t directory) const {
    std::string path;
    for (auto at = directories_.find(directory); at != directories_.end(); at = directories_.find(at->second.parent))
        path = "/" + at->second.name + path;
    return path;
}

void FeedCopy::remove_below(int64_t directory) {
    std::erase_if(files_, [&](const auto& file) { return file.second.parent == directory; });
    std::vector<int64_t> children;
    for (const auto& [id, place] : directories_)
        if (place.parent == directory) children.push_back(id);
    for (const int64_t id : children) {
        remove_below(id);
        directories_.erase(id);
    }
}

void FeedCopy::apply(const ChangeRecord& change) {
    ++replayed;
    const auto relative = [&](const std::string& path) { return path.size() > share_path_.size() ? path.substr(share_path_.size() + 1) : std::string(); };
    const auto [above, name] = split(relative(change.path));
    const std::string what = std::string(change_name(change.kind)) + (change.directory ? " directory " : " file ") + readable(change.path);
    const auto expect = [&](bool right, const char* why) {
        if (!right && wrong_.size() < 5) wrong_.push_back("the change feed tells " + what + ", but " + why);
    };
    const std::vector<int64_t> parents = directories_at(above);
    expect(!parents.empty() || change.kind == ChangeKind::gone, "there is no such directory");
    if (parents.empty() && change.kind != ChangeKind::gone) return;
    if (change.directory) {
        const bool known = directories_.contains(change.id);
        expect(known == (change.kind != ChangeKind::added), known ? "it is there" : "it is not there");
        if (change.kind == ChangeKind::gone) remove_below(change.id);
        if (change.kind == ChangeKind::gone) directories_.erase(change.id);
        else directories_[change.id] = {parents.front(), name, ++steps_};
        return;
    }
    const auto is_at = [&](int64_t id, const std::string& path) {
        const auto file = files_.find(id);
        return file != files_.end() && path_of(file->second.parent) + "/" + file->second.name == "/" + relative(path);
    };
    if (change.kind == ChangeKind::moved) {
        expect(is_at(change.old_id, change.old_path), "it was not there");
        files_.erase(change.old_id);
    } else {
        expect(is_at(change.id, change.path) == (change.kind != ChangeKind::added), change.kind == ChangeKind::added ? "it is there" : "it is not there");
    }
    if (change.kind == ChangeKind::gone) files_.erase(change.id);
    else files_[change.id] = {change.kind == ChangeKind::changed ? files_[change.id].parent : parents.front(), name, 0};
}

}  // namespace tocd::simulation
