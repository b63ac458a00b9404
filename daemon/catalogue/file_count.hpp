// How many files a query matches, and how many bytes they are.
// Thread: that of its ReadCall.
#pragma once

#include "catalogue/file_terms.hpp"
#include "model/records.hpp"

namespace tocd {

// Exact; the sum saturates. From the sums that the writer keeps where these hold the answer (present files, at most
// one of extension and owner asked), else by looking at every row. Throws Error(limit) when the deadline passes.
[[nodiscard]] Totals count_files(ReadCall& call, const FileQuery& query, const FileScope& scope);

}  // namespace tocd
