#include "client/table.hpp"

#include "base/text.hpp"
#include "client/shown_text.hpp"

#include <algorithm>

namespace tocd {
namespace {

constexpr size_t kSample = 1000;

}  // namespace

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == text.npos) return std::string(text);
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + "\"";
}

void Table::add(std::vector<Cell> row) {
    ++rows_;
    switch (out_.look().format) {
        case OutputFormat::table:
            waiting_.push_back(std::move(row));
            if (begun_ || waiting_.size() == kSample) write_aligned();
            return;
        case OutputFormat::plain: write_plain(row); return;
        case OutputFormat::csv:
        case OutputFormat::json: write_csv(row); return;
    }
}

void Table::finish() {
    if (out_.look().format == OutputFormat::table) write_aligned();
    if (out_.look().format == OutputFormat::csv) write_csv_header();
}

void Table::write_aligned() {
    if (waiting_.empty()) return;
    widths_.resize(columns_.size());
    for (const std::vector<Cell>& row : waiting_)
        for (size_t i = 0; i < row.size(); ++i) widths_[i] = std::max(widths_[i], display_width(row[i].shown));
    if (!begun_) {
        begun_ = true;
        std::vector<Cell> headings;
        for (size_t i = 0; i < columns_.size(); ++i) {
            widths_[i] = std::max(widths_[i], display_width(columns_[i].heading));
            headings.push_back({std::string(columns_[i].heading), {}, Style::heading});
        }
        const bool any =
            std::any_of(columns_.begin(), columns_.end(), [](const Column& c) { return !c.heading.empty(); });
        if (any) write_aligned_row(headings);
    }
    for (const std::vector<Cell>& row : waiting_) write_aligned_row(row);
    waiting_.clear();
}

void Table::write_aligned_row(const std::vector<Cell>& row) {
    std::string line;
    size_t owed = 0;  // blanks are written when something follows them: no line ends with one
    for (size_t i = 0; i < row.size(); ++i) {
        if (columns_[i].where == Column::Where::exact_only) continue;
        const size_t width = display_width(row[i].shown);
        const size_t pad = widths_[i] - std::min(widths_[i], width);
        const bool right = columns_[i].kind == Column::Kind::number;
        if (right) owed += pad;
        if (width > 0) {
            line.append(owed, ' ').append(out_.painted(row[i].style, row[i].shown));
            owed = 0;
        }
        owed += width > 0 ? (right ? 2 : pad + 2) : (right ? 2 : widths_[i] + 2);
    }
    out_.write(line + "\n");
}

void Table::write_plain(const std::vector<Cell>& row) {
    std::string line;
    bool first = true;
    for (size_t i = 0; i < row.size(); ++i) {
        if (columns_[i].where == Column::Where::table_only) continue;
        if (!first) line += '\t';
        first = false;
        line += row[i].exact;
    }
    out_.write(line.append(1, out_.look().nul ? '\0' : '\n'));
}

void Table::write_csv_header() {
    if (begun_) return;
    begun_ = true;
    std::string line, exact;
    for (const Column& column : columns_) {
        if (column.where == Column::Where::table_only) continue;
        line.append(line.empty() ? "" : ",").append(column.key);
        if (column.kind == Column::Kind::bytes) exact.append(",").append(column.key).append("_base64");
    }
    out_.write(line + exact + "\r\n");
}

void Table::write_csv(const std::vector<Cell>& row) {
    write_csv_header();
    std::string line, exact;
    bool first = true;
    for (size_t i = 0; i < row.size(); ++i) {
        if (columns_[i].where == Column::Where::table_only) continue;
        if (!first) line += ',';
        first = false;
        const bool safe = out_.look().terminal;
        line += csv_field(safe ? safe_message(row[i].exact) : display_text(row[i].exact));
        if (columns_[i].kind == Column::Kind::bytes)
            exact += "," + (is_utf8(row[i].exact) ? std::string() : base64_encode(row[i].exact));
    }
    out_.write(line + exact + "\r\n");
}

}  // namespace tocd
