// The shares of a configuration as the catalogue keeps them.
// Thread: any (pure).
#pragma once

#include "catalogue/scan_writer.hpp"
#include "config/config.hpp"

#include <vector>

namespace tocd {

[[nodiscard]] inline std::vector<ConfiguredShare> configured_shares(const Config& config) {
    std::vector<ConfiguredShare> out;
    for (const ShareConfig& share : config.shares) out.push_back({share.name, share.path});
    return out;
}

}  // namespace tocd
