// Rows of the view `files` as FileRecords.
// Thread: that of its ReadCall.
#pragma once

#include "catalogue/directory_paths.hpp"
#include "catalogue/read_call.hpp"
#include "catalogue/statement.hpp"
#include "model/records.hpp"

#include <cstdint>
#include <optional>

namespace tocd {

class FileRecords {
public:
    FileRecords(ReadCall& call, DirectoryPaths& paths);
    // Nothing when there is no such file, or in a share that is not the viewer's.
    [[nodiscard]] std::optional<FileRecord> read(int64_t id);

private:
    ReadCall& call_;
    DirectoryPaths& paths_;
    Statement row_;
};

}  // namespace tocd
