#include "client/file_rows.hpp"

#include "client/shown_text.hpp"

namespace tocd {
namespace {

constexpr size_t kMaxLineBytes = 64u << 20;  // paths have no limit; this one is against a daemon that is none

}  // namespace

bool LineReader::feed(std::string_view piece) {
    for (;;) {
        const size_t end = piece.find('\n');
        if (end == piece.npos) {
            rest_ += piece;
            if (rest_.size() > kMaxLineBytes) throw Error(ErrorKind::corrupt, "the daemon sends a line without an end");
            return true;
        }
        bool more = true;
        if (rest_.empty()) {
            more = take_(piece.substr(0, end));
        } else {
            rest_ += piece.substr(0, end);
            more = take_(rest_);
            rest_.clear();
        }
        if (!more) return false;
        piece.remove_prefix(end + 1);
    }
}

void LineReader::finish() {
    if (!rest_.empty()) take_(rest_);
    rest_.clear();
}

Json parse_file(std::string_view line, const std::string& address) {
    Json file = Json::parse(line, nullptr, false);
    if (!file.is_object())
        throw Error(ErrorKind::corrupt,
                    "what " + address + " sends is no answer of tocd: check --server and $TOCD_SERVER");
    return file;
}

std::string painted_path(const Output& out, const std::string& path, bool gone) {
    const std::string shown = shown_name(path);
    if (gone) return out.painted(Style::gone, shown);
    const size_t slash = shown.rfind('/');
    if (shown != path || slash == shown.npos) return shown;  // quotes stand round the whole
    return out.painted(Style::directory, std::string_view(shown).substr(0, slash + 1)) + shown.substr(slash + 1);
}

std::vector<Column> long_columns() {
    using enum Column::Kind;
    return {{"SIZE", "size_bytes", number},
            {"MODIFIED", "modified", text},
            {"OWNER", "owner", text},
            {"", "gone", text, Column::Where::exact_only},
            {"PATH", "path", bytes}};  // last: it may hold tabs
}

std::vector<Cell> long_row(const Output& out, const Json& file) {
    const bool gone = file.at("gone").get<bool>();
    const std::string path = bytes_of(file, "path");
    return {size_cell(file.at("size_bytes").get<int64_t>()),
            time_cell(file, "modified"),
            text_cell(file, "owner"),
            {"", gone ? "true" : "false"},
            {painted_path(out, path, gone), path}};
}

}  // namespace tocd
