// All directories that a query finds, as CSV or NDJSON: pages of the index, one after the other, in bounded memory.
#pragma once

#include "http/csv.hpp"
#include "http/message.hpp"
#include "http/routes.hpp"
#include "http/stream_seats.hpp"
#include "model/facets.hpp"
#include "model/query.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tocd {

struct DatasetForm {
    bool csv = false;                   // else NDJSON
    std::vector<std::string> fields{};  // keys of Dataset; none: all that the format shows
    CsvFormulas formulas = CsvFormulas::kept;
};

class DatasetExport final : public ChunkSource {
public:
    // Those of `datasets`, from its cursor or offset on; its limit is not looked at. At most `most`; 0: all. A page may take
    // longer than an interactive query: nobody waits at a screen.
    DatasetExport(Api& api, Viewer viewer, FileQuery query, DatasetQuery datasets, int64_t most, DatasetForm form, StreamSeats::Seat seat,
                  std::shared_ptr<const std::atomic<bool>> gone);

    bool next(std::string& out) override;
    // Of the first page; 0 before it was read.
    [[nodiscard]] UnixNs as_of_ns() const noexcept { return as_of_ns_; }

private:
    void read_page();
    void append(const Dataset& dataset);

    Api& api_;
    const Viewer viewer_;
    const FileQuery query_;
    DatasetQuery datasets_;
    int64_t left_;
    const DatasetForm form_;
    const StreamSeats::Seat seat_;
    const std::shared_ptr<const std::atomic<bool>> gone_;
    bool read_all_ = false;
    UnixNs as_of_ns_ = 0;
    std::string lines_;  // of pages that were read and not yet handed out
    size_t handed_ = 0;  // bytes of lines_ that were
};

}  // namespace tocd
