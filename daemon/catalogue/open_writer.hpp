// Opens the catalogue for its writer, whatever a disk has done to it.
// Thread: the writer's, under the CatalogueLock, while nobody else has the file open.
#pragma once

#include "catalogue/scan_writer.hpp"

#include <functional>
#include <memory>
#include <string>

namespace tocd {

// Gets what was wrong with a catalogue, and the path under which it is now.
using ToldOfDamage = std::function<void(const std::string& what, const std::string& set_aside)>;

// A ScanWriter with these arguments. Where the file is damaged it is set aside first (catalogue/damage), and the writer's
// is new and empty. Throws what ScanWriter and set_aside() throw.
[[nodiscard]] std::unique_ptr<ScanWriter> open_writer(const std::string& catalogue_path, AccountNames names, const Clock& clock,
                                                      std::chrono::milliseconds commit_every, const ToldOfDamage& told);

}  // namespace tocd
