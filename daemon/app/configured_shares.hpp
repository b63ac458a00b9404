// The shares of a configuration as the catalogue keeps them.
// Thread: any (pure).
#pragma once

#include "base/lexical_path.hpp"
#include "catalogue/scan_writer.hpp"
#include "config/config.hpp"
#include "model/share_rules.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace tocd {

// Whether an entry of access for `path` hides something of it: one below it, unless that is a share of its own or in one.
[[nodiscard]] inline bool hides_of(const ShareConfig& share, const std::string& path, const std::vector<ShareConfig>& shares) {
    const auto is_deeper = [&](const ShareConfig& other) {
        return other.path != share.path && is_at_or_below(other.path, share.path) && is_at_or_below(path, other.path);
    };
    return is_at_or_below(share.path, path) || (is_at_or_below(path, share.path) && std::none_of(shares.begin(), shares.end(), is_deeper));
}

[[nodiscard]] inline std::vector<ConfiguredShare> configured_shares(const Config& config) {
    std::vector<ConfiguredShare> out;
    for (const ShareConfig& share : config.shares) {
        AccessLists lists;
        for (const AccessConfig& entry : config.access)
            if (hides_of(share, entry.path, config.shares)) lists.push_back(entry.to);
        out.push_back({share.name, share.path, std::move(lists)});
    }
    return out;
}

// What people may want to know of a share's configuration.
[[nodiscard]] inline ShareRules rules_of(const ShareConfig& share) {
    return {share.name, share.path, share.exclude_snapshots, share.exclude, share.one_file_system,
            share.marker, share.max_entries_per_second, share.back_off, share.quiet_hours, share.client_paths};
}

}  // namespace tocd
