#include "http/csv.hpp"

#include <algorithm>

namespace tocd {
namespace {

bool begins_like_formula(std::string_view text) {
    return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
}

void append_text(std::string& out, std::string_view text) {
    // Not find_first_of(), which calls memchr() for every byte.
    if (std::none_of(text.begin(), text.end(), [](char c) { return c == ',' || c == '"' || c == '\r' || c == '\n'; })) {
        out.append(text);
        return;
    }
    out.push_back('"');
    for (const char c : text) {
        if (c == '"') out.push_back('"');
        out.push_back(c);
    }
    out.push_back('"');
}

}  // namespace

void append_csv_line(std::string& out, const std::vector<std::string>& values, CsvFormulas formulas) {
    for (size_t i = 0; i < values.size(); ++i) {
        if (i > 0) out.push_back(',');
        append_text(out, formulas == CsvFormulas::safe && begins_like_formula(values[i]) ? "'" + values[i] : values[i]);
    }
    out.append("\r\n");
}

}  // namespace tocd
