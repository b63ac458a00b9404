// All files that match, as lines or as paths with NULs: pages of the catalogue, one after the other, in bounded memory.
#pragma once

#include "http/file_columns.hpp"
#include "http/message.hpp"
#include "http/routes.hpp"
#include "http/stream_seats.hpp"
#include "model/query.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tocd {

enum class ExportFormat : uint8_t { ndjson, csv, paths0 };

struct ExportForm {
    ExportFormat format = ExportFormat::ndjson;
    std::vector<FileColumn> columns{};  // of NDJSON and CSV; none: all that the format shows
    CsvFormulas formulas = CsvFormulas::kept;
};

class FileExport final : public ChunkSource {
public:
    // At most `max_files`; 0: all. A page may take longer than an interactive query: nobody waits at a screen.
    FileExport(Api& api, Viewer viewer, FileQuery query, int64_t max_files, ExportForm form, StreamSeats::Seat seat,
               std::shared_ptr<const std::atomic<bool>> gone);

    bool next(std::string& out) override;
    // Of the first page; 0 before it was read.
    [[nodiscard]] UnixNs as_of_ns() const noexcept { return as_of_ns_; }

private:
    void read_page();
    void append(const FileRecord& file);

    Api& api_;
    const Viewer viewer_;
    FileQuery query_;
    int64_t left_;
    const ExportForm form_;
    const StreamSeats::Seat seat_;
    const std::shared_ptr<const std::atomic<bool>> gone_;
    bool read_all_ = false;
    UnixNs as_of_ns_ = 0;
    std::string lines_;  // of pages that were read and not yet handed out
    size_t handed_ = 0;  // bytes of lines_ that were
};

}  // namespace tocd
