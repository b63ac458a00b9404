// All directories that a query finds, as CSV or NDJSON.
#pragma once

#include "http/csv.hpp"
#include "http/paged_export.hpp"
#include "model/facets.hpp"
#include "model/query.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tocd {

struct DatasetForm {
    bool csv = false;                   // else NDJSON
    std::vector<std::string> fields{};  // keys of Dataset; none: all that the format shows
    CsvFormulas formulas = CsvFormulas::kept;
};

class DatasetExport final : public PagedExport {
public:
    // Those of `datasets`, from its cursor or offset on; its limit is not looked at.
    DatasetExport(Api& api, ExportClient client, FileQuery query, DatasetQuery datasets, int64_t most, DatasetForm form);

private:
    void read_page() override;
    void append(const Dataset& dataset);

    const FileQuery query_;
    DatasetQuery datasets_;
    const DatasetForm form_;
};

}  // namespace tocd
