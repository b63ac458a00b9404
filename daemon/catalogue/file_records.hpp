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
    // Nothing when there is no such file, or none that the viewer sees.
    [[nodiscard]] std::optional<FileRecord> read(int64_t id);

private:
    ReadCall& call_;
    DirectoryPaths& paths_;
    Statement row_;
    int64_t directory_id_ = 0;  // the last one: files come directory by directory
    bool shows_files_ = false;  // of it, the viewer's
};

}  // namespace tocd
