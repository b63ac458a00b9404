// What the model forgets: DESIGN "purge is a policy (time and generations), never a side effect".
#include "model.hpp"

#include <algorithm>
#include <iterator>

namespace tocd::simulation {
namespace {

int64_t count_files(const ModelDirectory& directory) {
    auto files = static_cast<int64_t>(directory.files.size());
    for (const auto& [name, child] : directory.children) files += count_files(child);
    return files;
}

struct Forgetting {
    UnixNs limit_ns;
    UnixNs now_ns;
    int64_t files = 0;

    void go(ModelDirectory& directory) {
        const bool can_tell = directory.state == DirectoryState::listed || directory.gone();
        // Gone for long enough; where nothing can be told of it now it waits from now on.
        const auto is_due = [&](UnixNs& gone_ns) {
            if (gone_ns > limit_ns) return false;
            if (!can_tell) gone_ns = now_ns;
            return can_tell;
        };
        for (auto at = directory.files.begin(); at != directory.files.end();) {
            const bool forgotten = at->second.standing == ModelFile::Standing::gone && is_due(at->second.gone_ns);
            files += forgotten ? 1 : 0;
            at = forgotten ? directory.files.erase(at) : std::next(at);
        }
        for (auto at = directory.children.begin(); at != directory.children.end();) {
            const bool forgotten = at->second.gone() && is_due(at->second.gone_ns);
            if (forgotten) files += count_files(at->second);
            at = forgotten ? directory.children.erase(at) : std::next(at);
        }
        for (auto& [name, child] : directory.children) go(child);
    }
};

// What became gone just now; what did so at `then_ns` did it now as well.
void date_below(ModelDirectory& directory, UnixNs now_ns, UnixNs then_ns) {
    for (auto& [name, file] : directory.files)
        if (file.standing == ModelFile::Standing::gone && (file.gone_ns == 0 || file.last_seen_ns > file.gone_ns || file.gone_ns == then_ns))
            file.gone_ns = now_ns;
    for (auto& [name, child] : directory.children) {
        if (child.gone() && (child.gone_ns == 0 || child.gone_ns == then_ns)) child.gone_ns = now_ns;
        date_below(child, now_ns, then_ns);
    }
}

}  // namespace

void Model::date(UnixNs now_ns, UnixNs then_ns) { date_below(*root_, now_ns, then_ns); }

void Model::purge(UnixNs now_ns) {
    ended_.push_back(started_ns_);
    if (rules_.keep_gone_ns == 0) return;
    UnixNs limit_ns = now_ns - rules_.keep_gone_ns;
    const auto scans = static_cast<size_t>(rules_.keep_gone_scans);
    if (scans > ended_.size()) return;
    if (scans > 0) limit_ns = std::min(limit_ns, ended_[ended_.size() - scans]);
    Forgetting forgetting{limit_ns, now_ns};
    forgetting.go(*root_);
    purged = forgetting.files;
}

}  // namespace tocd::simulation
