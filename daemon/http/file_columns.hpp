// Which keys of files an answer shows and in which order, as JSON and as CSV (RFC 4180). Thread: any (values only).
#pragma once

#include "http/csv.hpp"
#include "http/field.hpp"
#include "model/records.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocd {

struct FileColumn {
    const Field<FileRecord>* field = nullptr;
    bool exact = false;  // its companion: key_ns of a time, key_base64 of bytes
    [[nodiscard]] std::string key() const;
};

// Columns by their keys, which fields_parameter("File") has checked. No keys: none.
[[nodiscard]] std::vector<FileColumn> file_columns(const std::vector<std::string>& keys);

// What CSV shows when nothing is said: times as ISO texts alone, exact bytes of directory and name at the end; no project,
// since who reads columns by their place has read these before there were projects.
[[nodiscard]] const std::vector<FileColumn>& csv_columns();

// Only these columns; none: all keys. Beside bytes that are not UTF-8 the exact ones stand, asked for or not.
[[nodiscard]] Json to_json(const FileRecord& file, const std::vector<FileColumn>& columns);

// The header line, and one row.
[[nodiscard]] std::string csv_header(const std::vector<FileColumn>& columns = csv_columns());
void append_csv_row(std::string& out, const FileRecord& file, const std::vector<FileColumn>& columns = csv_columns(),
                    CsvFormulas formulas = CsvFormulas::kept);

}  // namespace tocd
