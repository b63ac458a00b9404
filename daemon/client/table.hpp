// Rows of cells in the look of an Output: aligned columns, fields between tabs, or CSV. Thread: one.
#pragma once

#include "client/output.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

struct Column {
    enum class Kind : uint8_t {
        text,    // valid UTF-8
        bytes,   // exact bytes: CSV has KEY as text, stray bytes as \xHH, and at the end KEY_base64 where that is not
                 // exact
        number,  // to the right
    };
    enum class Where : uint8_t { everywhere, table_only, exact_only };  // exact: plain and CSV
    std::string_view heading;                                           // of a table; empty: none
    std::string_view key;                                               // of CSV
    Kind kind = Kind::text;
    Where where = Where::everywhere;
};

struct Cell {
    std::string shown;  // table; safe for a terminal
    std::string exact;  // plain, CSV
    Style style = Style::plain;
};

class Table {
public:
    Table(Output& out, std::vector<Column> columns) : out_(out), columns_(std::move(columns)) {}

    // As many cells as columns. A table's first 1000 rows are held back to learn the widths; wider cells that come
    // later widen the columns from there on.
    void add(std::vector<Cell> row);
    // Writes what is held back. A table without rows writes nothing, CSV its header line all the same.
    void finish();
    [[nodiscard]] size_t rows() const noexcept { return rows_; }

private:
    void write_aligned();
    void write_aligned_row(const std::vector<Cell>& row);
    void write_plain(const std::vector<Cell>& row);
    void write_csv_header();
    void write_csv(const std::vector<Cell>& row);

    Output& out_;
    std::vector<Column> columns_;
    std::vector<std::vector<Cell>> waiting_;
    std::vector<size_t> widths_;
    size_t rows_ = 0;
    bool begun_ = false;
};

// `text` as a field of RFC 4180: in quotes where it must be.
[[nodiscard]] std::string csv_field(std::string_view text);

}  // namespace tocd
