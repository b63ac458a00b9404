// A configuration without a file: "tocd run DIR…".
// Thread: any.
#pragma once

#include "config/config.hpp"

#include <string>
#include <vector>

namespace tocd {

// The defaults with one share per directory, by its real path (realpath(3)) and named after its last part: "data",
// "data-2" for the next of that name. `catalogue_path` is where the catalogue will be: it is left out, and so is in a
// directory what another one of them holds.
// Throws Error(not_found) when a directory does not exist, Error(unavailable) with the errno text when it cannot be
// reached, Error(invalid_argument) when one is no directory and for what check_config refuses.
[[nodiscard]] Config config_for_directories(const std::vector<std::string>& directories,
                                            const std::string& catalogue_path = CatalogueConfig{}.path);

}  // namespace tocd
