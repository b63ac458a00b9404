#include "http/coverage.hpp"

#include "model/sight.hpp"

#include <algorithm>

namespace tocd {
namespace {

constexpr size_t kMostKept = 64;

bool holds(const std::string& root, const std::string& path) {
    return path.starts_with(root) && (path.size() == root.size() || root.ends_with('/') || path[root.size()] == '/');
}

}  // namespace

Coverage::Shares Coverage::shares_of(Reader& reader, const Viewer& viewer, Deadline deadline) {
    const std::string key = viewer_key(viewer);
    const int64_t version = reader.data_version();
    {
        Lock lock(mutex_);
        if (const auto kept = known_.find(key); kept != known_.end() && kept->second.version == version) return kept->second.shares;
    }
    auto fresh = std::make_shared<const std::vector<ShareCoverage>>(reader.get_share_coverage(viewer, deadline));
    Lock lock(mutex_);
    if (known_.size() >= kMostKept) known_.clear();
    known_[key] = {version, fresh};
    return fresh;
}

Freshness Coverage::of(Reader& reader, const Viewer& viewer, const std::vector<std::string>& shares,
                       const std::optional<std::string>& under, Deadline deadline) {
    const Shares known = shares_of(reader, viewer, deadline);
    Freshness out;
    bool first = true;
    size_t nearest = 0;  // bytes of its path: a share may lie in another one, and only the inner one holds what is there
    if (under)
        for (const ShareCoverage& share : *known)
            if (share.configured && holds(share.path, *under)) nearest = std::max(nearest, share.path.size());
    for (const ShareCoverage& share : *known) {
        const auto named = [&](const std::vector<std::string>& names) {
            return std::find(names.begin(), names.end(), share.name) != names.end();
        };
        if (!shares.empty() && !named(shares)) continue;
        const bool above = under && holds(share.path, *under) && share.path.size() >= nearest;
        if (under && !above && !holds(*under, share.path)) continue;
        if (share.last_complete_ns == 0 && !share.configured) continue;  // it has no rows, and never will
        out.complete = out.complete && share.listed && share.last_complete_ns != 0;
        out.as_of_ns = first ? share.last_complete_ns : std::min(out.as_of_ns, share.last_complete_ns);
        first = false;
    }
    return out;
}

}  // namespace tocd
