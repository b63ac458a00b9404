// Sums over the present files directly inside one directory: the first columns of `directory_total`.
// Thread: the writer's, in its transaction.
#pragma once

#include "catalogue/database.hpp"
#include "catalogue/file_rows.hpp"
#include "catalogue/totals.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace tocd {

struct OwnTotals {
    int64_t files = 0;
    WideBytes size_bytes = 0;
    WideBytes allocated_bytes = 0;
    std::optional<int64_t> newest_mtime_ns;

    void add(const FileColumns& file) {
        ++files;
        size_bytes += file.size_bytes;
        allocated_bytes += allocated_of(file);
        newest_mtime_ns = newest_mtime_ns ? std::max(*newest_mtime_ns, file.mtime_ns) : file.mtime_ns;
    }
    void add(const OwnTotals& others) {
        files += others.files;
        size_bytes += others.size_bytes;
        allocated_bytes += others.allocated_bytes;
        newest_mtime_ns = std::max(newest_mtime_ns, others.newest_mtime_ns);  // nothing is below every time
    }
};

// Writes them; true when that changed anything.
bool write_own_totals(Database& database, int64_t directory_id, const OwnTotals& totals);

// As they are stored: sizes saturated. All 0 without a row.
[[nodiscard]] OwnTotals read_own_totals(Database& database, int64_t directory_id);

// Adds up the rows anew.
[[nodiscard]] OwnTotals sum_present_files(Database& database, int64_t directory_id);

}  // namespace tocd
