// What decides who sees what.
// Thread: any.
#pragma once

#include "catalogue/kept_access.hpp"
#include "config/config.hpp"

#include <vector>

namespace tocd {

struct AccessInForce {
    std::vector<AccessConfig> entries;   // of the configuration
    std::vector<KeptAccess> kept = {};   // of the shares that it no longer has
};

}  // namespace tocd
