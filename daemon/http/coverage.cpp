#include "http/coverage.hpp"

#include <algorithm>

namespace tocd {
namespace {

bool holds(const std::string& root, const std::string& path) {
    return path.starts_with(root) && (path.size() == root.size() || root.ends_with('/') || path[root.size()] == '/');
}

}  // namespace

Freshness Coverage::of(Reader& reader, const Viewer& viewer, const std::vector<std::string>& shares,
                       const std::optional<std::string>& under, Deadline deadline) {
    const int64_t version = reader.data_version();
    bool stale = false;
    {
        Lock lock(mutex_);
        stale = version != version_;
    }
    if (stale) {
        // Of all shares, whoever asks: the viewer's part is chosen below.
        std::vector<Share> fresh;
        for (const ShareRecord& share : reader.get_share_figures(Viewer{}, deadline))
            fresh.push_back(
                {share.name, share.path, share.configured, share.last_complete_ns, share.failed_directories == 0});
        Lock lock(mutex_);
        known_ = std::move(fresh);
        version_ = version;
    }
    Freshness out;
    bool first = true;
    Lock lock(mutex_);
    size_t nearest = 0;  // bytes of its path: a share may lie in another one, and only the inner one holds what is there
    if (under)
        for (const Share& share : known_)
            if (share.configured && holds(share.path, *under)) nearest = std::max(nearest, share.path.size());
    for (const Share& share : known_) {
        const auto named = [&](const std::vector<std::string>& names) {
            return std::find(names.begin(), names.end(), share.name) != names.end();
        };
        if (!viewer.sees_all && !named(viewer.shares)) continue;
        if (!shares.empty() && !named(shares)) continue;
        const bool above = under && holds(share.path, *under) && share.path.size() >= nearest;
        if (under && !above && !holds(*under, share.path)) continue;
        if (share.as_of_ns == 0 && !share.configured) continue;  // it has no rows, and never will
        out.complete = out.complete && share.whole && share.as_of_ns != 0;
        out.as_of_ns = first ? share.as_of_ns : std::min(out.as_of_ns, share.as_of_ns);
        first = false;
    }
    return out;
}

}  // namespace tocd
