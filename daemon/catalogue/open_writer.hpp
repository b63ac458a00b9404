// Opens the catalogue for its writer, whatever a disk has done to it.
// Thread: the writer's, under the CatalogueLock, while nobody else has the file open.
#pragma once

#include "catalogue/scan_writer.hpp"

#include <memory>
#include <string>

namespace tocd {

struct OpenedWriter {
    std::unique_ptr<ScanWriter> writer;
    std::string set_aside;  // where a file is now that was damaged; empty: it was not
};

// A ScanWriter with these arguments. Where the file is damaged it is set aside first (catalogue/damage), and the writer's
// is new and empty. Throws what ScanWriter and set_aside() throw.
[[nodiscard]] OpenedWriter open_writer(const std::string& catalogue_path, AccountNames names, const Clock& clock,
                                       std::chrono::milliseconds commit_every);

}  // namespace tocd
