// All files that match, as lines or as paths with NULs.
#pragma once

#include "http/file_columns.hpp"
#include "http/paged_export.hpp"
#include "model/query.hpp"

#include <cstdint>
#include <vector>

namespace tocd {

enum class ExportFormat : uint8_t { ndjson, csv, paths0 };

struct ExportForm {
    ExportFormat format = ExportFormat::ndjson;
    std::vector<FileColumn> columns{};  // of NDJSON and CSV; none: all that the format shows
    CsvFormulas formulas = CsvFormulas::kept;
};

class FileExport final : public PagedExport {
public:
    FileExport(Api& api, ExportClient client, FileQuery query, int64_t max_files, ExportForm form);

private:
    void read_page() override;
    void append(const FileRecord& file);

    FileQuery query_;
    const ExportForm form_;
};

}  // namespace tocd
