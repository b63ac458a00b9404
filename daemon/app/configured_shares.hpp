// The shares of a configuration as the catalogue keeps them.
// Thread: any (pure).
#pragma once

#include "base/lexical_path.hpp"
#include "catalogue/scan_writer.hpp"
#include "config/config.hpp"
#include "model/share_rules.hpp"

#include <utility>
#include <vector>

namespace tocd {

[[nodiscard]] inline std::vector<ConfiguredShare> configured_shares(const Config& config) {
    std::vector<ConfiguredShare> out;
    for (const ShareConfig& share : config.shares) {
        AccessLists lists;
        // Also of one in a share that lies in it: it may have rows there of before that was one.
        for (const AccessConfig& entry : config.access)
            if (one_holds_other(entry.path, share.path)) lists.push_back(entry.to);
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
