// Rows of CSV (RFC 4180): lines end with CR LF, what holds a comma, quotation mark or line end is quoted. Thread: any (pure).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocd {

// What begins like a formula of a spreadsheet: kept as it is, or made text by an apostrophe before it.
enum class CsvFormulas : unsigned char { kept, safe };

void append_csv_line(std::string& out, const std::vector<std::string>& values, CsvFormulas formulas = CsvFormulas::kept);

}  // namespace tocd
